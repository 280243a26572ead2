"""Pictures of incidents: a sentence as title, the numbers as a table."""

from __future__ import annotations

from typing import Any

from core.charts import Figure, render_chart
from core.text import counted
from incidents.figures import MonthTable, month_name
from incidents.vocabulary import KINDS

_DRAWN = 4
_REST = "overige vormen"


def months_figure(table: MonthTable) -> Figure:
    """Draw the counts per month, stacked by kind. A rise is not bad news here: no colour says so."""
    title = _sentence(table)
    often = sorted(table.kinds, key=table.of_kind, reverse=True)[:_DRAWN]
    values = [
        {
            "maand": month_name(month)[:3],
            "vorm": KINDS.label(kind) if kind in often else _REST,
            "aantal": table.of(month, kind),
        }
        for month in table.months
        for kind in table.kinds
        if table.of(month, kind)
    ]
    spec = _spec(values, [month_name(month)[:3] for month in table.months], [KINDS.label(kind) for kind in often])
    told = "Staven per maand, verdeeld naar vorm. De tabel geeft de aantallen."
    svg = render_chart(spec, title=title, description=told)
    missing = ", ".join(month_name(month) for month in sorted(table.missing))
    note = f"Niet geleverd, dus niet meegeteld: {missing}." if missing else ""
    rows: list[list[object]] = [
        [month_name(month), *(table.of(month, kind) for kind in table.kinds), table.in_month(month)]
        for month in table.months
    ]
    return Figure(title, svg, ["Maand", *(KINDS.label(kind) for kind in table.kinds), "Totaal"], rows, note)


def _spec(values: list[dict[str, Any]], names: list[str], often: list[str]) -> dict[str, Any]:
    """Return stacked bars: the kinds that occur most by name, the rest together."""
    return {
        "data": {"values": values},
        "width": 340,
        "height": 240,
        "mark": "bar",
        "encoding": {
            "x": {
                "field": "maand",
                "type": "ordinal",
                "sort": names,
                "scale": {"domain": names},
                "axis": {"title": None, "labelAngle": 0},
            },
            "y": {
                "field": "aantal",
                "aggregate": "sum",
                "type": "quantitative",
                "axis": {"title": "voorvallen", "tickMinStep": 1},
            },
            "color": {
                "field": "vorm",
                "type": "nominal",
                "sort": [*often, _REST],
                "legend": {"title": None, "orient": "bottom", "columns": 2, "labelLimit": 0},
            },
        },
    }


def _sentence(table: MonthTable) -> str:
    most = max(table.kinds, key=table.of_kind)
    number = counted(table.total, "voorval", "voorvallen")
    return f"In twaalf maanden {number}; het vaakst {KINDS.label(most)} ({table.of_kind(most)} keer)."
