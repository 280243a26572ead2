"""The columns that can be read in: their name here, in Dutch and in other systems, and what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from incidents.delivery.words import CHOICES, plain


class Holds(StrEnum):
    """What the cells of a column hold."""

    MOMENT = "moment"
    DAY = "day"
    TIME = "time"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    NUMBER = "number"
    MONEY = "money"
    TEXT = "text"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class Field:
    """One column: code name, Dutch heading, what it holds, and the headings that other systems give it.

    `words` names its list in `words.CHOICES`. `is_encrypted` marks free text, which is kept apart from the facts.
    """

    code: str
    label: str
    holds: Holds
    others: str = ""
    words: str = ""
    is_required: bool = False
    max_length: int = 0
    hint: str = ""
    is_encrypted: bool = False

    @property
    def choices(self) -> dict[str, str]:
        """Return the list of this column: code and label; empty for a column without a list."""
        return CHOICES[self.words] if self.words else {}

    @property
    def names(self) -> set[str]:
        """Return every heading that means this column, plain."""
        return {plain(self.label), plain(self.code), *(plain(name) for name in self.others.split("|") if name)}


_H = Holds
_DAY_HINT = "Bijvoorbeeld 17-6-2014."
_MOMENT_HINT = "Bijvoorbeeld 17-6-2014 10:40. De tijd mag ontbreken."

CASE_FIELDS: tuple[Field, ...] = (
    Field(
        "source_ref",
        "Kenmerk",
        _H.TEXT,
        "nummer|id|nr|meldingsnummer|meldnummer|incidentnummer|incident id|registratienummer|volgnummer|casenummer",
        max_length=60,
        hint="Het nummer in uw eigen systeem. Daaraan ziet het portaal of een voorval al is ingelezen.",
    ),
    Field(
        "reference", "Kenmerk in het portaal", _H.TEXT, "portaalkenmerk", max_length=12, hint="Laat leeg bij nieuwe."
    ),
    Field(
        "occurred_at",
        "Datum en tijd",
        _H.MOMENT,
        "datum|datum voorval|datum incident|incidentdatum|datum tijd|datum en tijd voorval|datum en tijd incident|"
        "wanneer|gebeurd op|datum gebeurtenis|datum tijd incident|voorvaldatum",
        is_required=True,
        hint=_MOMENT_HINT,
    ),
    Field("occurred_time", "Tijd", _H.TIME, "tijdstip|tijd incident|tijd voorval|tijdstip incident|uur"),
    Field(
        "reported_at",
        "Gemeld op",
        _H.MOMENT,
        "datum melding|meldingsdatum|melddatum|registratiedatum|datum registratie|gemeld|ingevoerd op|aangemaakt op",
        hint="Zonder dit gegeven geldt het moment van het voorval.",
    ),
    Field(
        "kinds",
        "Vormen",
        _H.CHOICES,
        "vorm|soort|soort agressie|type|type agressie|categorie|categorie agressie|agressievorm|vorm van agressie|"
        "soort incident|type incident|incidenttype|hoofdcategorie|aard|aard incident",
        "kinds",
        is_required=True,
        hint="Meer vormen in één cel mag, met een puntkomma ertussen.",
    ),
    Field("main_kind", "Hoofdvorm", _H.CHOICE, "zwaarste vorm", "kinds", hint="Leeg: de zwaarste van de vormen."),
    Field(
        "channel",
        "Plaats",
        _H.CHOICE,
        "kanaal|waar|soort locatie|type locatie|locatietype|plaats incident|contactvorm|wijze van contact",
        "channel",
        is_required=True,
    ),
    Field("severity", "Ernst", _H.CHOICE, "zwaarte|ernst incident|impact|mate van ernst", "severity"),
    Field("reported_by_role", "Melder meldt", _H.CHOICE, "soort melder|rol melder|gemeld door rol", "reported_by_role"),
    Field(
        "function_group", "Functiegroep", _H.CHOICE, "functie|functie medewerker|functie slachtoffer", "function_group"
    ),
    Field(
        "unit",
        "Afdeling",
        _H.DEPARTMENT,
        "afdelingsnaam|naam afdeling|organisatieonderdeel|bedrijfsonderdeel|onderdeel|organisatie eenheid|eenheid|team|"
        "cluster|domein",
        max_length=80,
        hint="Een naam uit uw lijst met afdelingen.",
    ),
    Field("victims_count", "Aantal betrokken medewerkers", _H.NUMBER, "aantal slachtoffers|aantal betrokkenen"),
    Field("witnesses_count", "Aantal getuigen", _H.NUMBER, "getuigen"),
    Field("harm_physical", "Gevolg voor het lichaam", _H.CHOICE, "letsel|lichamelijk letsel|fysiek letsel", "harm"),
    Field("harm_psychological", "Gevolg voor de geest", _H.CHOICE, "psychisch letsel|psychische gevolgen", "harm"),
    Field("cause", "Aanleiding", _H.CHOICE, "oorzaak|reden|aanleiding incident", "cause"),
    Field("offender_known", "Veroorzaker bekend", _H.CHOICE, "dader bekend|is de dader bekend", "offender_known"),
    Field(
        "offender_relation",
        "Relatie",
        _H.CHOICE,
        "relatie dader|type dader|soort dader|relatie veroorzaker",
        "offender_relation",
    ),
    Field(
        "repeated", "Eerder voorval met dezelfde veroorzaker", _H.CHOICE, "herhaling|recidive|eerder incident", "answer"
    ),
    Field("actions_taken", "Al gedaan", _H.CHOICES, "direct gedaan|directe actie|genomen acties", "actions_taken"),
    Field("is_reportable", "Melden aan de Arbeidsinspectie", _H.YES_NO, "arbeidsinspectie|meldplichtig"),
    Field(
        "reaction_at",
        "Reactie gegeven op",
        _H.MOMENT,
        "datum reactie|reactie op|reactiedatum|datum reactie dader",
        hint=_MOMENT_HINT,
    ),
    Field(
        "reaction_types",
        "Reactie naar de veroorzaker",
        _H.CHOICES,
        "reactie|maatregel|maatregelen|maatregel dader|reactie naar dader|sanctie",
        "reaction_types",
    ),
    Field(
        "reaction_by_role",
        "Reactie door",
        _H.TEXT,
        "reactie door functie",
        max_length=80,
        hint="Een functie, geen naam.",
        is_encrypted=True,
    ),
    Field("no_reaction", "Geen reactie, omdat", _H.CHOICE, "reden geen reactie", "no_reaction"),
    Field("ban_until", "Verbod tot", _H.DAY, "toegangsverbod tot|pandverbod tot|einddatum verbod", hint=_DAY_HINT),
    Field(
        "police_contact", "Politie", _H.CHOICE, "politie ingeschakeld|contact politie|politiecontact", "police_contact"
    ),
    Field("has_report", "Aangifte", _H.YES_NO, "aangifte gedaan|is er aangifte gedaan|aangifte ja nee"),
    Field("report_filed_on", "Aangifte gedaan op", _H.DAY, "datum aangifte|aangiftedatum", hint=_DAY_HINT),
    Field("report_filed_by", "Aangifte door", _H.CHOICE, "aangifte gedaan door", "report_filed_by"),
    Field("no_police_report", "Geen aangifte, omdat", _H.CHOICE, "reden geen aangifte", "no_police_report"),
    Field("report_protection", "Afscherming", _H.CHOICE, "afscherming aangifte", "report_protection"),
    Field("is_vpt_code_requested", "VPT-code gevraagd", _H.YES_NO, "vpt code|ela gevraagd"),
    Field("prosecution_status", "Afdoening", _H.CHOICE, "afdoening justitie|stand vervolging", "prosecution_status"),
    Field("damage_kinds", "Schade", _H.CHOICES, "soort schade|schadesoort|type schade", "damage_kinds"),
    Field("damage_amount", "Schadebedrag", _H.MONEY, "bedrag schade|hoogte schade|schade in euro|schade euro"),
    Field("recovered_amount", "Verhaald bedrag", _H.MONEY, "schade verhaald bedrag|verhaald"),
    Field("recovery_routes", "Schadeverhaal", _H.CHOICES, "wijze van verhaal|schade verhaald via", "recovery_routes"),
    Field("no_damage", "Schade niet verhaald, omdat", _H.CHOICE, "reden geen verhaal", "no_damage"),
    Field(
        "has_aftercare",
        "Nazorg",
        _H.YES_NO,
        "nazorg verleend|opvang|opvang aangeboden|nazorg aangeboden|nazorg gegeven",
    ),
    Field("aftercare_offered_at", "Opvang aangeboden op", _H.MOMENT, "datum nazorg|datum opvang", hint=_MOMENT_HINT),
    Field("aftercare_accepted", "Opvang gewenst", _H.CHOICE, "nazorg gewenst|opvang geaccepteerd", "accepted"),
    Field("aftercare_by", "Opvang door", _H.CHOICES, "nazorg door", "aftercare_by"),
    Field("no_aftercare", "Geen opvang, omdat", _H.CHOICE, "reden geen opvang|reden geen nazorg", "no_aftercare"),
    Field("team_aftercare", "Nazorg voor het team", _H.CHOICE, "nazorg team|teamnazorg", "answer"),
    Field("lost_days", "Verzuim", _H.CHOICE, "verzuim in dagen|verzuimdagen", "lost_days"),
    Field("status", "Status", _H.CHOICE, "stand|status melding|status incident|afhandelstatus", "status"),
    Field("closed_at", "Afgehandeld op", _H.MOMENT, "datum afgehandeld|datum afsluiting|gesloten op|afgesloten op"),
    Field(
        "location",
        "Locatie",
        _H.TEXT,
        "locatie omschrijving|adres gebouw|gebouw|werkplek",
        max_length=120,
        is_encrypted=True,
    ),
    Field(
        "narrative",
        "Omschrijving",
        _H.TEXT,
        "toelichting|beschrijving|verhaal|wat is er gebeurd|omschrijving incident|korte omschrijving|toedracht",
        max_length=5000,
        hint="Geen namen van personen.",
        is_encrypted=True,
    ),
    Field(
        "own_reference",
        "Kenmerk in eigen dossier",
        _H.TEXT,
        "dossiernummer|zaaknummer|zaaknr|dossiernr|dossier",
        max_length=60,
        is_encrypted=True,
    ),
    Field(
        "report_number",
        "Nummer proces-verbaal",
        _H.TEXT,
        "pv nummer|proces verbaal|aangiftenummer",
        max_length=40,
        is_encrypted=True,
    ),
    Field("conclusion", "Afsluitende zin", _H.TEXT, "conclusie|afhandeling", max_length=1000, is_encrypted=True),
    Field(
        "lessons",
        "Wat leren we hiervan",
        _H.TEXT,
        "lessen|leerpunten|verbeterpunten",
        max_length=2000,
        is_encrypted=True,
    ),
)
BY_CODE = {field.code: field for field in CASE_FIELDS}
TEXTS = tuple(field.code for field in CASE_FIELDS if field.is_encrypted)
REQUIRED = tuple(field.code for field in CASE_FIELDS if field.is_required)

_BY_NAME = {name: field.code for field in reversed(CASE_FIELDS) for name in field.names}
_PERSON = re.compile(
    r"\b(?:\w*naam|\w*namen|initialen|bsn|burgerservicenummer|sofinummer|telefoon\w*|tel|mobiel\w*|06 nummer|"
    r"e ?mail\w*|mailadres|geboortedatum|geboren|geboorteplaats|woonadres|huisadres|adres|straatnaam|huisnummer|"
    r"postcode|woonplaats|kenteken|iban|rekeningnummer|personeelsnummer|personeelsnr|paspoort\w*|id kaart|"
    r"medewerker|slachtoffer|dader|verdachte|melder|behandelaar|leidinggevende|getuige)\b"
)
_NOT_A_PERSON = re.compile(
    r"\b(?:organisatie\w*|afdeling\w*|team\w*|locatie\w*|gebouw\w*|bestand\w*|systeem\w*|functie\w*|sector\w*|"
    r"aantal|soort|rol|type|bekend|relatie|datum|letsel|gevolg\w*|schade|aangifte|nazorg|maatregel\w*|verzuim|"
    r"eenheid|gemeente|dienst|categorie|incidentnaam|kanaal)\b"
)


def by_name(heading: str) -> Field | None:
    """Return the column that a heading means, in our words or those of another system; None when we do not know."""
    code = _BY_NAME.get(plain(heading))
    return BY_CODE[code] if code else None


def points_at_person(heading: str) -> bool:
    """Tell whether a heading promises a name, number or address of a person; such a column is never taken in."""
    words = plain(heading)
    return words not in _BY_NAME and bool(_PERSON.search(words)) and not _NOT_A_PERSON.search(words)


def persons_in(headings: Iterable[str]) -> list[str]:
    """Return the headings that promise something about a person."""
    return [heading for heading in headings if points_at_person(heading)]
