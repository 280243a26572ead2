"""Choice lists that live long: each term has a first and a last day, and none is ever deleted.

A case of three years ago keeps the word that was chosen then; a new case is offered what holds today.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

BEGINNING = date(2014, 4, 1)


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a list: the code that is stored, the Dutch label, and the days on which it may be chosen."""

    code: str
    label: str
    hint: str = ""
    valid_from: date = BEGINNING
    valid_to: date | None = None
    icon: str = ""

    def holds(self, on: date) -> bool:
        """Tell whether the term may be chosen on this day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Kind(Term):
    """A form of aggression, with its place in the three groups of GIR and the five of the BZK monitor.

    `weight` orders from light to heavy: of several forms the heaviest counts as the main one. `tile` puts it among the
    first seven of the form.
    """

    gir: str = "verbaal"
    bzk: str = "verbaal"
    weight: int = 1
    tile: bool = False


TermT = TypeVar("TermT", bound=Term)


class Vocabulary(Generic[TermT]):
    """An ordered list of terms."""

    def __init__(self, *terms: TermT) -> None:
        self._terms = {term.code: term for term in terms}

    def __iter__(self) -> Iterator[TermT]:
        return iter(self._terms.values())

    def __contains__(self, code: object) -> bool:
        return code in self._terms

    def __getitem__(self, code: str) -> TermT:
        return self._terms[code]

    def label(self, code: str) -> str:
        """Return the Dutch label; a code that is not in the list is shown as it is, never as an error."""
        term = self._terms.get(code)
        return term.label if term else code

    def labels(self, codes: Iterable[str]) -> str:
        """Return several labels as one phrase."""
        return ", ".join(self.label(code) for code in codes)

    def choices(self, on: date | None = None) -> list[tuple[str, str]]:
        """Return all terms, or those that may be chosen on a day, as choices of a form or field."""
        return [(term.code, term.label) for term in self if on is None or term.holds(on)]


KINDS: Vocabulary[Kind] = Vocabulary(
    Kind("verbaal", "schelden of beledigen", "Schreeuwen, kleineren", tile=True, weight=2, icon="speech"),
    Kind(
        "bedreiging",
        "bedreigen",
        "Met woorden of gebaar",
        gir="bedreiging",
        bzk="intimidatie",
        weight=6,
        tile=True,
        icon="warning",
    ),
    Kind(
        "intimidatie",
        "intimideren of lastigvallen",
        "Volgen, blijven bellen",
        gir="bedreiging",
        bzk="intimidatie",
        weight=4,
        tile=True,
        icon="eye",
    ),
    Kind("discriminatie", "discrimineren", "Om wie iemand is", bzk="discriminatie", weight=5, tile=True, icon="scales"),
    Kind(
        "fysiek",
        "lichamelijk geweld",
        "Duwen, slaan, spugen",
        gir="fysiek",
        bzk="fysiek",
        weight=9,
        tile=True,
        icon="fist",
    ),
    Kind(
        "vernieling",
        "vernielen",
        "Schade aan spullen",
        gir="fysiek",
        bzk="fysiek",
        weight=7,
        tile=True,
        icon="broken",
    ),
    Kind(
        "online",
        "online",
        "Haat, dreiging of filmpje",
        bzk="intimidatie",
        weight=3,
        tile=True,
        icon="screen",
    ),
    Kind("hinder", "hinderlijk gedrag zonder woorden", "Bijvoorbeeld spugen op de grond of gebaren", weight=1),
    Kind("seksueel", "seksuele intimidatie", "Opmerkingen of aanraken", gir="bedreiging", bzk="seksueel", weight=8),
    Kind("wapen", "met een wapen of voorwerp", "Getoond of gebruikt", gir="fysiek", bzk="fysiek", weight=11),
    Kind(
        "doxing",
        "privégegevens verspreid",
        "Adres of foto gedeeld om bang te maken",
        gir="bedreiging",
        bzk="intimidatie",
        weight=6,
        valid_from=date(2024, 1, 1),
    ),
    Kind(
        "mishandeling",
        "mishandeling of poging tot doodslag",
        "Ernstig lichamelijk geweld",
        gir="fysiek",
        bzk="fysiek",
        weight=12,
    ),
    Kind("overig", "iets anders", "Past nergens bij", weight=0),
)
GIR = Vocabulary(Term("verbaal", "verbaal"), Term("bedreiging", "bedreiging"), Term("fysiek", "fysiek"))
BZK = Vocabulary(
    Term("verbaal", "verbale agressie"),
    Term("fysiek", "fysieke agressie"),
    Term("seksueel", "seksuele intimidatie"),
    Term("intimidatie", "intimidatie"),
    Term("discriminatie", "discriminatie"),
)
CHANNELS = Vocabulary(
    Term("balie", "balie of spreekkamer", icon="desk"),
    Term("straat", "straat of openbare ruimte", icon="pin"),
    Term("huisbezoek", "huisbezoek", icon="house"),
    Term("voertuig", "voertuig of openbaar vervoer", icon="car"),
    Term("telefoon", "telefoon", icon="phone"),
    Term("brief", "e-mail of brief", icon="mail"),
    Term("online", "sociale media of online", icon="screen"),
    Term("zorglocatie", "zorglocatie of spoedeisende hulp", icon="heart"),
    Term("gebouw", "ergens anders in het gebouw", icon="grid"),
    Term("prive", "in de privéomgeving", icon="home"),
    Term("anders", "ergens anders", icon="search"),
)
FUNCTION_GROUPS = Vocabulary(
    Term("balie", "baliemedewerker"),
    Term("handhaving", "handhaver of boa"),
    Term("consulent", "consulent of klantmanager"),
    Term("wijkteam", "lid van een wijkteam"),
    Term("ambulance", "ambulancemedewerker"),
    Term("brandweer", "brandweer"),
    Term("politie", "politie"),
    Term("zorg", "verpleegkundige of arts"),
    Term("vervoer", "chauffeur of controleur"),
    Term("wonen", "woonconsulent"),
    Term("toezicht", "toezichthouder omgevingsdienst"),
    Term("onderwijs", "docent"),
    Term("bestuur", "bestuurder of politiek ambtsdrager"),
    Term("overig", "andere functie"),
)
CAUSES = Vocabulary(
    Term("besluit", "afwijzing of besluit"),
    Term("wachten", "wachttijd"),
    Term("handhaving", "handhaving of boete"),
    Term("geld", "geld of uitkering"),
    Term("zorgvraag", "zorgvraag"),
    Term("invloed", "onder invloed", "Zoals u het zag"),
    Term("verward", "verward gedrag", "Zoals u het zag, geen diagnose"),
    Term("onbekend", "onbekend"),
    Term("overig", "iets anders"),
)
RELATIONS = Vocabulary(
    Term("burger", "burger of klant"),
    Term("patient", "patiënt of bezoeker"),
    Term("huurder", "huurder"),
    Term("reiziger", "reiziger"),
    Term("ouder", "ouder of leerling"),
    Term("anoniem", "anoniem"),
    Term("overig", "iemand anders"),
)
ACTIONS = Vocabulary(
    Term("aangesproken", "veroorzaker aangesproken", icon="speech"),
    Term("leidinggevende", "leidinggevende weet het", icon="user"),
    Term("politie", "politie gebeld", icon="shield"),
    Term("opvang", "opvang gegeven", icon="heart"),
    Term("niets", "nog niets", icon="minus"),
)
REACTIONS = Vocabulary(
    Term("gesprek", "gesprek ter plaatse"),
    Term("waarschuwing", "waarschuwingsbrief"),
    Term("ordegesprek", "ordegesprek"),
    Term("beperking", "dienstverlening beperkt of contact op voorwaarden"),
    Term("pandverbod", "toegang ontzegd"),
    Term("contactverbod", "contactverbod"),
    Term("bestuurlijk", "bestuursrechtelijke maatregel"),
    Term("maatregel", "maatregel op uitkering of huur"),
)
POLICE_CONTACT = Vocabulary(
    Term("geen", "geen politie"),
    Term("ter_plaatse", "112 gebeld of politie ter plaatse"),
    Term("melding", "melding bij de politie"),
    Term("aangifte", "aangifte gedaan"),
)
REPORT_FILED_BY = Vocabulary(
    Term("medewerker", "de medewerker"), Term("werkgever", "de werkgever"), Term("beide", "allebei")
)
REPORT_PROTECTION = Vocabulary(
    Term("werkadres", "domicilie op het werkadres"),
    Term("nummer", "aangifte onder nummer"),
    Term("geen", "geen afscherming"),
    Term("nvt", "niet van toepassing"),
)
PROSECUTION = Vocabulary(
    Term("onbekend", "onbekend"),
    Term("opsporing", "opsporing loopt"),
    Term("sepot", "niet vervolgd"),
    Term("vervolging", "vervolging loopt"),
    Term("veroordeling", "veroordeeld"),
    Term("anders", "anders"),
)
DAMAGE_KINDS = Vocabulary(
    Term("letsel", "letsel"),
    Term("goederen", "schade aan spullen"),
    Term("immaterieel", "immateriële schade"),
    Term("verzuim", "kosten van verzuim"),
)
RECOVERY_ROUTES = Vocabulary(
    Term("rechtstreeks", "rechtstreeks bij de veroorzaker"),
    Term("voegen", "voegen in het strafproces"),
    Term("civiel", "civiele rechter"),
    Term("schadefonds", "Schadefonds Geweldsmisdrijven"),
    Term("verzekering", "verzekering"),
)
AFTERCARE_BY = Vocabulary(
    Term("leidinggevende", "leidinggevende", icon="user"),
    Term("opvangteam", "collegiale opvang"),
    Term("arbodienst", "bedrijfsarts of arbodienst"),
    Term("shn", "Slachtofferhulp Nederland"),
    Term("extern", "andere deskundige"),
)
SOURCES = Vocabulary(
    Term("portaal", "in het portaal gemeld"),
    Term("import", "ingelezen bestand"),
    Term("gir", "GIR"),
    Term("zenya", "Zenya"),
    Term("koppeling", "eigen systeem"),
)


def main_kind(codes: Iterable[str]) -> str:
    """Return the heaviest of the chosen kinds; an empty text when none was chosen."""
    known = [KINDS[code] for code in codes if code in KINDS]
    return max(known, key=lambda kind: kind.weight).code if known else ""
