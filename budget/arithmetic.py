"""Sums of the budget: spreading an amount over years and carrying what is left to the next. Pure, to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from core.text import euro

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


def months_per_year(starts_on: date, ends_on: date) -> dict[int, int]:
    """Return how many calendar months of a period fall in each year; both months at the ends count whole."""
    first, last = starts_on.year * 12 + starts_on.month - 1, ends_on.year * 12 + ends_on.month - 1
    found: dict[int, int] = {}
    for month in range(first, last + 1):
        found[month // 12] = found.get(month // 12, 0) + 1
    return found


def spread_evenly(total: Decimal, weights: Mapping[int, int]) -> dict[int, Decimal]:
    """Divide an amount over years by weight (months), such that the parts add up to the amount to the cent.

    Each boundary is rounded on the running sum, so no part is more than a cent off and nothing is lost.
    """
    whole = sum(weights.values())
    if whole <= 0:
        raise ValueError("Er is geen maand om het bedrag over te verdelen.")
    running, boundaries = 0, [NOTHING]
    for year in sorted(weights):
        running += weights[year]
        boundaries.append((total * running / whole).quantize(CENT, ROUND_HALF_UP))
    return {year: after - before for year, (before, after) in zip(sorted(weights), pairwise(boundaries), strict=True)}


@dataclass(frozen=True, slots=True)
class YearBalance:
    """One year of the grant: what came in, what is set aside for it and what moves on."""

    year: int
    granted: Decimal
    budgeted: Decimal
    brought: Decimal

    @property
    def difference(self) -> Decimal:
        """Return what this year's grant leaves (positive) or lacks (negative), taken by itself."""
        return self.granted - self.budgeted

    @property
    def carried(self) -> Decimal:
        """Return what is there at the end of the year, earlier years included."""
        return self.brought + self.difference


@dataclass(frozen=True, slots=True)
class CarryOver:
    """How the years hang together, so that a lack in one year is not shown as a lack of the whole."""

    years: tuple[YearBalance, ...]
    unplaced: Decimal

    @property
    def granted(self) -> Decimal:
        """Return the grant of all years."""
        return sum((year.granted for year in self.years), NOTHING)

    @property
    def budgeted(self) -> Decimal:
        """Return all that is set aside, with and without a year."""
        return sum((year.budgeted for year in self.years), NOTHING) + self.unplaced

    @property
    def difference(self) -> Decimal:
        """Return the sum of the differences per year: what is there for costs without a year."""
        return sum((year.difference for year in self.years), NOTHING)

    @property
    def rest(self) -> Decimal:
        """Return what no line has set aside (positive), or what is set aside without cover (negative)."""
        return self.difference - self.unplaced

    @property
    def is_covered(self) -> bool:
        """Tell whether every year is paid from its own grant and what earlier years left."""
        return self.rest >= 0 and all(year.carried >= 0 for year in self.years)

    @property
    def sentences(self) -> list[str]:
        """Explain the carry-over in plain Dutch, one sentence a year and one for the whole."""
        return [_year_sentence(year) for year in self.years] + [_whole_sentence(self)]


def carry_over(granted: Mapping[int, Decimal], budgeted: Mapping[int, Decimal], unplaced: Decimal) -> CarryOver:
    """Chain the years: what is left of one year is brought to the next. A year without a grant counts as nothing."""
    brought, rows = NOTHING, []
    for year in sorted({*granted, *budgeted}):
        row = YearBalance(year, granted.get(year, NOTHING), budgeted.get(year, NOTHING), brought)
        rows.append(row)
        brought = row.carried
    return CarryOver(tuple(rows), unplaced)


def total(amounts: Iterable[Decimal | None]) -> Decimal:
    """Add amounts; what has no amount (PM, empty) adds nothing and is counted elsewhere."""
    return sum((amount for amount in amounts if amount is not None), NOTHING)


def _year_sentence(row: YearBalance) -> str:
    if row.difference > 0:
        return f"In {row.year} blijft {euro(row.difference)} over; dat gaat mee naar de jaren daarna."
    if row.difference == 0:
        return f"In {row.year} is het verschil nul."
    lack = euro(-row.difference)
    if row.carried >= 0:
        return f"In {row.year} is de bijdrage {lack} lager dan de kosten; dat wordt betaald uit wat eerder overbleef."
    return f"In {row.year} is er {euro(-row.carried)} te weinig, ook met wat eerder overbleef."


def _whole_sentence(carry: CarryOver) -> str:
    if carry.rest < 0:
        return f"Over de hele looptijd is er {euro(-carry.rest)} te weinig: de begroting sluit niet."
    if carry.unplaced == 0:
        return f"Over de hele looptijd blijft {euro(carry.rest)} vrij."
    start = f"Samen is {euro(carry.difference)} over voor kosten zonder vast jaar"
    if carry.rest == 0:
        return f"{start}, precies wat daarvoor is begroot: de begroting sluit op {euro(carry.granted)}."
    return f"{start}; daarvan is {euro(carry.unplaced)} begroot en {euro(carry.rest)} nog vrij."
