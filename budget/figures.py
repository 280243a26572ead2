"""Figures of the budget for pages and reports: what is set aside, used and left, per line and year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum

from budget.arithmetic import NOTHING, CarryOver, carry_over
from budget.models import BudgetAmount, BudgetLine, BudgetVersion, Cost, Grant
from core.text import euro

_Key = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Cell:
    """One line in one year: set aside, and what costs have used of it. PM and empty are counted, never added."""

    budgeted: Decimal = NOTHING
    planned: Decimal = NOTHING
    committed: Decimal = NOTHING
    invoiced: Decimal = NOTHING
    paid: Decimal = NOTHING
    pm_count: int = 0
    empty_count: int = 0
    is_placed: bool = True

    @property
    def used(self) -> Decimal:
        """Return what is committed, invoiced or paid."""
        return self.committed + self.invoiced + self.paid

    @property
    def left(self) -> Decimal | None:
        """Return what may still be committed; None when the line has no amount for this year by itself."""
        return self.budgeted - self.used if self.is_placed else None

    @property
    def free(self) -> Decimal | None:
        """Return what is left when the planned costs are made as well."""
        return None if self.left is None else self.left - self.planned

    def __add__(self, other: Cell) -> Cell:
        return Cell(
            self.budgeted + other.budgeted,
            self.planned + other.planned,
            self.committed + other.committed,
            self.invoiced + other.invoiced,
            self.paid + other.paid,
            self.pm_count + other.pm_count,
            self.empty_count + other.empty_count,
        )


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the budget with a cell for each year, the part without a year, and the whole."""

    line: BudgetLine
    cells: tuple[Cell, ...]
    unplaced: Decimal
    total: Cell


@dataclass(frozen=True, slots=True)
class InKind:
    """What partners gave for free; no posting, so no part of any sum above."""

    count: int = 0
    value: Decimal = NOTHING
    hours: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole budget of a grant in one version."""

    grant: Grant
    version: BudgetVersion | None
    years: tuple[int, ...]
    rows: tuple[LineRow, ...]
    carry: CarryOver
    total: Cell
    in_kind: InKind
    year_totals: tuple[Cell, ...] = field(default=())

    @property
    def has_unplaced(self) -> bool:
        """Tell whether any amount stands without a year, so that the table needs that column."""
        return self.carry.unplaced != 0

    @property
    def sentence(self) -> str:
        """Return in one sentence what is used and what is left; costs without an amount are told, never counted."""
        left = self.carry.granted - self.total.used
        text = f"Van {euro(self.carry.granted)} is {euro(self.total.used)} vastgelegd, gefactureerd of betaald"
        text += f"; {euro(left)} is nog vrij." if left >= 0 else f": {euro(-left)} te veel."
        unknown = self.total.pm_count + self.total.empty_count
        words = "regel heeft" if unknown == 1 else "regels hebben"
        return f"{text} {unknown} {words} nog geen bedrag." if unknown else text

    @property
    def unallocated(self) -> Decimal:
        """Return the part of the awarded total that is not divided over the years (0 when it all adds up)."""
        return self.grant.awarded_total - self.carry.granted


@dataclass(frozen=True, slots=True)
class VersionChange:
    """One amount that differs between two versions; None stands for "not in that version"."""

    line: BudgetLine
    year: int | None
    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal:
        """Return how much was added (positive) or taken away (negative)."""
        return (self.after or NOTHING) - (self.before or NOTHING)


def current_grant() -> Grant | None:
    """Return the grant of the current programme; None before it is filled in."""
    return Grant.objects.filter(programme__is_current=True).select_related("programme").order_by("pk").first()


def current_version(grant: Grant) -> BudgetVersion | None:
    """Return the version that holds now."""
    return BudgetVersion.objects.filter(grant=grant, is_current=True).first()


def nearest_year(grant: Grant, on: date) -> int:
    """Return the year of this day, or the nearest year of the grant when it runs no longer or not yet."""
    years = list(grant.years.values_list("year", flat=True)) or [on.year]
    return min(max(on.year, min(years)), max(years))


def overview(grant: Grant, version: BudgetVersion | None = None) -> Overview:
    """Return the whole budget of a grant, by default in the version that holds now. Five queries, whatever the size."""
    version = version or current_version(grant)
    granted = dict(grant.years.values_list("year", "amount"))
    amounts = amounts_of(version)
    costs = _costs(grant)
    years = tuple(sorted({*granted, *(year for _, year in [*amounts, *costs] if year is not None)}))
    lines = BudgetLine.objects.filter(grant=grant).order_by("order", "name")
    rows = tuple(_row(line, years, amounts, costs) for line in lines)
    per_year = {year: sum((row.cells[at].budgeted for row in rows), NOTHING) for at, year in enumerate(years)}
    unplaced = sum((row.unplaced for row in rows), NOTHING)
    return Overview(
        grant,
        version,
        years,
        rows,
        carry_over(granted, per_year, unplaced),
        sum((row.total for row in rows), Cell()),
        _in_kind(grant),
        tuple(sum((row.cells[at] for row in rows), Cell()) for at in range(len(years))),
    )


def compare(before: BudgetVersion, after: BudgetVersion) -> list[VersionChange]:
    """Return the amounts that differ between two versions, in the order of the table."""
    old, new = amounts_of(before), amounts_of(after)
    lines = {line.pk: line for line in BudgetLine.objects.filter(grant_id=after.grant_id)}
    keys = sorted({*old, *new}, key=lambda key: (lines[key[0]].order, key[0], key[1] or 9999))
    return [
        VersionChange(lines[line], year, old.get((line, year)), new.get((line, year)))
        for line, year in keys
        if old.get((line, year)) != new.get((line, year))
    ]


def amounts_of(version: BudgetVersion | None) -> dict[_Key, Decimal]:
    """Return the amounts of a version by line and year; a place without an amount is absent, which is not zero."""
    found = BudgetAmount.objects.filter(version=version) if version else BudgetAmount.objects.none()
    return {(line, year): amount for line, year, amount in found.values_list("line_id", "year", "amount")}


def _costs(grant: Grant) -> dict[_Key, dict[str, Decimal | int]]:
    found: dict[_Key, dict[str, Decimal | int]] = defaultdict(dict)
    grouped = Cost.objects.filter(grant=grant).posted().values("line_id", "year", "state", "amount_kind").order_by()
    for group in grouped.annotate(sum=Sum("amount"), number=Count("pk")):
        cell = found[(group["line_id"], group["year"])]
        if group["amount_kind"] == "amount":
            cell[group["state"]] = group["sum"]
        else:
            name = f"{group['amount_kind']}_count"
            cell[name] = cell.get(name, 0) + group["number"]
    return found


def _row(
    line: BudgetLine,
    years: tuple[int, ...],
    amounts: dict[_Key, Decimal],
    costs: dict[_Key, dict[str, Decimal | int]],
) -> LineRow:
    unplaced = amounts.get((line.pk, None), NOTHING)
    cells = tuple(
        Cell(
            budgeted=amounts.get((line.pk, year), NOTHING),
            is_placed=unplaced == 0,
            **costs.get((line.pk, year), {}),  # type: ignore[arg-type]
        )
        for year in years
    )
    return LineRow(line, cells, unplaced, sum(cells, Cell()) + Cell(budgeted=unplaced))


def _in_kind(grant: Grant) -> InKind:
    found = Cost.objects.filter(grant=grant).in_kind()
    sums = found.aggregate(count=Count("pk"), value=Sum("in_kind_value"), hours=Sum("in_kind_hours"))
    return InKind(sums["count"], sums["value"] or NOTHING, sums["hours"] or NOTHING)
