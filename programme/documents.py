"""Contexts of pages of the programme: plain data in, dataclasses out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from core.text import render_markdown
from programme.models import Decision, DecisionKind, IntendedResult, PlanItem, PlanStatus, Programme

_TONES = {PlanStatus.PLANNED: "info", PlanStatus.MOVED: "attention", PlanStatus.REALISED: "good"}
_WEAK_KINDS = frozenset({DecisionKind.NOTED, DecisionKind.DISCUSSED, DecisionKind.POSTPONED})
_LEFT_OUT = "–"

FILTERS = {
    "alles": "Alles",
    "open": "Nog te doen",
    "te-laat": "Te laat",
    "verschoven": "Verschoven",
    "gerealiseerd": "Gerealiseerd",
    "vervallen": "Vervallen",
}
SHAPES = {"balken": "Als balken", "tabel": "Als tabel"}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An activity with its status in words and how that is marked."""

    item: PlanItem
    status: str
    tone: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision, and whether another source tells the same day differently."""

    decision: Decision
    has_other_source: bool
    tone: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One link of a selection above a list."""

    label: str
    url: str
    is_chosen: bool
    count: int = 0


def tabs() -> list[tuple[str, str, str]]:
    """Return the parts of the programme: key, words and address."""
    return [
        ("results", "Resultaten", reverse("programme:index")),
        ("planning", "Planning", reverse("programme:planning")),
        ("decisions", "Besluiten", reverse("programme:decisions")),
        ("conflicts", "Tegenstrijdig", reverse("programme:conflicts")),
        ("documents", "Documenten", reverse("programme:documents")),
    ]


def item_row(item: PlanItem, on: date) -> ItemRow:
    """Return an activity with its status on this day."""
    tone = "late" if item.is_overdue(on) else _TONES.get(PlanStatus(item.status), "neutral")
    return ItemRow(item, item.status_on(on), tone)


def selected(items: Iterable[PlanItem], name: str, on: date) -> list[PlanItem]:
    """Keep the activities that belong to one of `FILTERS`."""
    return [item for item in items if name in _names_of(item, on)]


def filters(items: Iterable[PlanItem], chosen: str, shape: str, on: date) -> list[Choice]:
    """Return the selections above the planning with how many activities each holds."""
    counts = Counter(name for item in items for name in _names_of(item, on))
    return [
        Choice(label, f"?stand={name}&weergave={shape}", name == chosen, counts[name])
        for name, label in FILTERS.items()
    ]


def shapes(chosen: str, shape: str) -> list[Choice]:
    """Return the two ways in which the planning is shown."""
    return [Choice(label, f"?stand={chosen}&weergave={name}", name == shape) for name, label in SHAPES.items()]


def _names_of(item: PlanItem, on: date) -> list[str]:
    told = {
        "open": item.is_open,
        "te-laat": item.is_overdue(on),
        "verschoven": item.has_moved,
        "gerealiseerd": item.status == PlanStatus.REALISED,
        "vervallen": item.status == PlanStatus.DROPPED,
    }
    return ["alles", *(name for name, is_true in told.items() if is_true)]


def decision_rows(decisions: Iterable[Decision]) -> list[DecisionRow]:
    """Return decisions, marking those whose day another source describes with another body or verb."""
    kept = list(decisions)
    versions: dict[tuple[str, str], set[str]] = {}
    for decision in kept:
        versions.setdefault((decision.subject, str(decision.taken)), set()).add(decision.source)
    return [
        DecisionRow(
            decision,
            len(versions[(decision.subject, str(decision.taken))]) > 1,
            "neutral" if decision.kind in _WEAK_KINDS else "good",
        )
        for decision in kept
    ]


def programme_facts(programme: Programme) -> list[tuple[str, Any]]:
    """Return what the programme is, as labels with values; phases and the national aim included."""
    phases = _period(programme.starts_on, programme.ends_on)
    if programme.is_extended and programme.original_ends_on:
        original = _period(programme.starts_on, programme.original_ends_on)
        phases = f"{phases}; oorspronkelijk {original}"
    return [
        ("Regio", programme.region_name),
        ("Looptijd", phases),
        ("Landelijk streven", _aim(programme)),
        ("Wat het plan daarbij opmerkt", render_markdown(programme.target_remark) or _LEFT_OUT),
        ("Vragen", programme.contact_email or _LEFT_OUT),
    ]


def _aim(programme: Programme) -> str:
    percent = programme.national_target_percent
    if percent is None:
        return "niet vastgelegd"
    words = "minder" if percent < 0 else "meer"
    year = f" in {programme.national_target_year}" if programme.national_target_year else ""
    aim = f"{abs(percent).normalize():f} procent {words} voorvallen{year}"
    return f"{aim}, in alle sectoren samen. Dit is geen doel van de regio."


def _period(first: date, last: date) -> str:
    return f"{date_format(first, 'F Y')} tot en met {date_format(last, 'F Y')}"


def result_facts(result: IntendedResult) -> list[tuple[str, Any]]:
    """Return how far a result is, as labels with values."""
    due = f", uiterlijk {date_format(result.next_step_on, 'j F Y')}" if result.next_step_on else ""
    return [
        ("Stand", result.get_state_display()),
        ("Categorie", ", ".join(result.category_labels) or "het plan noemt er geen"),
        ("Volgende stap", f"{result.next_step}{due}" if result.next_step else _LEFT_OUT),
        ("Geborgd door", result.assured_by or "nog niemand"),
    ]


def item_facts(item: PlanItem) -> list[tuple[str, SafeString | str]]:
    """Return the dates, reason and links of an activity, as labels with values."""
    return [
        ("Eerst gepland", str(item.original) or "geen datum"),
        ("Nu gepland", str(item.current) or "geen datum"),
        ("Werkelijke datum", date_format(item.happened_on, "l j F Y") if item.happened_on else _LEFT_OUT),
        ("Reden van de wijziging", item.reason or _LEFT_OUT),
        ("Categorie", ", ".join(item.category_labels) or _LEFT_OUT),
        ("Draagt bij aan", ", ".join(str(result) for result in item.results.all()) or _LEFT_OUT),
        ("Maatregelen", ", ".join(f"{m.label} ({m.numbers})" for m in item.measures.all()) or _LEFT_OUT),
        ("Bron", item.source or _LEFT_OUT),
    ]
