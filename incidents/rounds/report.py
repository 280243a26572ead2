"""The comparison for reports: the published one of the last two rounds that were frozen on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core.charts import Figure
from incidents.models import MeasurementRound
from incidents.rounds.comparison import comparison
from incidents.rounds.comparison_figures import figures
from incidents.rounds.comparison_pages import coverage_sentences


def comparison_figures(on: date) -> list[Figure]:
    """Return the pictures of the comparison with verdict and coverage in words; none when nothing was published.

    Intervals only: a board reads no p-values.
    """
    frozen = MeasurementRound.objects.filter(frozen_at__isnull=False, freeze_on__lte=on).order_by("first_on", "pk")
    pair = list(frozen)[-2:]
    if len(pair) < 2:
        return []
    found = comparison(pair[0], pair[1])
    shown = figures(found)
    if not shown:
        return []
    first = shown[0]
    told = [found.sentence, first.note, *coverage_sentences(found)[:1], *found.notes]
    return [replace(first, note=" ".join(told)), *shown[1:]]
