"""The figures of the region: each month stands by itself, whatever the window in which it is shown.

A reader gets a table today, another next month, and reports of last year. If what is hidden in a month depended on the
other months beside it, two windows could be subtracted from each other. So grouping, participants and protection are
settled per month, there is no total over months, and the running month is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from incidents.disclosure import NOTHING, OTHERS, REGION, Cell, Key, Rule, merge_groups, protect, show
from incidents.disclosure import Sum as Tie
from incidents.figures import TOTAL, count_by_month, last_months, month_name, over_all_organisations
from incidents.models import MonthlyDelivery
from incidents.vocabulary import BZK, KINDS
from participants.models import Organisation, RegistrationMode

KIND_CODES = [term.code for term in BZK] + ["overig"]
Way = Literal["sector", "kind"]


@dataclass(frozen=True, slots=True)
class RegionTable:
    """A table of the region as it may be shown; the last column is the total of the month."""

    rows: list[str]
    columns: list[str]
    cells: dict[tuple[str, str], str]
    organisations: int
    delivered: int

    def shown(self) -> list[list[str]]:
        """Return the rows as text, with a mark where a number is hidden or nobody delivered."""
        return [[row, *(self.cells[row, column] for column in (*self.columns, TOTAL))] for row in self.rows]


@dataclass(frozen=True, slots=True)
class _Month:
    """What may be shown of one month; a key without a number is hidden, one that is absent has nobody behind it."""

    name: str
    safe: dict[Key, int | None]

    def text(self, key: Key) -> str:
        return show(self.safe[key]) if key in self.safe else NOTHING


def region_totals(*, until: date, by: Way, count: int = 12, rule: Rule = REGION) -> RegionTable:
    """Return counts of the region per month and sector, or per month and kind (five groups of BZK), suppressed.

    The tables by sector and by kind share their totals and are protected together: what one hides, the other does
    not give away.
    """
    months = last_months(until.replace(day=1) - timedelta(days=1), count)
    sectors = {month: _participants(month) for month in months}
    known = {month: _known(month, sectors[month]) for month in months}
    everybody = set().union(*known.values())
    with over_all_organisations():
        counts = count_by_month(everybody, months)
    shown = [_month(month, {pk: sectors[month][pk] for pk in known[month]}, counts, rule) for month in months]
    keys = _sector_keys(shown) if by == "sector" else [("kind", code) for code in KIND_CODES]
    columns = [_label(key) for key in keys]
    cells = {(month.name, label): month.text(key) for month in shown for key, label in zip(keys, columns, strict=True)}
    cells |= {(month.name, TOTAL): month.text((TOTAL,)) for month in shown}
    return RegionTable([month.name for month in shown], columns, cells, len(sectors[months[-1]]), len(everybody))


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


def _month(month: date, sectors: Mapping[int, str], counts: Mapping[tuple[int, date, str], int], rule: Rule) -> _Month:
    """Protect one month: its total, its sectors and its kinds in one system of sums."""
    numbers: dict[Key, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    totals: dict[str, dict[int, int]] = {}
    for pk, sector in sorted(sectors.items()):
        mine = {kind: number for (who, when, kind), number in counts.items() if (who, when) == (pk, month)}
        totals.setdefault(sector, {})[pk] = sum(mine.values())
        for kind, number in mine.items():
            numbers["kind", _bzk(kind)][pk] += number
    groups = merge_groups(dict(sorted(totals.items())), rule)
    cells: dict[Key, Cell] = {("sector", name): _cell(members, len(members)) for name, members in groups.items()}
    if sectors:
        cells |= {("kind", code): _cell(numbers["kind", code], len(sectors)) for code in KIND_CODES}
        everybody = {pk: number for members in totals.values() for pk, number in members.items()}
        cells[TOTAL,] = _cell(everybody, len(sectors))
    ties = [Tie((TOTAL,), tuple(key for key in cells if key[0] == way)) for way in ("sector", "kind")]
    safe = protect(cells, [tie for tie in ties if tie.parts], rule)
    merged: dict[Key, int | None] = {("sector", name): None for name in totals if name not in groups}
    return _Month(month_name(month), safe | merged)


def _sector_keys(months: list[_Month]) -> list[Key]:
    """Return the sectors that may be shown by themselves in any month, by name, what is left last."""
    found = {key for month in months for key, value in month.safe.items() if key[0] == "sector" and value is not None}
    return sorted(found, key=lambda key: (key[1] == OTHERS, key[1]))


def _cell(counts: Mapping[int, int], organisations: int) -> Cell:
    return Cell(sum(counts.values()), organisations, max(counts.values(), default=0))


def _bzk(kind: str) -> str:
    return KINDS[kind].bzk if kind in KINDS and kind != "overig" else "overig"


def _label(key: Key) -> str:
    if key[0] == "sector":
        return key[1]
    return BZK.label(key[1]) if key[1] in BZK else "iets anders"
