"""Annex 1 for the demonstration: the shape and the dates of the real one, in our own short words."""

from __future__ import annotations

from typing import Final

from measures.models import COLUMNS, Level
from measures.spreadsheet import ReadLine, ReadMatrix, ReadTopic

_LEVEL_TEXT: Final = {
    Level.BOARD: "Bestuurlijk niveau",
    Level.MANAGEMENT: "(midden)management/ coördinerend niveau",
    Level.FRONTLINE: "uitvoerend niveau",
    Level.OTHER: "",
}
_TARGETS: Final = {
    Level.BOARD: "Bestuurders en werkgevers",
    Level.MANAGEMENT: "Hoofden van afdelingen",
    Level.FRONTLINE: "Beleidsmedewerkers",
}
_KNOWS_BOARD: Final = "Bestuurders kennen de maatregel in hoofdlijnen"
_KNOWS_HEADS: Final = "Hoofden horen het van hun medewerkers"
_MEETING: Final = "Bespreken op een Join the Club-bijeenkomst"
_EXAMPLES: Final = "Goede voorbeelden en materiaal van koplopers"
_HANDLES: Final = "Deelnemers kunnen de maatregel in eigen huis invoeren"
_DRAWER: Final = "Lade in de apothekerskast gevuld"
_PLAN: Final = "conform Plan van Aanpak"

Cells = dict[str, str]

_TOPICS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("1", "Veilig en gezond werken", "1 Veilig en gezond werken", "Meer aandacht voor een veilige publieke taak"),
    (
        "2",
        "Veilige publieke taak maatregelen",
        "2 Veilige publieke taak maatregelen",
        "De maatregelen invoeren bij elke deelnemer",
    ),
    ("2.1", "norm stellen", "1. norm stellen", ""),
    ("2.2", "trainen", "2. trainen", ""),
    ("2.3", "melden", "3. melden", ""),
    ("2.4", "registreren", "4. registreren", ""),
    ("2.5", "aangifte doen", "5. aangifte doen", ""),
    ("2.6", "reageren naar dader", "6. reageren naar dader", ""),
    ("2.7", "schade verhalen", "7. schade verhalen", ""),
    ("2.8", "nazorg (benadeelde en team)", "8. nazorg (benadeelde en team)", ""),
    ("2.9", "hospitality", "9. hospitality", ""),
    ("2.10", "Huisbezoek", "10. Huisbezoek", ""),
    ("2.11", "Besloten VPT groep op LinkedIn", "11. Besloten VPT groep op LinkedIn", ""),
    ("2.12", "Specials", "12. Specials", ""),
    ("3", "Eenduidige landelijke afspraken", "3 Eenduidige landelijke afspraken", ""),
    ("4", "Integriteit", "4 Integriteit", ""),
    ("5", "Decentralisatie", "5 Decentralisatie", "Wijkteams bereiken"),
    ("6", "Openbaar bestuur en politieke ambtsdragers", "6 Openbaar bestuur en politieke ambtsdragers", ""),
    ("7", "Veiligheid", "7 Veiligheid", ""),
    ("8", "Regionaal VPT thema", "8 Regionaal VPT thema", ""),
    ("9", "Bijeenkomsten voor ambassadeurs", "9 Bijeenkomsten voor ambassadeurs", ""),
)

_MEASURE_DATES: Final = {
    "2.1": "17-6-'14",
    "2.2": "17-6-'14",
    "2.3": "16-10-'14",
    "2.4": "16-10-'14",
    "2.5": "15-1-'15",
    "2.6": "16-10-'14",
    "2.7": _PLAN,
    "2.8": _PLAN,
    "2.9": _PLAN,
}

