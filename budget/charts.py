"""The picture of the budget: what is set aside per year beside the grant, with the sentence that explains it."""

from __future__ import annotations

from typing import Any

from budget.arithmetic import CarryOver
from budget.figures import Overview
from core.charts import CONFIG, Figure, render_chart
from core.text import euro

_WITHOUT_YEAR = "zonder jaar"
_LEGEND = {"orient": "bottom", "labelLimit": 0}


def budget_figure(overview: Overview) -> Figure:
    """Return three bars of set-aside amounts with the grant as a mark, and the same numbers as a table."""
    title = figure_title(overview.carry)
    columns = ["Jaar", "Subsidie", *(row.line.name for row in overview.rows)]
    return Figure(
        title=title,
        svg=render_chart(_spec(overview), title=title, description=" ".join(overview.carry.sentences)),
        columns=columns,
        rows=_rows(overview),
        note="De streep is de subsidie van het jaar. " + overview.carry.sentences[-1] if overview.years else "",
    )


def figure_title(carry: CarryOver) -> str:
    """Return the message of the picture in one sentence."""
    if not carry.is_covered:
        return "De begroting sluit niet: er is meer begroot dan toegekend."
    lacking = [str(year.year) for year in carry.years if year.difference < 0]
    if lacking:
        return f"De begroting sluit; wat er in {' en '.join(lacking)} tekort is, komt uit eerdere jaren."
    return "De begroting sluit, ieder jaar uit de eigen subsidie."


def _rows(overview: Overview) -> list[list[object]]:
    granted = {year.year: year.granted for year in overview.carry.years}
    rows: list[list[object]] = [
        [str(year), euro(granted.get(year)), *(euro(row.cells[at].budgeted) for row in overview.rows)]
        for at, year in enumerate(overview.years)
    ]
    if overview.has_unplaced:
        rows.append([_WITHOUT_YEAR, "", *(euro(row.unplaced or None) for row in overview.rows)])
    return rows


def _spec(overview: Overview) -> dict[str, Any]:
    bars = [
        {"jaar": str(year), "post": row.line.name, "bedrag": float(row.cells[at].budgeted), "volgorde": order}
        for at, year in enumerate(overview.years)
        for order, row in enumerate(overview.rows)
    ]
    bars += [
        {"jaar": _WITHOUT_YEAR, "post": row.line.name, "bedrag": float(row.unplaced), "volgorde": order}
        for order, row in enumerate(overview.rows)
        if row.unplaced
    ]
    grants = [{"jaar": str(year.year), "subsidie": float(year.granted)} for year in overview.carry.years]
    names = [row.line.name for row in overview.rows]
    x = {"field": "jaar", "type": "ordinal", "title": None, "axis": {"labelAngle": 0}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": 680,
        "height": 260,
        "layer": [
            {
                "data": {"values": bars},
                "mark": {"type": "bar", "size": 70},
                "encoding": {
                    "x": x,
                    "y": {"field": "bedrag", "type": "quantitative", "title": "euro", "axis": {"format": ",.0f"}},
                    "color": {"field": "post", "type": "nominal", "sort": names, "title": None, "legend": _LEGEND},
                    "order": {"field": "volgorde"},
                },
            },
            {
                "data": {"values": grants},
                "mark": {"type": "tick", "thickness": 4, "size": 110, "color": CONFIG["rule"]["color"]},
                "encoding": {"x": x, "y": {"field": "subsidie", "type": "quantitative"}},
            },
        ],
    }
