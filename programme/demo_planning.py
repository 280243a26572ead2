"""The planning of the documents: each activity with its date as written, its sources and what became of it.

Outcomes after the last version of the plan (17 February 2015) are not in the documents; those are invented and told so
in the history of the activity.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from programme.demo_data import ANNEX, MEASURES, NETWORK, NOTE, ORGANISATION, PLAN

INVENTED = "Heeft plaatsgevonden (uitkomst verzonnen voor de demonstratie)."
ALL_MEASURES = ("norm", "melden", "registreren", "trainen", "reageren", "aangifte", "schade", "nazorg", "preventie")


@dataclass(frozen=True, slots=True)
class ItemSeed:
    """One activity of the plan. `current` is empty when the first date still holds."""

    title: str
    kind: str
    original: str
    current: str = ""
    status: str = "planned"
    happened_on: date | None = None
    reason: str = ""
    categories: tuple[str, ...] = ()
    results: tuple[int, ...] = ()
    measures: tuple[str, ...] = ()
    sources: tuple[tuple[str, str, str], ...] = ()
    note: str = ""
    source: str = PLAN
    is_outcome_invented: bool = field(default=False)


DONE, MOVED, DROPPED = "realised", "moved", "dropped"
ITEMS = (
    ItemSeed(
        "Convenant getekend",
        "governance",
        "3 april 2014",
        "",
        DONE,
        date(2014, 4, 3),
        categories=(ORGANISATION, NETWORK),
        results=(4,),
    ),
    ItemSeed(
        "Convenant en plan in de regiegroep gemeentesecretarissen",
        "governance",
        "15 mei 2014",
        "",
        DONE,
        date(2014, 5, 15),
        categories=(ORGANISATION,),
        results=(1,),
        sources=((PLAN, "15 mei 2014", ""), (ANNEX, "mei 2014", "presentatie voor gemeentesecretarissen")),
    ),
    ItemSeed(
        "Plan goedgekeurd door het ministerie",
        "ministry",
        "22 mei 2014",
        "",
        DONE,
        date(2014, 5, 22),
        categories=(ORGANISATION,),
    ),
    ItemSeed(
        "Convenant en plan in Dagelijks en Algemeen Bestuur",
        "governance",
        "12 juni 2014",
        "",
        DONE,
        date(2014, 6, 12),
        categories=(ORGANISATION,),
        results=(1,),
    ),
    ItemSeed(
        "Join the Club 1: kennismaken en investeren in de eigen organisatie",
        "join_the_club",
        "17 juli 2014",
        "",
        DONE,
        date(2014, 7, 17),
        categories=(MEASURES, NETWORK),
        results=(3,),
        measures=("norm", "trainen", "preventie"),
        sources=(
            (PLAN, "17 juli 2014", ""),
            (ANNEX, "17-6-'14", "genoemd bij norm stellen en trainen"),
        ),
        note="De projectleider kan dit nagaan in de uitnodiging. Tot dan blijven beide datums staan.",
    ),
    ItemSeed(
        "Ambassadeursbijeenkomst 1, met bezoek van de minister",
        "ambassadors",
        "15 sept. 2014",
        "",
        DONE,
        date(2014, 9, 15),
        categories=(ORGANISATION, NETWORK),
        results=(2,),
        sources=((PLAN, "15 sept. 2014", ""), (ANNEX, "15 september 2014", "bij onderwerp 9 zonder jaar")),
    ),
    ItemSeed(
        "Join the Club 2: melden en registreren",
        "join_the_club",
        "16 oktober 2014",
        "",
        DONE,
        date(2014, 10, 16),
        categories=(MEASURES, NETWORK),
        results=(3, 6),
        measures=("melden", "registreren"),
        sources=((PLAN, "16 oktober 2014", ""), (ANNEX, "16-10-'14", "ook genoemd bij reageren naar de dader")),
    ),
    ItemSeed(
        "Communicatie vanaf de start",
        "communication",
        "vanaf de start",
        "",
        DONE,
        categories=(NETWORK,),
        results=(3,),
    ),
    ItemSeed(
        "Ministerie stemt in met het herziene plan",
        "ministry",
        "November 2014",
        "vanaf juni 2015",
        MOVED,
        reason="Op 25 juni 2015 lag het herziene plan nog ter beoordeling bij het ministerie.",
        categories=(ORGANISATION,),
        sources=((PLAN, "November 2014", ""), (NOTE, "vanaf juni 2015", "nog in beoordeling op 25 juni 2015")),
    ),
    ItemSeed(
        "Herzien plan in Dagelijks en Algemeen Bestuur",
        "governance",
        "December 2014",
        "25 juni 2015",
        MOVED,
        reason="Het bestuur krijgt het plan pas als het ministerie het heeft beoordeeld.",
        categories=(ORGANISATION,),
        results=(1,),
        sources=(
            (PLAN, "December 2014", ""),
            (ANNEX, "maart/april 2015", ""),
            (NOTE, "25 juni 2015", "vergadering van het Algemeen Bestuur, agendapunt B.8"),
        ),
    ),
    ItemSeed(
        "Eerste uitkomsten van de 0-meting",
        "measurement",
        "December 2014",
        "",
        DONE,
        date(2014, 12, 11),
        categories=(MEASURES,),
        results=(6,),
        measures=("registreren",),
        is_outcome_invented=True,
    ),
    ItemSeed(
        "Join the Club 3: aangifte en verhaal op de dader",
        "join_the_club",
        "Januari 2015",
        "15-1-'15",
        DONE,
        date(2015, 1, 15),
        "De datum is vastgesteld binnen de geplande maand.",
        (MEASURES, NETWORK),
        (3, 4),
        ("aangifte", "schade"),
        ((PLAN, "Januari 2015", ""), (ANNEX, "15-1-'15", "genoemd bij aangifte doen")),
    ),
    ItemSeed(
        "Special 1 voor wijkteams: kennismaken",
        "special",
        "Februari 2015",
        "",
        DONE,
        date(2015, 2, 12),
        categories=(MEASURES, NETWORK),
        results=(5,),
        measures=("norm", "nazorg"),
        is_outcome_invented=True,
    ),
    ItemSeed(
        "Besloten LinkedIn-groep",
        "communication",
        "Vanaf maart 2015 tot einde project in 2016",
        "",
        DONE,
        categories=(NETWORK,),
        results=(3,),
        is_outcome_invented=True,
    ),
    ItemSeed(
        "Uitkomsten van de 1-meting",
        "measurement",
        "Maart 2015",
        categories=(MEASURES,),
        results=(6,),
        measures=("registreren",),
    ),
    ItemSeed(
        "Ambassadeursbijeenkomst 2: tussenstand",
        "ambassadors",
        "April 2015",
        "",
        DONE,
        date(2015, 4, 16),
        categories=(ORGANISATION, NETWORK),
        results=(2, 8),
        is_outcome_invented=True,
    ),
    ItemSeed(
        "Join the Club 4: gastvrijheid als preventie, nieuwe thema's ophalen",
        "join_the_club",
        "Mei 2015",
        "",
        DONE,
        date(2015, 5, 21),
        categories=(MEASURES, NETWORK),
        results=(3,),
        measures=("preventie",),
        is_outcome_invented=True,
    ),
    ItemSeed(
        "Special 2 voor wijkteams: leren van elkaar",
        "special",
        "Juni 2015",
        "",
        DONE,
        date(2015, 6, 11),
        categories=(MEASURES, NETWORK),
        results=(5,),
        sources=((PLAN, "Juni 2015", ""), ("toelichting in het plan", "begin 2015", "twee specials na elkaar")),
        is_outcome_invented=True,
    ),
    ItemSeed(
        "Huisbezoeken: knelpunten en oplossingen",
        "home_visits",
        "Vanaf juli 2015 tot einde project in 2016",
        categories=(MEASURES, NETWORK),
        results=(3, 7),
        measures=ALL_MEASURES,
    ),
    ItemSeed(
        "Join the Club 5: nazorg en verhaal op de dader",
        "join_the_club",
        "September 2015",
        "",
        DONE,
        date(2015, 9, 17),
        categories=(MEASURES, NETWORK),
        results=(3,),
        measures=("nazorg", "schade"),
        is_outcome_invented=True,
    ),
    ItemSeed(
        "Join the Club 6: VPT in het veiligheidsbeleid",
        "join_the_club",
        "Oktober 2015",
        "",
        DONE,
        date(2015, 10, 15),
        categories=(ORGANISATION, NETWORK),
        results=(3, 7),
        sources=((PLAN, "Oktober 2015", ""), (ANNEX, "oktober '15", "met collega's openbare orde en veiligheid")),
        is_outcome_invented=True,
    ),
    ItemSeed(
        "Ambassadeursbijeenkomst 3: wat deden wij zelf",
        "ambassadors",
        "November 2015",
        categories=(ORGANISATION, NETWORK),
        results=(2,),
    ),
    ItemSeed(
        "Specials op verzoek: openbaar vervoer, ziekenhuizen, onderwijs",
        "special",
        "Gedurende looptijd project",
        categories=(MEASURES, NETWORK),
        results=(5,),
    ),
    ItemSeed(
        "Special voor het openbaar vervoer (voorbeeld)",
        "special",
        "Najaar 2015",
        "",
        DROPPED,
        reason="Te weinig aanmeldingen; de vragen komen terug in de huisbezoeken.",
        categories=(MEASURES,),
        results=(5,),
        source="verzonnen voor de demonstratie",
    ),
    ItemSeed(
        "Communicatie tijdens het project",
        "communication",
        "Gedurende looptijd project",
        categories=(NETWORK,),
        results=(3,),
    ),
    ItemSeed(
        "Apothekerskast inrichten en beheren",
        "knowledge",
        "Voorjaar 2016",
        categories=(MEASURES,),
        results=(3, 7),
        measures=ALL_MEASURES,
    ),
    ItemSeed(
        "Slotbijeenkomst: wat hebben we bereikt",
        "closing",
        "Juni 2016",
        categories=(ORGANISATION, NETWORK),
        results=(2, 8),
        sources=((PLAN, "Juni 2016", ""), (ANNEX, "juni 2016", "daar de vierde ambassadeursbijeenkomst genoemd")),
    ),
    ItemSeed(
        "Kwartaaloverleg van projectleiders met het ministerie",
        "ministry",
        "ongeveer elk kwartaal",
        categories=(ORGANISATION,),
        results=(8,),
    ),
    ItemSeed("Sponsorbijeenkomsten", "sponsors", "", categories=(ORGANISATION, NETWORK), results=(2,)),
    ItemSeed("Landelijke bijeenkomsten voor projectleiders", "project_leaders", "", categories=(NETWORK,)),
)