_CELLS: Final[dict[tuple[str, Level], Cells]] = {
    ("1", Level.BOARD): {
        "strategic": "AB, DB, ambassadeurs en districtscollege",
        "tactical": "VPT op de agenda zetten en het netwerk vergroten",
        "cost": "bord met handtekeningen € 600,-",
        "operational": "Presentatie, nieuwsbrief en besloten groep",
        "result": "Bestuurders praten geregeld over VPT",
        "planning": "AB en DB 12 juni 2014 en maart/april 2015, verder ad hoc",
        "assurance": "Vast punt op de agenda van AB en DB; VPT in het veiligheidsplan",
    },
    ("1", Level.MANAGEMENT): {
        "target_group": "Gemeentesecretarissen en hoofden veiligheid",
        "strategic": "Presentatie in de kring van secretarissen",
        "tactical": "Secretarissen een voor een bijpraten",
        "operational": "Presentatie en achtergrond voor secretarissen",
        "result": "Secretarissen dragen de aanpak",
        "planning": "mei 2014 en april 2015, verder ad hoc",
        "assurance": "Jaarlijks terug in het overleg van secretarissen",
    },
    ("1", Level.FRONTLINE): {
        "target_group": "Werknemers",
        "strategic": "Presentatie van het plan en reeks Join the Club",
        "tactical": "Per bijeenkomst een of twee maatregelen, daarna mailing",
        "operational": "Workshop, film, factsheet en goede voorbeelden",
        "result": "Deelnemers hebben het materiaal om te beginnen",
        "planning": "activiteiten conform planning Plan van Aanpak",
        "assurance": "Apothekerskast bij de veiligheidsregio",
    },
    ("2.4", Level.BOARD): {"tactical": "Uitkomsten van de metingen terug naar AB en DB"},
    ("2.10", Level.FRONTLINE): {
        "tactical": "Bezoek aan een deelnemer",
        "result": "Knelpunten zijn bekend en waar nodig opgeschaald",
        "planning": _PLAN,
        "assurance": "Verwijzing naar passend materiaal in de apothekerskast",
    },
    ("2.11", Level.BOARD): {"tactical": "Meelezen in de groep houdt de aandacht vast"},
    ("2.11", Level.MANAGEMENT): {"tactical": "Meelezen in de groep houdt de aandacht vast"},
    ("2.11", Level.FRONTLINE): {
        "tactical": "In de groep vragen stellen en voorbeelden delen",
        "operational": "Wat bruikbaar is, gaat naar de apothekerskast",
        "result": "Vragen krijgen snel een antwoord van een collega",
        "planning": _PLAN,
        "assurance": "Voorbeelden uit de groep zijn bewaard",
    },
    ("2.12", Level.FRONTLINE): {
        "target_group": "Werknemers",
        "strategic": "Wijkteams en ziekenhuizen",
        "tactical": "Eigen bijeenkomst voor één sector",
        "cost": "PM",
        "operational": "Startpakket voor wijkteams; ziekenhuizen volgen",
        "result": "Teams hebben de eerste maatregelen genomen",
        "planning": _PLAN,
        "assurance": _DRAWER,
    },
    ("3", Level.BOARD): {
        "strategic": "Regionaal Veiligheidsoverleg",
        "tactical": "Verslag van de bijeenkomst over aangifte",
        "result": "Voor kennisgeving aangenomen",
        "assurance": "Contactpersonen bij politie en OM staan op de lijst",
    },
    ("3", Level.MANAGEMENT): {},
    ("3", Level.FRONTLINE): {
        "tactical": "Afspraken doornemen met collega's van openbare orde",
        "result": "Voor kennisgeving aangenomen",
        "assurance": "Contactpersonen bij politie en OM staan op de lijst",
    },
    ("4", Level.BOARD): {
        "strategic": "AB, DB en districtscollege",
        "tactical": "Meenemen bij elke presentatie van het plan",
        "operational": "Presentatie en bespreekstuk",
        "result": "Bestuurders kennen de andere kant van de medaille",
        "planning": "mei 2014, mei 2015",
        "assurance": "Presentatie in de apothekerskast",
    },
    ("4", Level.MANAGEMENT): {
        "tactical": "Meenemen bij elke presentatie van het plan",
        "operational": "Presentatie en bespreekstuk",
        "planning": "mei 2014, mei 2015",
    },
    ("4", Level.FRONTLINE): {"tactical": "Staat in het Plan van Aanpak"},
    ("5", Level.BOARD): {"tactical": "Staat in het plan voor AB en DB"},
    ("5", Level.MANAGEMENT): {
        "target_group": "gemeentesecretarissen",
        "strategic": "Secretarissen gevraagd om adressen van wijkteams",
        "tactical": "Staat in het plan voor AB en DB",
    },
    ("5", Level.FRONTLINE): {
        "strategic": "Wijkteams",
        "tactical": "Zie Specials",
        "operational": "Zie Specials",
        "result": "Zie Specials",
        "assurance": "Zie Specials",
    },
    ("6", Level.BOARD): {},
    ("6", Level.MANAGEMENT): {},
    ("6", Level.FRONTLINE): {},
    ("7", Level.BOARD): {"strategic": "VPT in het veiligheidsplan van de gemeente"},
    ("7", Level.MANAGEMENT): {"strategic": _KNOWS_HEADS},
    ("7", Level.FRONTLINE): {
        "tactical": "Join the Club met collega's van openbare orde",
        "operational": "Presentatie over VPT in veiligheidsplannen",
        "result": "Gemeenten nemen VPT op in hun plan",
        "planning": "oktober '15",
        "assurance": "Presentatie en voorbeelden in de apothekerskast",
    },
    ("8", Level.BOARD): {"strategic": "Gastvrij ontvangen voorkomt agressie"},
    ("8", Level.MANAGEMENT): {},
    ("8", Level.FRONTLINE): {
        "strategic": "Zie VPT maatregelen",
        "operational": "Zie VPT maatregelen",
        "result": "Zie VPT maatregelen",
        "assurance": "Zie VPT maatregelen",
    },
}

