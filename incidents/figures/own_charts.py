"""Pictures for one organisation: usual or not, the four duties, and the hours to react."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from core.charts import PALETTE, Figure, render_chart
from core.text import counted
from incidents.figures.charts import WIDTH
from incidents.figures.own import Share, month_name, month_words
from incidents.figures.process import Process, sentence
from incidents.figures.promises import FEW, LONGEST, Promise, Reactions

_LIGHT = "#c9d3da"
_STEP = 3
_TALLEST = 20


_PROCESS_NOTE = (
    "Tussen de grenzen schommelt het aantal vanzelf; een maand meer of minder zegt daar niets. Ongewoon betekent "
    "alleen dat er een oorzaak te zoeken is: meer agressie, of meer meldingen."
)


def process_figure(process: Process, *, note: str = _PROCESS_NOTE) -> Figure:
    """Draw the months as a line between their limits; what is unusual has another form and colour."""
    title = sentence(process, month_words)
    values = [
        {
            "maand": f"{point.month:%Y-%m-%d}",
            "aantal": point.count,
            "laag": round(point.low, 2),
            "midden": round(point.centre, 2),
            "hoog": round(point.high, 2),
            "soort": "ongewoon" if point.month in process.unusual else "gewoon",
        }
        for point in process.points
    ]
    told = "Een lijn van aantallen per maand tussen een onder- en een bovengrens. De tabel geeft de getallen."
    svg = render_chart(_process_spec(values), title=title, description=told)
    rows: list[list[object]] = [
        [month_name(point.month), point.count, _one(point.low), _one(point.centre), _one(point.high)]
        for point in process.points
    ]
    return Figure(title, svg, ["Maand", "Aantal", "Ondergrens", "Gemiddelde", "Bovengrens"], rows, note)


def _one(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")


def _process_spec(values: list[dict[str, Any]]) -> dict[str, Any]:
    axis = {"title": None, "format": "%b %y", "tickCount": 5, "labelAngle": 0, "grid": False}
    months = {"field": "maand", "type": "temporal", "timeUnit": "utcyearmonth", "axis": axis}

    def layer(field: str, mark: dict[str, Any], **more: Any) -> dict[str, Any]:
        height = {"field": field, "type": "quantitative", "axis": {"title": "voorvallen", "tickMinStep": 1}}
        return {"mark": mark, "encoding": {"x": months, "y": height, **more}}

    def marked(unusual: Any, usual: Any) -> dict[str, Any]:
        return {"condition": {"test": "datum.soort === 'ongewoon'", "value": unusual}, "value": usual}

    points = {
        "color": marked(PALETTE[1], PALETTE[0]),
        "shape": marked("diamond", "circle"),
        "size": marked(130, 45),
    }
    layers: list[dict[str, Any]] = [
        layer("laag", {"type": "area", "opacity": 0.18, "color": PALETTE[0]}, y2={"field": "hoog"}),
        layer("midden", {"type": "line", "strokeDash": [5, 4], "strokeWidth": 1.5}),
        layer("aantal", {"type": "line", "strokeWidth": 2}),
        layer("aantal", {"type": "point", "filled": True, "opacity": 1}, **points),
    ]
    return {"data": {"values": values}, "width": WIDTH, "height": 200, "layer": layers}


def promises_figure(found: Sequence[Promise]) -> Figure:
    """Draw what was reported, and of each duty how often it was done of how often it applied."""
    title = _promises_sentence(found)
    values = [
        {
            "stap": place,
            "van": promise.share.whole,
            "gedaan": promise.share.part,
            "tekst": f"{promise.label}: {promise.share.words}" if place else _with_duties(promise.share.whole),
        }
        for place, promise in enumerate(found)
    ]
    told = "Vijf staven: alle voorvallen met plichten, en hoe vaak elke plicht is gedaan. De tabel geeft de aantallen."
    svg = render_chart(_promises_spec(values), title=title, description=told)
    rows: list[list[object]] = [
        [each.label.capitalize(), each.share.part, each.share.whole, each.not_needed, each.margin] for each in found[1:]
    ]
    note = "Waar een plicht niet nodig was, telt zij niet mee. Het volle deel is gedaan, het lichte deel nog niet."
    return Figure(title, svg, ["Plicht", "Gedaan", "Van", "Niet nodig", "Marge (95%)"], rows, note)


def _with_duties(number: int) -> str:
    """Name the whole: what came from elsewhere without a word about duties is not in it."""
    return f"{counted(number, 'voorval', 'voorvallen')} met plichten"


def _promises_sentence(found: Sequence[Promise]) -> str:
    asked = [each for each in found[1:] if each.share.whole]
    if not asked:
        return "Er is nog geen plicht aan de beurt."
    least = min(asked, key=lambda each: each.share.part / each.share.whole)
    if all(each.share.part == each.share.whole for each in asked):
        return "Alle plichten zijn gedaan."
    return f"Het vaakst blijft liggen: {least.label}, gedaan bij {least.share.words}."


def _promises_spec(values: list[dict[str, Any]]) -> dict[str, Any]:
    rows = {"field": "stap", "type": "ordinal", "axis": None}
    most = max(value["van"] for value in values) or 1

    def across(field: str) -> dict[str, Any]:
        return {"field": field, "type": "quantitative", "axis": None, "scale": {"domain": [0, most]}}

    def bar(field: str, colour: str) -> dict[str, Any]:
        mark = {"type": "bar", "height": 16, "yOffset": 9, "color": colour}
        return {"mark": mark, "encoding": {"y": rows, "x": across(field)}}

    text = {"type": "text", "align": "left", "x": 0, "yOffset": -10, "fontSize": 14, "limit": 0}
    return {
        "data": {"values": values},
        "width": WIDTH,
        "height": {"step": 50},
        "layer": [
            bar("van", _LIGHT),
            bar("gedaan", PALETTE[0]),
            {"mark": text, "encoding": {"y": rows, "text": {"field": "tekst"}}},
        ],
    }


def reactions_figure(found: Reactions, judged: Share, *, may_see_cases: bool) -> Figure | None:
    """Draw the hours to react: a dot for each incident, or bars of half a day.

    Who may see no single incident gets bars, and none below ten; so does everybody where dots would pile up.
    """
    if not found.found or (not may_see_cases and len(found.found) < FEW):
        return None
    title = f"Op tijd gereageerd: {judged.words}."
    dots = _dots(found)
    is_piled = max(dot["hoog"] for dot in dots) > _TALLEST
    if may_see_cases and not is_piled:
        spec, told = _dots_spec(dots, found.term), "Een punt per voorval; open punten zijn te laat gemeld."
        note = "Een open punt is een late melding: het voorval zelf kwam pas na de termijn binnen."
    else:
        spec, told = _bars_spec(found), "Staven per halve dag."
        note = ""
    waiting = judged.whole - len(found.found)
    if waiting > 0:
        note = f"{note} Zonder reactie over de termijn: {waiting}.".strip()
    svg = render_chart(spec, title=title, description=f"{told} Een lijn geeft de termijn. De tabel geeft de aantallen.")
    rows: list[list[object]] = [[name, number] for name, number in found.bins()]
    return Figure(title, svg, ["Uren tot de reactie", "Voorvallen"], rows, note)


def _dots(found: Reactions) -> list[dict[str, Any]]:
    """Pile the dots up by three hours."""
    piles: Counter[int] = Counter()
    dots = []
    for each in found.found:
        place = min(int(each.hours), LONGEST) // _STEP
        piles[place] += 1
        late = "laat gemeld" if each.is_reported_late else "op tijd gemeld"
        dots.append({"uren": place * _STEP + _STEP / 2, "hoog": piles[place], "melding": late})
    return dots


def _dots_spec(dots: list[dict[str, Any]], term: int) -> dict[str, Any]:
    tallest = max(dot["hoog"] for dot in dots)
    height = {"domain": [0, max(tallest, 5) + 1.5]}
    place = {"x": _hours(), "y": {"field": "hoog", "type": "quantitative", "axis": None, "scale": height}}
    drawn: dict[str, Any] = {"type": "point", "size": 55, "strokeWidth": 2, "opacity": 1, "color": PALETTE[0]}
    layers: list[dict[str, Any]] = [
        {
            "transform": [{"filter": f"datum.melding === '{name}'"}],
            "mark": {**drawn, "filled": is_full},
            "encoding": place,
        }
        for name, is_full in (("op tijd gemeld", True), ("laat gemeld", False))
    ]
    size: dict[str, Any] = {"width": WIDTH, "height": max(90, 11 * (tallest + 2))}
    return {"data": {"values": dots}, **size, "layer": [*layers, *_term(term)]}


def _bars_spec(found: Reactions) -> dict[str, Any]:
    edges = [(at * 12, number) for at, (_, number) in enumerate(found.bins())]
    values = [{"van": edge, "tot": min(edge + 12, LONGEST + 3), "aantal": number} for edge, number in edges]
    bars = {
        "data": {"values": values},
        "mark": {"type": "rect", "stroke": "#ffffff", "strokeWidth": 1, "color": PALETTE[0]},
        "encoding": {
            "x": _hours("van"),
            "x2": {"field": "tot"},
            "y": {"field": "aantal", "type": "quantitative", "axis": {"title": "voorvallen", "tickMinStep": 1}},
            "y2": {"datum": 0},
        },
    }
    return {"width": WIDTH, "height": 170, "layer": [bars, *_term(found.term)]}


def _hours(field: str = "uren") -> dict[str, Any]:
    axis = {
        "title": "uren tot de reactie",
        "values": [0, 24, 48, 72, 96],
        "grid": False,
        "labelExpr": f"datum.value === {LONGEST} ? '{LONGEST} +' : datum.label",
    }
    return {"field": field, "type": "quantitative", "axis": axis, "scale": {"domain": [0, LONGEST + _STEP]}}


def _term(hours: int) -> list[dict[str, Any]]:
    """Return the line of the organisation's term, with its name."""
    place = {"x": {"datum": min(hours, LONGEST), "type": "quantitative"}}
    once: dict[str, Any] = {"values": [{}]}
    text = {"type": "text", "align": "left", "dx": 5, "y": 8, "text": f"termijn {hours} uur"}
    return [
        {"data": once, "mark": {"type": "rule", "strokeDash": [5, 4], "strokeWidth": 2}, "encoding": place},
        {"data": once, "mark": text, "encoding": place},
    ]
