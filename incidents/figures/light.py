"""The light incidents of an organisation as numbers: a line of their own, never added to reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from incidents.clock import moment_of
from incidents.models import LightIncident
from incidents.vocabulary import KINDS, Kind
from participants.models import Organisation

LIGHT_KINDS: tuple[Kind, ...] = tuple(
    KINDS[code] for code in ("verbaal", "hinder", "discriminatie", "intimidatie", "online", "vernieling", "overig")
)
"""What may be counted without a report. A threat or violence is never light."""

NOT_MIXED = "Lichte voorvallen tellen niet mee in de meldingen en niet in de meting."


def light_counts(organisation: Organisation, months: Sequence[date]) -> dict[date, int]:
    """Return how many light incidents were counted in each of these months, given by their first days.

    What was taken back, or became a report after all, is left out. A month without any is 0: it was not measured
    that nothing happened, so say so beside the number.
    """
    found = dict.fromkeys(months, 0)
    if not found:
        return {}
    last = max(months)
    after = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    rows = (
        LightIncident.objects.counted()
        .filter(organisation=organisation, counted_at__gte=moment_of(min(months)), counted_at__lt=moment_of(after))
        .annotate(month=TruncMonth("counted_at", tzinfo=timezone.get_default_timezone()))
        .values_list("month")
        .annotate(number=Count("pk"))
        .order_by("month")
    )
    for moment, number in rows:
        if moment.date() in found:
            found[moment.date()] = number
    return found
