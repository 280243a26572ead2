"""Settling months of the region: each is counted, protected and published once (docs/adr/0008)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from core.audit import declare, record
from incidents.figures.region import last_settled, months_between, published_month
from incidents.models import MonthlyDelivery, MonthlySummary, RegionMonth

declare("incidents.region_month.settled", "De cijfers van de regio over {object} zijn vastgesteld")

AT_MOST = 36
"""A portal that starts with years of history settles three of them at a time."""


def settle_region_months(*, settled_at: datetime) -> list[RegionMonth]:
    """Settle every month whose day has come; a second run finds nothing to do."""
    last = last_settled(timezone.localdate(settled_at))
    first = _first_known()
    if first is None:
        return []
    known = set(RegionMonth.objects.values_list("month", flat=True))
    due = [month for month in months_between(first, last) if month not in known]
    return [settle_region_month(month=month, settled_at=settled_at) for month in due[-AT_MOST:]]


@transaction.atomic
def settle_region_month(*, month: date, settled_at: datetime) -> RegionMonth:
    """Publish one month as it is known now. What comes later never changes it; a second time is the first.

    Raises:
        ValueError: for a month whose day has not come.
    """
    if month > last_settled(timezone.localdate(settled_at)):
        raise ValueError(f"{month:%Y-%m} cannot be settled yet")
    found, is_new = RegionMonth.objects.get_or_create(
        month=month, defaults={**published_month(month), "settled_at": settled_at}
    )
    if is_new:
        record(code="incidents.region_month.settled", actor=None, obj=found)
    return found


def _first_known() -> date | None:
    firsts = [table.objects.aggregate(first=Min("month"))["first"] for table in (MonthlySummary, MonthlyDelivery)]
    return min((first for first in firsts if first is not None), default=None)
