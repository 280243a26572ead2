"""Making the progress report against WeasyPrint alone on the same HTML."""

from __future__ import annotations

from datetime import date

import pytest
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from core.documents import render_pdf, stylesheet
from reports.progress import progress_report
from reports.services import report_context
from tests.bench.measuring import compare
from tests.factories.apothekerskast import ItemFactory
from tests.factories.incidents import IncidentFactory
from tests.factories.participants import OrganisationFactory
from tests.factories.reports import ReportFactory

pytestmark = [pytest.mark.bench, pytest.mark.django_db]


def test_the_progress_report_against_weasyprint_alone() -> None:
    for _ in range(12):
        organisation = OrganisationFactory()
        ItemFactory(source_organisation=organisation)
        IncidentFactory.create_batch(10, organisation=organisation)
    report, day = ReportFactory(), date.today()
    html = render_pdf("reports/pdf/progress.html", report_context(report, progress_report(day))).html
    fonts = FontConfiguration()
    sheet = CSS(string=stylesheet(), font_config=fonts)

    def whole() -> bytes:
        return render_pdf("reports/pdf/progress.html", report_context(report, progress_report(day))).pdf

    def alone() -> bytes:
        return HTML(string=html).write_pdf(stylesheets=[sheet], font_config=fonts)  # type: ignore[no-any-return]

    ratio = compare(whole, alone, repeats=1, pairs=7)
    print(f"\nfigures, charts and tagged PDF against WeasyPrint alone, untagged: {ratio} (goal: at most 1.5)")
    assert ratio.median <= 1.5
