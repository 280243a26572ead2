"""Settling months of the region: each is counted, protected and published once (docs/adr/0008)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from core.audit import declare, record
from incidents.figures.region import last_settled, months_due, published_month
from incidents.models import RegionMonth

declare("incidents.region_month.settled", "De cijfers van de regio over {object} zijn vastgesteld")

AT_MOST = 36
"""A portal that starts with years of history settles three of them at a time."""


def settle_region_months(*, settled_at: datetime) -> list[RegionMonth]:
    """Settle every month whose day has come; a second run finds nothing to do."""
    due = months_due(timezone.localdate(settled_at))
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
