"""Reports without drawing a PDF: the content is frozen data."""

from __future__ import annotations

from datetime import date

import factory
from django.utils import timezone

from core.models import StoredFile
from core.uploads import store
from reports.documents import ProgressReport, Section
from reports.models import Report, ReportStatus

CONTENT = ProgressReport(
    "Regio", "Veilige Publieke Taak", date(2015, 6, 30), [Section("netwerk", "Netwerk", "Er doen 3 organisaties mee.")]
)


class ReportFactory(factory.django.DjangoModelFactory[Report]):
    """A concept; `published` for an edition, `making` for one that is not made yet."""

    class Meta:
        model = Report

    class Params:
        making = factory.Trait(status=ReportStatus.MAKING, content={}, pdf=None)
        published = factory.Trait(
            status=ReportStatus.PUBLISHED,
            number=factory.Sequence(lambda n: n + 1),
            published_at=factory.LazyFunction(timezone.now),
        )

    title = factory.Sequence(lambda n: f"Voortgang {n}")
    on = date(2015, 6, 30)
    status = ReportStatus.CONCEPT
    content = factory.LazyFunction(CONTENT.frozen)
    pdf = factory.LazyFunction(lambda: _stored(b"%PDF-1.7 een rapport"))


def _stored(content: bytes) -> StoredFile:
    return store(name="voortgang.pdf", content=content, mimetype="application/pdf", actor=None)
