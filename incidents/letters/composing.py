"""Composes a letter: own or standard text, filled in, with the frame of the organisation around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from incidents.letters.filling import BLANK, Block, blocks_of, example_values, fill, values_of
from incidents.letters.kinds import LetterKind
from incidents.models import Incident, IncidentSettings, LetterTemplate
from participants.models import Organisation


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it will be written: lines of the frame and the parts of its text."""

    title: str
    organisation: str
    sender: tuple[str, ...]
    addressee: tuple[str, ...]
    place_and_day: str
    reference: str
    subject: str
    blocks: tuple[Block, ...]
    closing: tuple[str, ...]
    is_letter: bool


@dataclass(frozen=True, slots=True)
class LetterText:
    """What is written for one kind: its subject and its text, and whether they are the organisation's own."""

    subject: str
    body: str
    is_own: bool = False


def text_for(organisation: Organisation, kind: LetterKind) -> LetterText:
    """Return the text that holds for an organisation."""
    own = LetterTemplate.objects.filter(organisation=organisation, kind=kind.slug).first()
    return LetterText(own.subject, own.body, is_own=True) if own else LetterText(kind.subject, kind.body)


def settings_of(organisation: Organisation) -> IncidentSettings:
    """Return what the organisation arranged, or what holds when it arranged nothing (not saved)."""
    found = IncidentSettings.objects.filter(organisation=organisation).first()
    return found or IncidentSettings(organisation=organisation)


def letter_for(incident: Incident, kind: LetterKind, *, on: date, has_location: bool) -> Letter:
    """Return the letter of this kind about an incident."""
    values = values_of(incident, on=on, has_location=has_location)
    return compose(incident.organisation, kind, text_for(incident.organisation, kind), values, on=on)


def example_letter(organisation: Organisation, kind: LetterKind, text: LetterText, *, on: date) -> Letter:
    """Return what a text looks like with invented facts."""
    return compose(organisation, kind, text, example_values(organisation, on=on), on=on)


def compose(
    organisation: Organisation, kind: LetterKind, text: LetterText, values: dict[str, str], *, on: date
) -> Letter:
    """Put the frame of the organisation around a filled-in text."""
    arranged = settings_of(organisation)
    lines = tuple(line.strip() for line in arranged.sender.splitlines() if line.strip())
    sender = lines if lines and kind.is_letter else (organisation.name,)
    place = f"{arranged.letter_place}, " if arranged.letter_place else ""
    return Letter(
        title=kind.name,
        organisation=organisation.name,
        sender=sender,
        addressee=(f"Aan: {BLANK}", BLANK, BLANK) if kind.is_letter else (),
        place_and_day=place + date_format(on, "j F Y"),
        reference=values.get("kenmerk", ""),
        subject=fill(text.subject, values),
        blocks=tuple(blocks_of(text.body, values)),
        closing=_closing(organisation) if kind.is_letter else (),
        is_letter=kind.is_letter,
    )


def _closing(organisation: Organisation) -> tuple[str, ...]:
    """Return the greeting; the last line stands below the room for a signature."""
    return ("Met vriendelijke groet,", f"namens {organisation.name}", f"Naam en functie: {BLANK}")
