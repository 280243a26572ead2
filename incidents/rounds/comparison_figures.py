"""The picture of a comparison: two dots with whiskers on one axis, the band of the plan, and the table."""

from __future__ import annotations

from typing import Any

from core.charts import Figure, render_chart
from incidents.figures.statistics import Window
from incidents.models import MeasurementRound
from incidents.rounds.comparison import Comparison, Measured
from incidents.rounds.verdict import margin, number

COLUMNS = [
    "Meting",
    "Dagen",
    "Voorvallen",
    "Per 1.000 medewerkers per maand",
    "95%-marge",
    "Per 100 fte per jaar",
]
_BAND = "hier verwacht het plan de uitkomst"
_EARLIER, _LATER = "#4a6572", "#0b6fa4"


def figures(found: Comparison) -> list[Figure]:
    """Return the picture of all incidents, and of the serious ones where these may be shown."""
    if found.all is None:
        return []
    shown = [_figure(found, found.all, has_band=True)]
    if found.serious is not None:
        shown.append(_figure(found, found.serious, has_band=False))
    return shown


def rows_of(found: Comparison, measured: Measured) -> list[list[object]]:
    """Return the numbers of one picture, a line a round, never a count without its days."""
    fte = measured.per_100_fte or (None, None)
    pairs = ((found.earlier, measured.earlier, fte[0]), (found.later, measured.later, fte[1]))
    return [_row(each, window, rate) for each, window, rate in pairs]


def _row(each: MeasurementRound, window: Window, fte_rate: float | None) -> list[object]:
    return [
        each.label,
        each.days,
        window.count,
        number(window.per_1000_a_month, 1),
        margin(window.interval, 1),
        number(fte_rate, 1) if fte_rate is not None else "–",
    ]


def _figure(found: Comparison, measured: Measured, *, has_band: bool) -> Figure:
    title = _title(found, measured)
    told = "Per meting een stip met een streep: het aantal per 1.000 medewerkers per maand met de 95%-marge."
    if has_band:
        told += f" Een grijze baan rechts van de eerste stip: {_BAND}."
    svg = render_chart(_spec(found, measured, has_band), title=title, description=told)
    return Figure(title, svg, COLUMNS, rows_of(found, measured), _note(has_band))


def _title(found: Comparison, measured: Measured) -> str:
    before, after = (number(each.per_1000_a_month, 1) for each in (measured.earlier, measured.later))
    what = f"{measured.name.capitalize()} per 1.000 medewerkers per maand"
    return f"{what}: {before} in de {found.earlier.label}, {after} in de {found.later.label}"


def _note(has_band: bool) -> str:
    told = "De streep door een stip is de marge waarbinnen het echte cijfer met 95% zekerheid ligt."
    if has_band:
        told += " De grijze baan: het plan verwacht dat er meer wordt gemeld en geregistreerd. Het noemt geen getal."
    return told


def _spec(found: Comparison, measured: Measured, has_band: bool) -> dict[str, Any]:
    labels = [f"{each.label} ({each.days} dagen)" for each in (found.earlier, found.later)]
    values: list[dict[str, Any]] = [
        {
            "meting": label,
            "cijfer": window.per_1000_a_month,
            "laag": window.interval.low,
            "hoog": window.interval.high,
        }
        for label, window in zip(labels, (measured.earlier, measured.later), strict=True)
    ]
    top = max(value["hoog"] for value in values) * 1.08
    axis = {"type": "quantitative", "scale": {"domain": [0, top], "nice": False}}
    rates = {
        **axis,
        "axis": {"title": "per 1.000 medewerkers per maand", "tickCount": 6, "labelFontSize": 14, "titleFontSize": 14},
    }
    place = {"field": "meting", "type": "nominal", "sort": labels, "axis": None}
    layers = _band(measured.earlier.per_1000_a_month, top, rates) if has_band else []
    return {
        "data": {"values": values},
        "width": 300,
        "height": 170,
        "layer": [*layers, *_lines(labels, place, rates)],
    }


def _lines(labels: list[str], place: dict[str, Any], rates: dict[str, Any]) -> list[dict[str, Any]]:
    """Return per round its name, its whisker and its mark; the marks differ in form as well as in colour."""
    by_round = {"field": "meting", "type": "nominal", "legend": None}
    return [
        {
            "mark": {"type": "text", "align": "left", "baseline": "bottom", "dy": -16, "dx": 4, "fontSize": 15},
            "encoding": {"y": place, "x": {"value": 0}, "text": {"field": "meting"}},
        },
        {
            "mark": {"type": "rule", "strokeWidth": 3},
            "encoding": {"y": place, "x": {"field": "laag", **rates}, "x2": {"field": "hoog"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 220, "opacity": 1},
            "encoding": {
                "y": place,
                "x": {"field": "cijfer", **rates},
                "color": {**by_round, "scale": {"domain": labels, "range": [_EARLIER, _LATER]}},
                "shape": {**by_round, "scale": {"domain": labels, "range": ["square", "circle"]}},
            },
        },
    ]


def _band(first: float, top: float, axis: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a light band from the first rate to the edge: the plan expects more, and gives no number."""
    data = {"values": [{"van": first, "tot": top, "tekst": _BAND}]}
    x = {"field": "van", **axis}
    return [
        {
            "data": data,
            "mark": {"type": "rect", "color": "#8a9aa3", "opacity": 0.22},
            "encoding": {"x": x, "x2": {"field": "tot"}},
        },
        {
            "data": data,
            "mark": {"type": "text", "align": "right", "baseline": "bottom", "fontSize": 13, "dx": -4},
            "encoding": {"x": {"field": "tot", **axis}, "y": {"value": 167}, "text": {"field": "tekst"}},
        },
    ]


def file_rows(found: Comparison) -> tuple[list[str], list[list[object]]]:
    """Return the same numbers for a file: a line a round and kind, with ratio and margin beside the later one."""
    headers = ["Wat", "Meting", "Eerste dag", "Laatste dag", *COLUMNS[1:], "Verhouding", "95%-marge van de verhouding"]
    lines: list[list[object]] = []
    for measured in (found.all, found.serious):
        if measured is None:
            continue
        ratio = measured.ratio
        value = number(ratio.value) if ratio.value is not None else "–"
        for each, row, last in zip(
            (found.earlier, found.later),
            rows_of(found, measured),
            (["", ""], [value, margin(ratio.interval)]),
            strict=True,
        ):
            days: list[object] = [each.first_on.isoformat(), each.last_on.isoformat()]
            lines.append([measured.name, row[0], *days, *row[1:], *last])
    return headers, lines
