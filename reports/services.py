"""Writes of the reports: ask for one, make it, publish it."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils.formats import date_format

from core import audit, jobs
from core.documents import render_pdf
from core.isolation import REGION_FIGURES, within
from core.uploads import store
from participants.models import User
from reports.documents import ProgressReport
from reports.models import Report, ReportStatus
from reports.progress import progress_report

audit.declare("reports.report.requested", "{actor} vroeg {object} aan")
audit.declare("reports.report.made", "{object} is gemaakt")
audit.declare("reports.report.published", "{actor} publiceerde {object}")
audit.declare("reports.report.downloaded", "{actor} haalde {object} op")

MAKE_JOB = "reports.make_report"
LOCK = 0x56505401  # one number for the counter of editions


@transaction.atomic
def request_report(
    *, on: date, opening: str, request: str, actor: User | None, submit_key: uuid.UUID | None = None
) -> Report:
    """Ask for a progress report with the state of a day; the same form sent twice asks once."""
    existing = Report.objects.filter(submit_key=submit_key).first() if submit_key else None
    if existing is not None:
        return existing
    report = Report.objects.create(
        title=f"Voortgang op {date_format(on, 'j F Y')}",
        on=on,
        opening=opening,
        request=request,
        requested_by=actor,
        submit_key=submit_key,
    )
    report.job = jobs.enqueue(kind=MAKE_JOB, key=str(report.pk), payload={"report": report.pk}, actor=actor)
    report.save(update_fields=["job"])
    audit.record(code="reports.report.requested", actor=actor, obj=report)
    return report


def make_report(*, report: Report) -> Report:
    """Gather the figures, draw the PDF and keep both. Making it again changes nothing that is published."""
    if report.status in (ReportStatus.CONCEPT, ReportStatus.PUBLISHED):
        return report
    with within(REGION_FIGURES):
        content = progress_report(report.on)
    pdf = render_pdf("reports/pdf/progress.html", report_context(report, content)).pdf
    with transaction.atomic():
        report = Report.objects.select_for_update().get(pk=report.pk)
        report.content = content.frozen()
        report.pdf = store(
            name=f"vpt-voortgang-{report.on:%Y-%m-%d}.pdf", content=pdf, mimetype="application/pdf", actor=None
        )
        report.status = ReportStatus.CONCEPT
        report.save()
        audit.record(code="reports.report.made", actor=None, obj=report)
    return report


def report_context(report: Report, content: ProgressReport) -> dict[str, object]:
    """Return what page and PDF show: the leader's words and the figures."""
    return {"report": report, "content": content}


@transaction.atomic
def publish_report(*, report: Report, actor: User, at: datetime) -> Report:
    """Give the report its number and show it to board and ministry; from then on it never changes."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.status != ReportStatus.CONCEPT:
        raise ValidationError(
            f"Dit rapport is ‘{report.get_status_display()}’. Alleen een concept kan worden gepubliceerd."
        )
    _lock_numbers()
    report.number = (Report.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    report.status, report.published_at = ReportStatus.PUBLISHED, at
    report.save()
    audit.record(code="reports.report.published", actor=actor, obj=report)
    return report


def _lock_numbers() -> None:
    """Let two publications at once wait for each other, so that no number is given twice or left out."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
