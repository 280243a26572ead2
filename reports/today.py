"""What waits in the reports: the lines of "Vandaag"."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.today import TodayLine, Urgency
from participants.access import Capability, decide
from participants.models import User
from reports.models import Report, ReportStatus

_NEW_FOR = timedelta(days=60)


def today(user: User, at: datetime) -> list[TodayLine]:
    """Return concepts for who makes them, and the newest edition for who reads them."""
    if decide(user, Capability.REPORTS_MANAGE):
        return [*_failed(), *_concepts()]
    if decide(user, Capability.REPORTS_VIEW):
        newest = Report.objects.published().filter(published_at__gte=at - _NEW_FOR).first()
        if newest:
            return [TodayLine(f"Nieuw: {newest.title.lower()}.", newest.get_absolute_url(), "Lezen")]
    return []


def _failed() -> list[TodayLine]:
    return [
        TodayLine(f"‘{report}’ kon niet worden gemaakt.", report.get_absolute_url(), "Bekijken", Urgency.SOON)
        for report in Report.objects.failed()[:3]
    ]


def _concepts() -> list[TodayLine]:
    return [
        TodayLine(f"‘{report}’ wacht op uw oordeel.", report.get_absolute_url(), "Nakijken")
        for report in Report.objects.filter(status=ReportStatus.CONCEPT)[:3]
    ]
