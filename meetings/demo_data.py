"""The meetings of the plan, dated as the plan writes them, and some invented ones around today.

Titles, dates and themes of the first list are those of the documents; people, places, answers and reports are invented.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A meeting of the plan. `fixed` holds day and hours where the day is known; other sources stand beside it."""

    kind: str
    title: str
    when: str
    themes: tuple[str, ...] = ()
    is_held: bool = False
    other_when: str = ""
    agenda: str = ""


PLAN = "plan van aanpak"
ANNEX = "bijlage 1"

PLAN_LINES = [
    PlanLine(
        "bestuurlijk",
        "Convenant en plan van aanpak in de regiegroep gemeentesecretarissen",
        "15 mei 2014",
        is_held=True,
    ),
    PlanLine("bestuurlijk", "Convenant en plan van aanpak in DB en AB", "12 juni 2014", is_held=True),
    PlanLine(
        "join-the-club",
        "Join the Club 1: kennismaken en investeren in de eigen organisatie",
        "17 juli 2014",
        ("norm",),
        is_held=True,
        other_when="17-6-'14",
    ),
    PlanLine("ambassadeurs", "Ambassadeurs 1, met bezoek van de minister", "15 sept. 2014", is_held=True),
    PlanLine(
        "join-the-club",
        "Join the Club 2: melden en registreren",
        "16 oktober 2014",
        ("melden", "registreren"),
        is_held=True,
    ),
    PlanLine("bestuurlijk", "Herzien plan van aanpak in DB en AB", "December 2014", other_when="maart/april 2015"),
    PlanLine(
        "join-the-club",
        "Join the Club 3: aangifte en schade verhalen",
        "Januari 2015",
        ("aangifte", "schade"),
        other_when="15-1-'15",
    ),
    PlanLine("special", "Special wijkteams 1: kennismaken", "Februari 2015"),
    PlanLine("ambassadeurs", "Ambassadeurs 2: tussenstand", "April 2015"),
    PlanLine("join-the-club", "Join the Club 4: gastvrijheid en nieuwe onderwerpen", "Mei 2015", ("preventie",)),
    PlanLine("special", "Special wijkteams 2: leren van elkaar", "Juni 2015"),
    PlanLine("join-the-club", "Join the Club 5: nazorg en schade verhalen", "September 2015", ("nazorg", "schade")),
    PlanLine("join-the-club", "Join the Club 6: Veilige Publieke Taak in het veiligheidsbeleid", "Oktober 2015"),
    PlanLine("ambassadeurs", "Ambassadeurs 3: wat ieder heeft gedaan", "November 2015"),
    PlanLine("special", "Specials op aanvraag: openbaar vervoer, ziekenhuizen, onderwijs", "gedurende het project"),
    PlanLine("sponsors", "Enkele sponsorbijeenkomsten", "gedurende het project"),
    PlanLine("bzk-kwartaaloverleg", "Overleg van projectleiders bij BZK", "ongeveer elk kwartaal"),
    PlanLine("slotbijeenkomst", "Slotbijeenkomst: wat hebben we bereikt (ook Ambassadeurs 4)", "Juni 2016"),
]


@dataclass(frozen=True, slots=True)
class NearLine:
    """An invented meeting, so many days from today."""

    kind: str
    title: str
    days: int | None
    begins: str = "14:00"
    place: str = ""
    themes: tuple[str, ...] = ()
    code: str = ""
    sectors: tuple[str, ...] = ()
    state: str = "invited"
    yes: int = 50
    no: int = 12


NEXT_WEEK = NearLine(
    "join-the-club", "Join the Club: nazorg die werkt", 7, place="Raadzaal Alphen aan den Rijn", themes=("nazorg",)
)
LAST_WEEK = NearLine(
    "special",
    "Special: rustig blijven aan balie en bed",
    -6,
    place="Groene Hart Ziekenhuis",
    themes=("preventie",),
    sectors=("gemeenten", "zorg"),
    yes=70,
    no=10,
)
CLOSED = NearLine(
    "join-the-club",
    "Join the Club: reageren binnen 48 uur",
    -62,
    place="Stadhuis Gouda",
    themes=("reageren",),
    state="held",
    yes=72,
    no=15,
)
CANCELLED = NearLine(
    "sponsors", "Sponsorbijeenkomst: waar loopt het vast?", 20, place="Leiden", state="cancelled", yes=25, no=10
)
VISIT = NearLine("huisbezoek", "Huisbezoek Gouda", 16, begins="10:00", place="Stadhuis Gouda", code="GDA", yes=40, no=0)
FOREIGN_VISIT = NearLine(
    "huisbezoek",
    "Huisbezoek Leiden",
    -30,
    begins="10:00",
    place="Stadhuis Leiden",
    code="LEI",
    state="held",
    yes=100,
    no=0,
)
EMPTY = NearLine("special", "Special onderwijs", None, state="draft")
NEAR_LINES = [NEXT_WEEK, LAST_WEEK, CLOSED, CANCELLED, VISIT, FOREIGN_VISIT, EMPTY]

REPORT = {
    "discussed": "Drie organisaties lieten zien hoe zij de dader aanspreken. Een vaste brief scheelt veel tijd. "
    "Wie als eerste reageert, staat bij de meeste organisaties nog niet op papier.",
    "agreed": "- Elke organisatie legt vast wie binnen 48 uur reageert\n- De modelbrief komt in de apothekerskast",
    "for_apothekerskast": "Modelbrief aan de dader; werkkaart ‘wie reageert’.",
}
# text, organisation, days from today until due, days since done
AGREEMENTS = [
    ("Stuurt de modelbrief aan de dader rond", "GDA", -20, 25),
    ("Legt vast wie binnen 48 uur reageert", "LEI", -10, None),
    ("Nodigt de wijkteams uit voor de volgende keer", "KAT", 30, None),
    ("Vraagt de politie om een vast telefoonnummer", "APN", None, None),
]
WALK_INS = [("Wubbo Kramer", "WDX"), ("Sippie Holtrop", None)]
