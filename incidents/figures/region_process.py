"""Usual or unusual for the region: the settled months as a line, between limits that follow who is in them.

It reads what was published, and how many people work at who is in a month: no number that was hidden is in it.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from core.charts import Figure
from incidents.figures.own import TOTAL, last_months
from incidents.figures.own_charts import process_figure
from incidents.figures.process import Process, read_process
from incidents.figures.region import last_settled
from incidents.models import RegionMonth
from participants.models import OrganisationSize

MONTHS = 24
NOTE = (
    "Tussen de grenzen schommelt het aantal vanzelf. De grenzen gaan mee met het aantal medewerkers van wie de maand "
    "bekend is: komt er een organisatie bij, dan is meer gewoon. Ongewoon betekent alleen dat er een oorzaak te zoeken "
    "is: meer agressie, of meer meldingen."
)
Sizes = Mapping[int, Mapping[int, int]]


def region_process(*, until: date) -> Process | None:
    """Return the run of the months that are settled and shown; None with fewer than twelve."""
    months = RegionMonth.objects.filter(month__in=last_months(last_settled(until), MONTHS)).order_by("month")
    shown = [(each.month, number, each.members[TOTAL]) for each in months if (number := _total(each)) is not None]
    sizes = _sizes({pk for _, _, members in shown for pk in members})
    exposure = {month: _employees(members, month.year, sizes) * _days(month) for month, _, members in shown}
    return read_process([(month, number) for month, number, _ in shown if exposure[month]], exposure)


def region_process_figure(*, until: date) -> Figure | None:
    """Draw that run; None when there are too few months for limits."""
    process = region_process(until=until)
    return process_figure(process, note=NOTE) if process is not None else None


def _total(month: RegionMonth) -> int | None:
    """Return the published total; None where it is hidden, or where is not kept who was in it."""
    numbers = {tuple(key): number for key, number in month.cells}
    return numbers.get((TOTAL,)) if month.members.get(TOTAL) else None


def _days(month: date) -> int:
    return monthrange(month.year, month.month)[1]


def _sizes(organisations: set[int]) -> Sizes:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = OrganisationSize.objects.filter(organisation_id__in=organisations)
    for pk, year, employees in rows.values_list("organisation_id", "year", "employees"):
        found[pk][year] = employees
    return found


def _employees(members: list[int], year: int, sizes: Sizes) -> int:
    """Return how many people work at these organisations; an unknown size counts as the average of the others."""
    known = [_size(sizes[pk], year) for pk in members if sizes.get(pk)]
    return round(sum(known) / len(known) * len(members)) if known else 0


def _size(by_year: Mapping[int, int], year: int) -> int:
    """Return the size of a year, else of the nearest year that is known."""
    return by_year[min(by_year, key=lambda each: (abs(each - year), each))]
