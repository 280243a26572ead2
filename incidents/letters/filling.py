"""Fills a text in: words between braces become facts of the incident, or a dotted line to write on by hand."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from core.text import euro
from incidents.choices import Precision
from incidents.models import Incident
from incidents.vocabulary import KINDS
from participants.models import Organisation

BLANK = "." * 32
STANDARD_NORM = "Agressie en geweld tegen onze medewerkers accepteren wij niet."
PLACEHOLDERS = {
    "naam": "stippellijn voor de naam van de veroorzaker",
    "organisatie": "naam van uw organisatie",
    "kenmerk": "kenmerk van de melding",
    "datum_voorval": "dag van het voorval, met de tijd als die bekend is",
    "datum_brief": "dag van vandaag",
    "plaats": "waar het was, in een paar woorden",
    "gedrag": "wat er gebeurde, in de woorden van de melding",
    "norm": "uw norm in een zin",
    "verbod_tot": "laatste dag van het verbod, of een stippellijn",
    "schadebedrag": "bedrag van de schade, of een stippellijn",
    "contactpersoon": "stippellijn voor wie de veroorzaker kan bereiken",
    "invullen": "stippellijn om zelf in te vullen",
    "schrijfruimte": "drie lege regels om op te schrijven; zet dit als alinea apart",
}
_ROOM, _ROOM_LINES = "{schrijfruimte}", 3
_WORD = re.compile(r"\{([^{}]*)\}")
_BEHAVIOUR = {
    "hinder": "hinderlijk gedrag",
    "online": "uw gedrag op internet of sociale media",
    "wapen": "dreigen of geweld met een wapen of voorwerp",
    "doxing": "privégegevens van een medewerker verspreiden",
    "mishandeling": "ernstig lichamelijk geweld",
    "overig": BLANK,
}
"""What a letter calls behaviour of which the word in the list would read oddly there, or judge too soon."""
_WHERE = {
    "balie": "aan de balie of in een spreekkamer",
    "straat": "op straat of in de openbare ruimte",
    "huisbezoek": "tijdens een huisbezoek",
    "voertuig": "in een voertuig of in het openbaar vervoer",
    "telefoon": "aan de telefoon",
    "brief": "in een e-mail of brief",
    "online": "op sociale media of ergens anders online",
    "zorglocatie": "op een zorglocatie of de spoedeisende hulp",
    "gebouw": "in ons gebouw",
    "prive": "in de privéomgeving van de medewerker",
    "anders": "op deze plek: " + BLANK,
}


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a text: a paragraph, a heading, the lines of a list, or empty lines to write on."""

    kind: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return a paragraph or heading as one text."""
        return "\n".join(self.lines)


def check_text(text: str) -> None:
    """Look at the words between braces.

    Raises:
        ValidationError: for a word that cannot be filled in, with the nearest one that can, or for a loose brace.
    """
    for word in dict.fromkeys(_WORD.findall(text)):
        if word not in PLACEHOLDERS:
            near = difflib.get_close_matches(word, PLACEHOLDERS, n=1, cutoff=0.5)
            remedy = f"Bedoelt u {{{near[0]}}}?" if near else "Kies een woord uit de lijst."
            raise ValidationError(f"Het invulwoord {{{word[:40]}}} kennen we niet. {remedy}", code="placeholder")
    if set("{}") & set(_WORD.sub("", text)):
        raise ValidationError("Er staat een losse accolade in de tekst. Een invulwoord is bijvoorbeeld {plaats}.")


def blocks_of(text: str, values: Mapping[str, str]) -> list[Block]:
    """Return the text in parts, filled in."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return [_block(part.strip(), values) for part in parts if part.strip()]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its words filled in; a word without a value becomes a dotted line."""
    return _WORD.sub(lambda found: values.get(found[1]) or BLANK, text)


def _block(part: str, values: Mapping[str, str]) -> Block:
    if part == _ROOM:
        return Block("lines", ("",) * _ROOM_LINES)
    lines = tuple(fill(line.strip(), values) for line in part.split("\n"))
    if lines[0].startswith("## "):
        return Block("heading", (" ".join(lines)[3:].strip(),))
    if all(line.startswith("- ") for line in lines):
        return Block("list", tuple(line[2:].strip() for line in lines))
    return Block("paragraph", lines)


def moment_for_letter(moment: datetime, precision: str) -> str:
    """Return a moment within a sentence, as precisely as it is known: "donderdag 12 maart 2015 om 14.05 uur"."""
    local = timezone.localtime(moment)
    day = date_format(local, "l j F Y")
    if precision == Precision.EXACT:
        return f"{day} om {local:%H.%M} uur"
    if precision == Precision.DAY_PART:
        part = {0: " in de nacht", 6: " in de ochtend", 12: " in de middag", 18: " in de avond"}
        return day + part.get(local.hour, "")
    return day


def values_of(incident: Incident, *, on: date, has_location: bool) -> dict[str, str]:
    """Return what is filled in for an incident. The words of the reporter for the place go along only when asked."""
    organisation, location = incident.organisation, incident.text.location
    where = f"op deze plek: {location}" if has_location and location else _WHERE.get(incident.channel, "")
    return {
        **general_values(organisation, on=on),
        "kenmerk": incident.reference,
        "datum_voorval": moment_for_letter(incident.occurred_at, incident.occurred_precision)
        if incident.occurred_at
        else "",
        "plaats": where,
        "gedrag": ", ".join(_BEHAVIOUR.get(kind, KINDS.label(kind)) for kind in incident.kinds),
        "verbod_tot": date_format(incident.ban_until, "j F Y") if incident.ban_until else "",
        "schadebedrag": euro(incident.damage_amount),
    }


def general_values(organisation: Organisation, *, on: date) -> dict[str, str]:
    """Return what is filled in whatever the incident."""
    norm = organisation.norm_statement.strip() or STANDARD_NORM
    return {
        "organisatie": organisation.name,
        "datum_brief": date_format(on, "j F Y"),
        "norm": norm if norm[-1] in ".!?" else f"{norm}.",
    }


def example_values(organisation: Organisation, *, on: date) -> dict[str, str]:
    """Return invented facts, to show what a text looks like."""
    return {
        **general_values(organisation, on=on),
        "kenmerk": f"{organisation.code}-7K3QF",
        "datum_voorval": "donderdag 12 maart 2015 om 14.05 uur",
        "plaats": _WHERE["balie"],
        "gedrag": f"{KINDS.label('bedreiging')}, {KINDS.label('verbaal')}",
    }
