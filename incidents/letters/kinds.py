"""The kinds of letters: for which duty each is, which reaction it counts as, and its standard text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from incidents.choices import DutyKind

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class LetterKind:
    """One model letter. `reaction` is the word of `vocabulary.REACTIONS` that it counts as; empty for a claim.

    `deed` is what stops the clock, as a past participle: a letter is sent, a talk is held.
    """

    slug: str
    name: str
    hint: str
    subject: str
    reaction: str = ""
    duty: DutyKind = DutyKind.REACTION
    deed: str = "verstuurd"
    is_letter: bool = True

    @cached_property
    def body(self) -> str:
        """Return the standard text: a starting point that an organisation reads with its own lawyer first.

        A blank line parts paragraphs, `## ` makes a heading, `- ` a line of a list, `{word}` is filled in.
        """
        return (TEXTS / f"{self.slug}.txt").read_text(encoding="utf-8").strip()

    @property
    def code(self) -> str:
        """Return the part of an audit code that names this kind."""
        return f"incidents.letter_{self.slug.replace('-', '_')}"


KINDS = {
    kind.slug: kind
    for kind in (
        LetterKind(
            "waarschuwing",
            "Waarschuwingsbrief",
            "U zegt wat er gebeurde, wat de norm is en wat er bij een volgende keer volgt.",
            "Waarschuwing na uw gedrag op {datum_voorval}",
            reaction="waarschuwing",
        ),
        LetterKind(
            "ordegesprek",
            "Uitnodiging voor een ordegesprek",
            "U nodigt de veroorzaker uit om over het gedrag te praten.",
            "Uitnodiging voor een gesprek over uw gedrag",
            reaction="ordegesprek",
        ),
        LetterKind(
            "gespreksverslag",
            "Leidraad en verslag van het ordegesprek",
            "Wat u zegt in het gesprek, met ruimte voor de afspraken.",
            "Ordegesprek over het voorval van {datum_voorval}",
            reaction="ordegesprek",
            deed="gevoerd",
            is_letter=False,
        ),
        LetterKind(
            "pandverbod",
            "Pandverbod op grond van het huisrecht",
            "U ontzegt de toegang als eigenaar of gebruiker van het gebouw. Zonder bezwaarclausule.",
            "Ontzegging van de toegang tot ons gebouw",
            reaction="pandverbod",
        ),
        LetterKind(
            "pandverbod-besluit",
            "Pandverbod als besluit, met bezwaarclausule",
            "U ontzegt de toegang met een besluit volgens de Algemene wet bestuursrecht.",
            "Besluit: ontzegging van de toegang tot ons gebouw",
            reaction="pandverbod",
        ),
        LetterKind(
            "beperking",
            "Contact op voorwaarden",
            "U helpt verder, maar alleen op afspraak of langs een vaste weg.",
            "Voorwaarden voor contact met ons",
            reaction="beperking",
        ),
        LetterKind(
            "contactverbod",
            "Contactverbod",
            "U verbiedt contact met een of meer medewerkers en wijst een vast adres aan.",
            "Verbod op contact met onze medewerkers",
            reaction="contactverbod",
        ),
        LetterKind(
            "schadeclaim",
            "Aansprakelijkstelling voor schade",
            "U vraagt de veroorzaker om de schade te betalen. Hoort bij de plicht schade.",
            "Aansprakelijkstelling voor schade op {datum_voorval}",
            duty=DutyKind.DAMAGE,
        ),
    )
}
