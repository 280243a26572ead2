"""The figures of the region: each month is settled once and stands by itself, whatever the window and the day.

A reader gets a table today, another next month, and reports of last year. If what is hidden in a month depended on the
other months beside it, or if a month still grew after it was shown, two tables could be subtracted from each other. So
grouping, participants and protection are settled per month; there is no total over months; a month is shown from the
day on which it is settled, and what is registered later never comes into it (docs/adr/0008).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from django.db.models import Min

from incidents.figures.disclosure import NOTHING, OTHERS, REGION, Cell, Key, Rule, merge_groups, protect, show
from incidents.figures.disclosure import Sum as Tie
from incidents.figures.own import TOTAL, count_by_month, last_months, month_name
from incidents.models import ComparisonEdition, MonthlyDelivery, MonthlySummary, RegionMonth
from incidents.vocabulary import BZK, KINDS
from participants.models import Organisation, RegistrationMode

_NOT_BY_MONTH = frozenset({"seksueel"})
"""Too telling for one month of one region, however many there are: counted among the other forms."""
KIND_CODES = [term.code for term in BZK if term.code not in _NOT_BY_MONTH] + ["overig"]
KNOWN = "bekend van"
WAIT_MONTHS = 1
"""So many whole months after its own a month still waits for those who register or deliver late."""

Way = Literal["sector", "kind"]


@dataclass(frozen=True, slots=True)
class RegionTable:
    """A table of the region as it may be shown; first the total of the month, last of whom it is known."""

    rows: list[str]
    columns: list[str]
    cells: dict[tuple[str, str], str]
    organisations: int = 0
    delivered: int = 0
    months: list[date] = field(default_factory=list)

    @property
    def headings(self) -> list[str]:
        """Return the words above the numbers."""
        return [TOTAL, *self.columns, KNOWN]

    def shown(self) -> list[list[str]]:
        """Return the rows as text, with a mark where a number is hidden or nobody delivered."""
        return [[row, *(self.cells[row, column] for column in self.headings)] for row in self.rows]


def last_settled(on: date) -> date:
    """Return the last month that is settled on a day: March 2015 from 1 May 2015 on."""
    return last_months(on, WAIT_MONTHS + 2)[0]


def settled_on(month: date) -> date:
    """Return the day on which a month is settled: March 2015 on 1 May 2015."""
    day = month
    for _ in range(WAIT_MONTHS + 1):
        day = (day + timedelta(days=31)).replace(day=1)
    return day


def months_between(first: date, last: date) -> list[date]:
    """Return the first days of the months from first to last."""
    return last_months(last, max(0, (last.year - first.year) * 12 + last.month - first.month + 1))


def months_due(on: date) -> list[date]:
    """Return the months whose day has come and that are not settled.

    A month of which nothing was known when a comparison over its days was published is never settled: history that is
    delivered afterwards could be laid beside that comparison.
    """
    first = _first_known()
    if first is None:
        return []
    known = set(RegionMonth.objects.values_list("month", flat=True)) | _compared()
    return [month for month in months_between(first, last_settled(on)) if month not in known]


def _compared() -> set[date]:
    """Return the months in which a round has days that a published comparison counts."""
    pairs = ComparisonEdition.objects.select_related("earlier", "later")
    rounds = {each for edition in pairs for each in (edition.earlier, edition.later)}
    return {month for each in rounds for month in months_between(each.first_on, each.last_on)}


def _first_known() -> date | None:
    firsts = [table.objects.aggregate(first=Min("month"))["first"] for table in (MonthlySummary, MonthlyDelivery)]
    return min((first for first in firsts if first is not None), default=None)


def region_totals(*, until: date, by: Way, count: int = 12) -> RegionTable:
    """Return the settled months of the region per sector, or per kind (groups of BZK), as they were published.

    The tables by sector and by kind share their totals and were protected together: what one hides, the other does not
    give away.
    """
    last = last_settled(until)
    months = list(RegionMonth.objects.filter(month__in=last_months(last, count)).order_by("month"))
    numbers = {each.month: _numbers(each) for each in months}
    keys = _sector_keys(numbers.values()) if by == "sector" else [("kind", code) for code in KIND_CODES]
    cells: dict[tuple[str, str], str] = {}
    for each in months:
        name, found = month_name(each.month), numbers[each.month]
        for key in (*keys, (TOTAL,)):
            cells[name, _label(key)] = show(found[key]) if key in found else NOTHING
        cells[name, KNOWN] = f"{each.delivered} van {each.participants}"
    columns = [_label(key) for key in keys] if months else []
    latest = months[-1] if months else RegionMonth(participants=0, delivered=0)
    rows = [month_name(each.month) for each in months]
    return RegionTable(rows, columns, cells, latest.participants, latest.delivered, [each.month for each in months])


def _numbers(month: RegionMonth) -> dict[Key, int | None]:
    """Return what was published; a key without a number is hidden, one that is absent has nobody behind it."""
    return {tuple(key): number for key, number in month.cells}


def published_month(month: date, rule: Rule = REGION) -> dict[str, Any]:
    """Count and protect a month as it is known now, ready to be settled."""
    participants = _participants(month)
    known = _known(month, participants)
    counts = count_by_month(known, [month])
    sectors = {pk: participants[pk] for pk in known}
    safe = protected(sectors, counts, rule)
    cells = [[list(key), number] for key, number in sorted(safe.items())]
    members = {name: sorted(group) for name, group in _groups(sectors, counts, rule).items()} | {TOTAL: sorted(known)}
    return {"participants": len(participants), "delivered": len(known), "cells": cells, "members": members}


def published_groups(month: RegionMonth) -> dict[str, frozenset[int]]:
    """Return the organisations behind each number over organisations that a settled month shows, by name."""
    shown = {key[-1] for key, number in month.cells if key[0] in (TOTAL, "sector") and number is not None}
    return {name: frozenset(group) for name, group in month.members.items() if name in shown and group}


def _participants(month: date) -> dict[int, str]:
    """Return who took part at the end of a month, with the sector."""
    last = (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return dict(Organisation.objects.participating(last).values_list("pk", "sector__name"))


def _known(month: date, participants: Mapping[int, str]) -> set[int]:
    """Return of whom this month is known: they register cases, or delivered it, nil included."""
    by_case = Organisation.objects.filter(
        pk__in=participants, registration_mode=RegistrationMode.CASES, processor_agreement_on__lte=month
    )
    delivered = MonthlyDelivery.objects.filter(organisation_id__in=participants, month=month)
    return {*by_case.values_list("pk", flat=True), *delivered.values_list("organisation_id", flat=True)}


def protected(
    sectors: Mapping[int, str], counts: Mapping[tuple[int, date, str], int], rule: Rule
) -> dict[Key, int | None]:
    """Protect the counts of one month: its total, its sectors and its kinds in one system of sums."""
    numbers: dict[Key, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for (pk, _, kind), number in counts.items():
        numbers["kind", _bzk(kind)][pk] += number
    groups = _groups(sectors, counts, rule)
    cells: dict[Key, Cell] = {("sector", name): _cell(members, len(members)) for name, members in groups.items()}
    if sectors:
        cells |= {("kind", code): _cell(numbers["kind", code], len(sectors)) for code in KIND_CODES}
        everybody = {pk: number for members in groups.values() for pk, number in members.items()}
        cells[TOTAL,] = _cell(everybody, len(sectors))
    ties = [Tie((TOTAL,), tuple(key for key in cells if key[0] == way)) for way in ("sector", "kind")]
    safe = protect(cells, [tie for tie in ties if tie.parts], rule)
    merged: dict[Key, int | None] = {("sector", name): None for name in sectors.values() if name not in groups}
    return safe | merged


def _groups(
    sectors: Mapping[int, str], counts: Mapping[tuple[int, date, str], int], rule: Rule
) -> dict[str, dict[int, int]]:
    """Return the sectors that can stand by themselves, and what is left together, with the total of each member."""
    mine: dict[int, int] = defaultdict(int)
    for (pk, _, _), number in counts.items():
        mine[pk] += number
    totals: dict[str, dict[int, int]] = {}
    for pk, sector in sorted(sectors.items()):
        totals.setdefault(sector, {})[pk] = mine[pk]
    return merge_groups(dict(sorted(totals.items())), rule)


def _sector_keys(months: Any) -> list[Key]:
    """Return the sectors that may be shown by themselves in any month, by name, what is left last."""
    found = {key for safe in months for key, value in safe.items() if key[0] == "sector" and value is not None}
    return sorted(found, key=lambda key: (key[1] == OTHERS, key[1]))


def _cell(counts: Mapping[int, int], organisations: int) -> Cell:
    return Cell(sum(counts.values()), organisations, max(counts.values(), default=0))


def _bzk(kind: str) -> str:
    group = KINDS[kind].bzk if kind in KINDS and kind != "overig" else "overig"
    return "overig" if group in _NOT_BY_MONTH else group


def _label(key: Key) -> str:
    if key[0] in (TOTAL, "sector"):
        return key[-1]
    return BZK.label(key[1]) if key[1] in BZK else "overige vormen"
