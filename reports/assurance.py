"""The section on borging: what stays when the project ends."""

from __future__ import annotations

from datetime import date

from apothekerskast.models import Item
from core.charts import Figure
from measures.matrix import blocks, level_counts
from programme.models import IntendedResult, Programme
from reports.documents import Section


def assurance_section(programme: Programme | None, on: date) -> Section:
    """Return how much of the plan has a place after the project, from annex 1, the results and the cupboard."""
    counts = level_counts(blocks())
    assured, lines = sum(count.assured for count in counts), sum(count.lines for count in counts)
    if lines:
        sentence = (
            f"Bij {assured} van de {lines} regels van bijlage 1 staat hoe het onderwerp na het project blijft leven."
        )
    else:
        sentence = "Bijlage 1 is nog niet ingelezen; de borging is daarom nog niet te zien."
    rows: list[list[object]] = [
        [count.label.capitalize(), f"{count.assured} van {count.lines}", f"{count.filled} van {count.cells}"]
        for count in counts
    ]
    table = Figure(
        "Borging is op uitvoerend niveau het best geregeld" if _frontline_leads(counts) else "Borging per niveau",
        "",
        ["Niveau", "Borging ingevuld", "Alle cellen ingevuld"],
        rows,
    )
    facts = [("Apothekerskast", _cupboard(on)), ("Na het project", _owners(programme))]
    return Section("borging", "Borging", sentence, facts, [table])


def _frontline_leads(counts: list[object]) -> bool:
    shares = [count.assured / count.lines if count.lines else 0 for count in counts]  # type: ignore[attr-defined]
    return len(shares) == 3 and shares[2] > max(shares[:2])


def _cupboard(on: date) -> str:
    shelf = Item.objects.published().filter(published_on__lte=on)
    late = shelf.filter(review_on__lt=on).count()
    kept = shelf.exclude(permission="unknown").count()
    return f"{kept} van de {shelf.count()} items mogen blijven; {late} moeten worden nagekeken"


def _owners(programme: Programme | None) -> str:
    if programme is None:
        return "nog niet vastgelegd"
    results = IntendedResult.objects.filter(programme=programme)
    owned = results.exclude(assured_by="").count()
    return f"{owned} van de {results.count()} resultaten hebben een eigenaar na het project"
