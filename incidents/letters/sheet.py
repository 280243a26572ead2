"""What stands on the help sheet for the report to the police, in the order in which the desk asks."""

from __future__ import annotations

from dataclasses import dataclass

from core.text import keep_numbers
from incidents.letters.composing import settings_of
from incidents.models import Incident
from incidents.pages import moment_words
from incidents.vocabulary import CAUSES, CHANNELS, FUNCTION_GROUPS, KINDS, RELATIONS

MOST_WORDS = 400
MOST_ROOMY = 450
POLICE_PHONE = "0900-8844"


@dataclass(frozen=True, slots=True)
class Question:
    """One of the seven W's: its word, what the desk asks, what is known, and what is left to write by hand."""

    word: str
    asked: str
    known: str = ""
    blanks: tuple[str, ...] = ()
    lines: int = 0


@dataclass(frozen=True, slots=True)
class SheetContent:
    """The whole sheet; names are blanks, because the portal does not know them."""

    reference: str
    own_reference: str
    organisation: str
    questions: tuple[Question, ...]
    police_contact: str
    police_phone: str = POLICE_PHONE

    @property
    def is_roomy(self) -> bool:
        """Tell whether so little is known that there is room for wider lines to write on."""
        beside = len(self.organisation) + len(self.own_reference) + len(self.police_contact)
        return sum(len(question.known) for question in self.questions) + beside <= MOST_ROOMY


def sheet_content(incident: Incident, *, has_narrative: bool) -> SheetContent:
    """Return the sheet of an incident. The reporter's own words only when asked, cut so that all fits on one page."""
    text = incident.text
    return SheetContent(
        reference=incident.reference,
        own_reference=text.own_reference,
        organisation=incident.organisation.name,
        questions=tuple(_questions(incident, _cut(text.narrative) if has_narrative else "")),
        police_contact=keep_numbers(settings_of(incident.organisation).police_contact),
    )


def _questions(incident: Incident, words: str) -> list[Question]:
    where = ", ".join(part for part in (CHANNELS.label(incident.channel), incident.text.location) if part)
    when = moment_words(incident.occurred_at, incident.occurred_precision) if incident.occurred_at else ""
    has_weapon = "wapen" in incident.kinds
    return [
        Question("Wie", "Wie meldt, wie deed het, wie zag het?", _who(incident), ("Aangever", "Verdachte", "Getuigen")),
        Question("Wat", "Wat is er gebeurd?", KINDS.labels(incident.kinds)),
        Question("Waar", "Op welke plek precies?", where, ("Adres",)),
        Question("Wanneer", "Op welke dag en hoe laat?", when.capitalize()),
        Question(
            "Waarmee",
            "Met welk wapen, voorwerp of middel?",
            KINDS.label("wapen").capitalize() if has_weapon else "",
            lines=1,
        ),
        Question("Op welke wijze", "Hoe ging het, stap voor stap? Wat is er letterlijk gezegd?", words, lines=2),
        Question("Waarom", "Wat was de aanleiding?", CAUSES.label(incident.cause).capitalize(), lines=1),
    ]


def _who(incident: Incident) -> str:
    parts = [
        ("functie", FUNCTION_GROUPS.label(incident.function_group)),
        ("veroorzaker", RELATIONS.label(incident.offender_relation)),
        ("betrokken medewerkers", str(incident.victims_count or "")),
        ("getuigen", str(incident.witnesses_count or "")),
    ]
    return "; ".join(f"{label}: {value}" for label, value in parts if value).capitalize()


def _cut(words: str) -> str:
    """Return the words as one paragraph that fits, ending at a word."""
    plain = " ".join(words.split())
    if len(plain) <= MOST_WORDS:
        return plain
    shorter = plain[:MOST_WORDS].rsplit(" ", 1)[0]
    return f"{shorter} … (ingekort; de hele tekst staat in het portaal)"
