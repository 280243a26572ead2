"""Contexts of pages of the budget: plain data in, dataclasses out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format

from budget.figures import Cell, Overview
from budget.models import AmountKind, Cost, CostState, Grant
from core.text import euro

_LEFT_OUT = "–"
_TONES = {
    CostState.PLANNED: "neutral",
    CostState.COMMITTED: "info",
    CostState.INVOICED: "attention",
    CostState.PAID: "good",
}


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the budget table; None is an empty place, which is not zero."""

    label: str
    cells: tuple[Decimal | None, ...]
    total: Decimal | None
    kind: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class UseRow:
    """One line of the budget in one year, or as a whole, with what was used of it."""

    label: str
    cell: Cell
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class CostRow:
    """A cost as a list shows it: the amount in words, the state, and what is missing."""

    cost: Cost
    amount: str
    state: str
    tone: str
    missing: tuple[str, ...]


def tabs() -> list[tuple[str, str, str]]:
    """Return the parts of the budget: key, words and address."""
    return [
        ("budget", "Begroting", reverse("budget:index")),
        ("costs", "Kosten", reverse("budget:costs")),
        ("versions", "Versies", reverse("budget:versions")),
    ]


def budget_table(overview: Overview) -> list[TableRow]:
    """Return the rows of the budget table: grant, lines, difference, carry-over, and the whole."""
    carry, width = overview.carry, (None,) if overview.has_unplaced else ()
    balances = {year.year: year for year in carry.years}
    years = [balances[year] for year in overview.years if year in balances]
    rows = [TableRow("Subsidie", (*(year.granted for year in years), *width), carry.granted, "grant")]
    for row in overview.rows:
        cells: tuple[Decimal | None, ...] = tuple(cell.budgeted if cell.is_placed else None for cell in row.cells)
        unplaced = (row.unplaced or None,) if overview.has_unplaced else ()
        rows.append(TableRow(row.line.name, cells + unplaced, row.total.budgeted))
    rows.append(
        TableRow(
            "Verschil van het jaar",
            (*(year.difference for year in years), *((-carry.unplaced,) if overview.has_unplaced else ())),
            carry.rest,
            "difference",
        )
    )
    brought = (carry.difference,) if overview.has_unplaced else ()
    rest = (carry.rest,) if overview.has_unplaced else ()
    rows.append(TableRow("Overgeheveld uit eerdere jaren", (*(y.brought for y in years), *brought), None, "carry"))
    rows.append(TableRow("Over aan het eind", (*(y.carried for y in years), *rest), None, "carry"))
    return rows


def use_groups(overview: Overview) -> list[tuple[str, list[UseRow]]]:
    """Return per line a row for each year and one for the whole."""
    groups = []
    for row in overview.rows:
        years = [UseRow(str(year), cell) for year, cell in zip(overview.years, row.cells, strict=True)]
        groups.append((row.line.name, [*years, UseRow("Hele looptijd", row.total, is_total=True)]))
    return [*groups, ("Samen", [UseRow("Hele looptijd", overview.total, is_total=True)])]


def cost_row(cost: Cost) -> CostRow:
    """Return a cost as a list shows it."""
    missing = []
    if cost.needs_receipt:
        missing.append("bon ontbreekt")
    if cost.needs_payment_proof:
        missing.append("betaalbewijs ontbreekt")
    if cost.is_in_kind:
        return CostRow(cost, in_kind_words(cost), "om niet", "info", ())
    return CostRow(cost, amount_words(cost), cost.get_state_display(), _TONES[CostState(cost.state)], tuple(missing))


def amount_words(cost: Cost) -> str:
    """Return the amount, or the words for what is not an amount."""
    if cost.amount_kind == AmountKind.PM:
        return "PM"
    return euro(cost.amount) if cost.amount_kind == AmountKind.AMOUNT else "nog niet ingevuld"


def in_kind_words(cost: Cost) -> str:
    """Return what was given for free, in hours and estimated value."""
    parts = []
    if cost.in_kind_hours is not None:
        parts.append(f"{cost.in_kind_hours.normalize():f} uur".replace(".", ","))
    if cost.in_kind_value is not None:
        parts.append(f"waarde {euro(cost.in_kind_value)}")
    return ", ".join(parts) or "waarde niet geschat"


def cost_facts(cost: Cost) -> list[tuple[str, Any]]:
    """Return a cost as labels with values."""
    row = cost_row(cost)
    return [
        ("Post", cost.line or _LEFT_OUT),
        ("Jaar", str(cost.year)),
        ("Datum", date_format(cost.dated_on, "j F Y") if cost.dated_on else _LEFT_OUT),
        ("Leverancier", cost.supplier or _LEFT_OUT),
        ("Gegeven" if cost.is_in_kind else "Bedrag", row.amount),
        ("Stand", row.state + (f" op {date_format(cost.paid_on, 'j F Y')}" if cost.paid_on else "")),
        ("Maatregel", cost.measure or _LEFT_OUT),
        ("Activiteit", cost.plan_item or _LEFT_OUT),
        ("Bron", cost.source or _LEFT_OUT),
    ]


def grant_facts(grant: Grant, overview: Overview) -> list[tuple[str, Any]]:
    """Return what the grant is, and whether the years add up to it."""
    gap = overview.unallocated
    adds_up = "verdeeld over de jaren: klopt op de cent" if gap == 0 else f"nog {euro(gap)} niet over jaren verdeeld"
    kind = overview.in_kind
    hours = f"{kind.hours.normalize():f}".replace(".", ",")
    given = f"{kind.count} keer, {hours} uur en een waarde van {euro(kind.value)}"
    return [
        ("Toegekend", f"{euro(grant.awarded_total)}; {adds_up}"),
        ("Kenmerk", grant.reference or _LEFT_OUT),
        ("Wijze van verantwoorden", grant.get_regime_display()),
        ("Om niet gegeven", f"{given} (telt niet mee in de bedragen)" if kind.count else "nog niets vastgelegd"),
        ("Opmerking", grant.remark or _LEFT_OUT),
    ]
