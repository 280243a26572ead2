"""The programme of the documents, in own words: facts, figures and dates as they stand there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PLAN = "Plan van Aanpak, versie 17 februari 2015"
ANNEX = "bijlage 1"
NOTE = "informatienotitie van 25 juni 2015"

PROGRAMME = {
    "name": "Veilige Publieke Taak",
    "starts_on": date(2014, 4, 1),
    "ends_on": date(2016, 6, 30),
    "original_ends_on": date(2015, 5, 31),
    "national_target_percent": "-25",
    "national_target_year": 2015,
    "target_remark": (
        "Voor deze regio verwacht het plan eerder méér dan minder geregistreerde voorvallen. De regio begon als "
        "laatste, de maatregelen worden nu pas ingevoerd en het doel is dat ieder voorval wordt geregistreerd. "
        "Een stijging tijdens het programma is dus logisch en ook gewenst."
    ),
    "contact_email": "vpt@voorbeeld.example",
    "privacy_text": (
        "## Wat dit portaal bewaart\n\n"
        "Van mensen in het netwerk bewaart het portaal naam, functie en e-mailadres. Van voorvallen bewaart het geen "
        "namen van slachtoffers of daders.\n\n"
        "## Wie voorvallen ziet\n\n"
        "Een voorval hoort bij de werkgever. Alleen medewerkers interne veiligheid van die organisatie zien de "
        "details. De projectleider en het bestuur zien alleen aantallen, en kleine aantallen zijn afgeschermd.\n\n"
        "## Uw rechten\n\n"
        "U kunt vragen wat er over u is vastgelegd, en fouten laten verbeteren. Mail daarvoor het adres onder aan "
        "deze pagina."
    ),
}

ORGANISATION, MEASURES, NETWORK = "organisation", "measures", "network"


@dataclass(frozen=True, slots=True)
class ResultSeed:
    """One intended result; the text is our own wording of the plan."""

    number: int
    title: str
    text: str
    categories: tuple[str, ...]
    state: int
    proof: str = ""
    next_step: str = ""
    next_step_on: date | None = None
    assured_by: str = ""


RESULTS = (
    ResultSeed(
        1,
        "VPT staat vast op de agenda",
        "Veilige Publieke Taak is een vast agendapunt van de vergaderingen van de veiligheidsregio.",
        (ORGANISATION,),
        4,
        "Het plan stond op 12 juni 2014 op de agenda van het Dagelijks en Algemeen Bestuur; op 25 juni 2015 volgt een "
        "informatienotitie bij agendapunt B.8.",
        "Vast agendapunt laten opnemen in de jaarplanning van het bestuur",
        date(2016, 5, 1),
        "bestuurssecretariaat van de veiligheidsregio",
    ),
    ResultSeed(
        2,
        "Werkgevers doen zichtbaar mee",
        "Werkgevers verbinden zich aan de negen maatregelen en laten aan personeel en publiek zien dat zij meedoen.",
        (ORGANISATION, NETWORK),
        3,
        "Dertien zetels in het netwerk van ambassadeurs; het bord met handtekeningen is op 15 september 2014 getekend.",
        "Lege zetels bij omgevingsdiensten, onderwijs en GGZ invullen",
        date(2015, 11, 30),
        "netwerk van ambassadeurs",
    ),
    ResultSeed(
        3,
        "De negen maatregelen zijn bekend",
        "Organisaties met een publieke taak kennen de negen maatregelen en weten welke middelen er zijn.",
        (MEASURES, NETWORK),
        3,
        "",
        "Apothekerskast per maatregel vullen",
        date(2016, 5, 31),
    ),
    ResultSeed(
        4,
        "Eén lijn in de keten",
        "Werkgevers, politie en Openbaar Ministerie werken samen volgens één lijn, vastgelegd in een convenant.",
        (MEASURES,),
        5,
        "Het convenant is op 3 april 2014 getekend.",
        "",
        None,
        "regionaal veiligheidsoverleg",
    ),
    ResultSeed(
        5,
        "Bijeenkomsten voor aparte groepen",
        "Voor groepen met eigen vragen zijn er specials: wijkteams maken kennis met VPT, anderen gaan een stap verder.",
        (MEASURES, NETWORK),
        4,
        "",
        "Verslag van de tweede special voor wijkteams vastleggen",
        None,
    ),
    ResultSeed(
        6,
        "Deelnemers zien hun eigen cijfers",
        "Deelnemers zien aan hun eigen meldingen en aangiften wat hun aanpak oplevert, met een meting vooraf "
        "(mei en juni 2014) en een meting achteraf (maart 2015).",
        (MEASURES,),
        2,
        "",
        "Aantallen van de 1-meting bij alle deelnemers ophalen",
        date(2015, 4, 30),
    ),
    ResultSeed(
        7,
        "De aanpak is geborgd",
        "Na juni 2016 is VPT ondergebracht binnen de veiligheidsregio.",
        (MEASURES,),
        2,
        "",
        "Per onderdeel een eigenaar voor na 2016 aanwijzen",
        date(2016, 6, 30),
    ),
    ResultSeed(
        8,
        "Terugkoppeling en afronding",
        "Het landelijke programma hoort de tussenstand, het geld is afgerekend en er is een eindverslag.",
        (),
        1,
    ),
)


# body, kind, subject, when, source, remark, year inferred
DECISIONS = (
    ("daily_board", "consented", "VPT-regio worden op verzoek van het ministerie", "5 december 2013", NOTE, "", False),
    ("daily_board", "appointed", "Bestuurlijk portefeuillehouder", "5 december 2013", NOTE, "", False),
    (
        "municipalities",
        "consented",
        "Deelnemen aan Veilige Publieke Taak",
        "27 maart 2014",
        PLAN,
        "De bron noemt dag en maand; 2014 volgt uit de samenhang.",
        True,
    ),
    ("partners", "signed", "Convenant aanpak agressie en geweld", "3 april 2014", PLAN, "", False),
    ("secretaries", "discussed", "Convenant en Plan van Aanpak", "15 mei 2014", PLAN, "", False),
    ("ministry", "approved", "Plan van Aanpak", "22 mei 2014", PLAN, "", False),
    (
        "both_boards",
        "agreed",
        "Plan van Aanpak",
        "12 juni 2014",
        PLAN,
        "Het plan noemt convenant en plan samen, en beide besturen.",
        False,
    ),
    (
        "daily_board",
        "noted",
        "Plan van Aanpak",
        "12 juni 2014",
        NOTE,
        "De notitie noemt alleen het Dagelijks Bestuur, dat kennisnam.",
        False,
    ),
    (
        "general_board",
        "noted",
        "Herzien Plan van Aanpak",
        "25 juni 2015",
        NOTE,
        "Agendapunt B.8, ter informatie.",
        False,
    ),
)

# title, version, dated, remark
DOCUMENTS = (
    ("Convenant aanpak agressie en geweld tegen medewerkers met een publieke taak", "", "3 april 2014", ""),
    ("Brief van de minister over een betere borging", "", "9 juli 2014", "Uitnodiging om te verlengen en te verbreden"),
    ("Plan van Aanpak", "oktober 2014", "Oktober 2014", "Datum op het voorblad"),
    ("Plan van Aanpak", "17 februari 2015", "17 februari 2015", "Herziene versie, looptijd tot juni 2016"),
    ("Bijlage 1: doelen, tussenresultaten en resultaten", "", "", "Zonder datum"),
    ("Bijlage 2: financiële planning", "", "", "Met de aantekening dat een bijlage nog verandert"),
    ("Informatienotitie Algemeen Bestuur", "", "25 juni 2015", "Agendapunt B.8, status informatief"),
)
