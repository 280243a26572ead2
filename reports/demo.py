"""Reports of the demonstration: two published editions and a concept that waits."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core.demo import DemoWorld
from reports.models import Report
from reports.services import make_report, publish_report, request_report

_OPENING = (
    "Het netwerk groeit en de meeste organisaties werken aan de maatregelen. De komende maanden staan nazorg en "
    "preventie centraal. Dit rapport hoort bij de demonstratie: voorvallen en personen zijn verzonnen."
)
_REQUEST = "Vraag binnen uw eigen organisatie wie de nazorg regelt, en steun de medewerker die dat doet."


def load(world: DemoWorld) -> None:
    """Make the editions once; drawing them takes a few seconds."""
    if Report.objects.exists():
        return
    leader = world.accounts.get("project_leader")
    for on in (date(2015, 6, 30), _last_quarter_end(world.today)):
        report = make_report(report=request_report(on=on, opening=_OPENING, request=_REQUEST, actor=leader))
        at = timezone.make_aware(datetime.combine(on, time(9))) + timedelta(days=10)
        publish_report(report=report, actor=leader, at=at)
    make_report(report=request_report(on=world.today, opening="", request="", actor=leader))


def _last_quarter_end(today: date) -> date:
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return first - timedelta(days=1)
