"""The nine parts of an incident: what each shows, which form edits it, and which caution stands with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.text import euro
from incidents import privacy
from incidents.choices import Harm
from incidents.forms import parts as forms
from incidents.models import Incident
from incidents.pages import day_words, moment_words

_CRIMINAL = (
    "Dit zijn strafrechtelijke gegevens. Alleen wie bij uw organisatie voorvallen behandelt, ziet ze. "
    "Geen naam, adres of iets anders waaraan iemand te herkennen is."
)
_HEALTH = "Dit gaat over gezondheid. Kies alleen wat hier staat: geen diagnose en geen oorzaak."
_PERSONAL = "Schrijf geen namen op. Wie de collega is, staat alleen in uw eigen dossier."


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its place in the address, its title, its form and the caution of what it holds."""

    slug: str
    title: str
    form: type[forms.PartForm]
    caution: str = ""
    for_reporter: bool = False


PARTS = [
    Part("wat", "Wat en wie", forms.WhatForm, _PERSONAL, for_reporter=True),
    Part("waar", "Waar en wanneer", forms.WhereForm, for_reporter=True),
    Part("gevolgen", "Gevolgen", forms.HarmForm, _HEALTH, for_reporter=True),
    Part("veroorzaker", "Veroorzaker", forms.OffenderForm, _CRIMINAL),
    Part("politie", "Politie en aangifte", forms.PoliceForm, _CRIMINAL),
    Part("reactie", "Reactie", forms.ReactionForm, _CRIMINAL),
    Part("schade", "Schade", forms.DamageForm, _HEALTH),
    Part("nazorg", "Nazorg", forms.AftercareForm, _PERSONAL, for_reporter=True),
    Part("leren", "Leren", forms.LessonsForm, "Schrijf op wat u verandert, niet wie wat deed."),
]
BY_SLUG = {part.slug: part for part in PARTS}
_NOT_FOR_REPORTER = frozenset({"own_reference", "function_group"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A part as the page shows it: what is filled in, what is not, and what looks like a person in its text."""

    part: Part
    lines: list[tuple[str, str]]
    missing: str
    findings: list[privacy.Finding]


def shown_parts(incident: Incident, *, may_handle: bool) -> list[Shown]:
    """Return the parts of an incident in words; a reporter gets what is about the own report."""
    shown = [_shown(incident, part, may_handle) for part in PARTS if may_handle or part.for_reporter]
    return [each for each in shown if may_handle or each.lines]


def _shown(incident: Incident, part: Part, may_handle: bool) -> Shown:
    lines, missing = [], []
    names = [name for name in part.form.names() if may_handle or name not in _NOT_FOR_REPORTER]
    for name in sorted(names, key=_order):
        label, value = label_of(part.form, name), value_of(incident, name, part.form)
        if value:
            lines.append((label, value))
        elif name not in ("unit", "occurred_precision"):
            missing.append(_inside(label))
    text = "\n".join(getattr(incident.text, name) for name in part.form.TEXT)
    return Shown(part, lines, ", ".join(missing) if may_handle else "", privacy.find(text) if may_handle else [])


def _inside(label: str) -> str:
    """Return a label as it reads inside a sentence."""
    is_word = label[1:2].islower() or label[1:2] == " "
    return (label[0].lower() + label[1:] if is_word else label).rstrip("?")


def _order(name: str) -> bool:
    """Put the moment first; the rest keeps its place."""
    return name != "occurred_at"


_LABELS = {"occurred_at": "Wanneer"}


def label_of(form: type[forms.PartForm], name: str) -> str:
    """Return the label of a field as the form asks it."""
    if name in _LABELS:
        return _LABELS[name]
    return str(form.base_fields[name].label)


def value_of(incident: Incident, name: str, form: type[forms.PartForm]) -> str:
    """Return what a field holds in words; empty when nobody filled it in."""
    value: Any = getattr(incident.text if name in form.TEXT else incident, name)
    if value is None or value in ("", []):
        return ""
    if name == "occurred_precision":
        return ""  # the moment itself says how exact it is
    if name in form.WORDS:
        vocabulary = form.WORDS[name]
        return vocabulary.labels(value) if isinstance(value, list) else vocabulary.label(value)
    if hasattr(incident, f"get_{name}_display"):
        return str(getattr(incident, f"get_{name}_display")())
    return _written(value, incident.occurred_precision if name == "occurred_at" else "exact")


def _written(value: Any, precision: str) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return moment_words(value, precision)
    if isinstance(value, date):
        return day_words(value)
    return euro(value) if isinstance(value, Decimal) else str(value)


def asks_inspection(incident: Incident) -> bool:
    """Tell whether what is known points at a report to the labour inspectorate that was not answered yet."""
    is_heavy = incident.harm_physical == Harm.SEVERE or bool({"mishandeling", "wapen"} & set(incident.kinds))
    return is_heavy and incident.is_reportable is None