_AMBASSADORS: Final[tuple[tuple[Level, Cells], ...]] = (
    (
        Level.BOARD,
        {
            "target_group": _TARGETS[Level.BOARD],
            "strategic": "Vier bijeenkomsten",
            "tactical": "1) ambassadeurs zetten hun handtekening",
            "operational": "Bord met handtekeningen",
            "result": "Elke sector heeft een gezicht",
            "planning": "15 september",
        },
    ),
    (
        Level.BOARD,
        {"tactical": "2) eerste uitkomsten", "result": "Ambassadeurs weten hoe het gaat", "planning": "april '15"},
    ),
    (
        Level.BOARD,
        {
            "tactical": "3) VPT in de eigen sector",
            "result": "Ambassadeurs vertellen wat zij deden",
            "planning": "november '15",
        },
    ),
    (
        Level.OTHER,
        {
            "target_group": "secretarissen, hoofden en beleidsmedewerkers",
            "tactical": "4) slotbijeenkomst",
            "result": "Samen terugkijken",
            "assurance": "Uitkomsten in de apothekerskast",
        },
    ),
)


def demo_matrix() -> ReadMatrix:
    """Return annex 1 of the demonstration, as if it had been read from a workbook."""
    matrix = ReadMatrix()
    for code, title, heading, goal in _TOPICS:
        matrix.topics.append(ReadTopic(code, title, heading, goal, row=0))
        if code == "9":
            matrix.lines += _meetings()
        elif code != "2":
            matrix.lines += [_line(code, level) for level in (Level.BOARD, Level.MANAGEMENT, Level.FRONTLINE)]
    return matrix


def _line(code: str, level: Level) -> ReadLine:
    texts = {"target_group": _TARGETS[level], **_own(code, level)}
    return _read(code, level, 1, texts)


def _own(code: str, level: Level) -> Cells:
    found = _CELLS.get((code, level), {})
    if not code.startswith("2."):
        return found
    if level is Level.FRONTLINE:
        return found or _measure(code)
    knows = _KNOWS_BOARD if level is Level.BOARD else _KNOWS_HEADS
    return {"strategic": knows, **found}


def _measure(code: str) -> Cells:
    return {
        "tactical": _MEETING,
        "operational": _EXAMPLES,
        "result": _HANDLES,
        "planning": _MEASURE_DATES[code],
        "assurance": _DRAWER,
    }


def _meetings() -> list[ReadLine]:
    return [
        _read("9", level, number if level is Level.BOARD else 1, cells, meeting_number=number)
        for number, (level, cells) in enumerate(_AMBASSADORS, start=1)
    ]


def _read(code: str, level: Level, sequence: int, texts: Cells, meeting_number: int | None = None) -> ReadLine:
    return ReadLine(
        topic_code=code,
        level=level,
        level_as_written=_LEVEL_TEXT[level] if sequence == 1 else "",
        sequence=sequence,
        meeting_number=meeting_number,
        is_irregular=sequence > 1 or level is Level.OTHER,
        cells={name: texts.get(name, "") for name in COLUMNS},
        row=0,
    )
