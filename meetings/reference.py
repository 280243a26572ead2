"""The types of meetings that the programme knows, with what a new meeting of that type starts from.

Put in the tables by a migration; afterwards they are data, changed in the admin. Data only: a migration reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

from participants.access import Role


@dataclass(frozen=True, slots=True)
class TypeLine:
    """One type as it is first loaded."""

    slug: str
    name: str
    roles: tuple[Role, ...]
    agenda: str
    invitation: str
    minutes: int = 120
    sectors: tuple[str, ...] = ()
    is_for_organisation: bool = False


_STAFF = (Role.COORDINATOR,)
_TOP = (Role.SPONSOR, Role.AMBASSADOR)

TYPES = [
    TypeLine(
        "join-the-club",
        "Join the Club",
        _STAFF,
        "- Welkom\n- Het onderwerp van vandaag\n- Hoe een koploper het doet\n- Leren en lenen van elkaar\n- Afspraken",
        "Graag zien wij u bij de volgende Join the Club. We leren en lenen van elkaar, "
        "en u gaat naar huis met iets dat u morgen kunt gebruiken.",
        minutes=150,
    ),
    TypeLine(
        "ambassadeurs",
        "Ambassadeursbijeenkomst",
        (Role.AMBASSADOR, Role.BOARD),
        "- Opening door de voorzitter\n- Stand van de negen maatregelen\n- Wat elke ambassadeur deed\n- Afspraken",
        "U bent het gezicht van Veilige Publieke Taak in uw sector. "
        "We bespreken hoe het ervoor staat en wat u voor uw sector kunt doen.",
    ),
    TypeLine(
        "special",
        "Special",
        _STAFF,
        "- Welkom\n- Wat speelt er in deze sector?\n- Wat werkt al?\n- Afspraken",
        "Deze special gaat over één sector. Neem een voorbeeld uit uw eigen werk mee.",
    ),
    TypeLine(
        "sponsors",
        "Sponsorbijeenkomst",
        (Role.SPONSOR,),
        "- Opening\n- De cijfers van de eigen organisatie\n- Waar loopt het vast?\n- Afspraken",
        "Als eindverantwoordelijke maakt u het verschil wanneer iets stokt. We bespreken wat u daarvoor nodig heeft.",
        minutes=90,
    ),
    TypeLine(
        "huisbezoek",
        "Huisbezoek",
        (Role.COORDINATOR, Role.SPONSOR),
        "- Hoe staat het met de negen maatregelen?\n- Wat gaat goed?\n- Waar zit het knelpunt?\n- Afspraken",
        "De projectleider komt graag bij u langs. "
        "Het gesprek gaat over wat goed gaat en waar u hulp bij kunt gebruiken.",
        minutes=60,
        is_for_organisation=True,
    ),
    TypeLine(
        "bestuurlijk",
        "Bestuurlijk overleg",
        (Role.BOARD,),
        "- Voortgang van het programma\n- Gevraagd besluit",
        "Veilige Publieke Taak staat op de agenda van dit overleg.",
        minutes=60,
    ),
    TypeLine(
        "bzk-kwartaaloverleg",
        "BZK-kwartaaloverleg",
        (Role.FUNDER,),
        "- Organisatie\n- De negen maatregelen\n- Netwerk\n- Borging",
        "We bespreken de voortgang van dit kwartaal.",
        minutes=90,
    ),
    TypeLine(
        "landelijke-projectleidersdag",
        "Landelijke projectleidersdag",
        (Role.PROJECT_LEADER,),
        "- Nieuws uit het land\n- Uit de regio’s",
        "De projectleiders van alle regio’s komen bij elkaar.",
        minutes=360,
    ),
    TypeLine(
        "slotbijeenkomst",
        "Slotbijeenkomst",
        (*_STAFF, *_TOP, Role.BOARD, Role.FUNDER),
        "- Wat wilden we?\n- Wat hebben we bereikt?\n- Hoe gaat het verder?",
        "We kijken terug op wat samen is bereikt, en vooruit naar hoe het blijft.",
        minutes=180,
    ),
    TypeLine(
        "werkbezoek",
        "Werkbezoek",
        (Role.AMBASSADOR, Role.BOARD),
        "- Ontvangst\n- Op de werkvloer\n- Gesprek met medewerkers",
        "Er komt een gast kijken hoe wij in onze regio werken aan Veilige Publieke Taak.",
    ),
]
