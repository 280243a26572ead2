"""Pictures of incidents: a sentence as title, the numbers as a table. Drawn narrow, so that a telephone shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.charts import PALETTE, Figure, render_chart
from core.text import counted
from incidents.figures.disclosure import MARK
from incidents.figures.own import TOTAL, MonthTable, month_name, month_words
from incidents.figures.region import RegionTable
from incidents.vocabulary import KINDS

WIDTH = 250
"""As wide as a telephone shows at its own size; a wider page enlarges it."""
_DRAWN = 4
_REST = "overige vormen"
_UNSPLIT = "niet uitgesplitst"
_QUIET = "#8a979e"


def months_figure(table: MonthTable) -> Figure:
    """Draw the counts per month, stacked by kind. A rise is not bad news here: no colour says so."""
    title = _sentence(table)
    often = sorted(table.kinds, key=table.of_kind, reverse=True)[:_DRAWN]
    values = [
        {
            "maand": month_name(month)[:3],
            "deel": KINDS.label(kind) if kind in often else _REST,
            "aantal": table.of(month, kind),
        }
        for month in table.months
        for kind in table.kinds
        if table.of(month, kind)
    ]
    names = [month_name(month)[:3] for month in table.months]
    parts = [KINDS.label(kind) for kind in often]
    if len(table.kinds) > len(often):
        parts.append(_REST)
    told = "Staven per maand, verdeeld naar vorm. De tabel geeft de aantallen."
    svg = render_chart(_stacked(values, names, parts), title=title, description=told)
    missing = ", ".join(month_name(month) for month in sorted(table.missing))
    note = f"Niet geleverd, dus niet meegeteld: {missing}." if missing else ""
    rows: list[list[object]] = [[month_name(month), *table.shown(month)] for month in table.months]
    return Figure(title, svg, ["Maand", "Totaal", *(KINDS.label(kind) for kind in table.kinds)], rows, note)


def region_figure(table: RegionTable) -> Figure:
    """Draw what the table of the region shows and nothing more; a hidden total has a mark and no bar.

    What is hidden inside a total stands as one part, as large as a reader of the table can work out.
    """
    title = _region_sentence(table)
    drawn = _most_shown(table)
    values: list[dict[str, Any]] = []
    hidden = []
    for name, row in zip(table.months, table.rows, strict=True):
        total = table.cells[row, TOTAL]
        if total == MARK:
            hidden.append({"maand": month_name(name)[:3], "teken": MARK})
        values += _region_parts(table, row, month_name(name)[:3], drawn)
    names = [month_name(month)[:3] for month in table.months]
    parts = [*drawn, *([_UNSPLIT] if any(each["deel"] == _UNSPLIT for each in values) else [])]
    told = f"Staven per maand. {MARK} betekent: niet getoond. De tabel geeft dezelfde getallen."
    svg = render_chart(_stacked(values, names, parts, hidden), title=title, description=told)
    return Figure(title, svg, [], [])


def _most_shown(table: RegionTable) -> list[str]:
    """Return the columns with the largest shown sums, so many as there are colours to tell apart."""
    sums = {column: sum(_number(table.cells[row, column]) for row in table.rows) for column in table.columns}
    found = sorted((column for column in table.columns if sums[column] > 0), key=lambda column: -sums[column])
    return found[: len(PALETTE) - 1]


def _region_parts(table: RegionTable, row: str, month: str, drawn: Sequence[str]) -> list[dict[str, Any]]:
    total = table.cells[row, TOTAL]
    if not total.isdigit():
        return []
    numbers = {column: _number(table.cells[row, column]) for column in drawn}
    numbers[_UNSPLIT] = int(total) - sum(numbers.values())
    return [{"maand": month, "deel": part, "aantal": number} for part, number in numbers.items() if number]


def _number(shown: str) -> int:
    return int(shown) if shown.isdigit() else 0


def _region_sentence(table: RegionTable) -> str:
    month = month_words(table.months[-1])
    total = table.cells[table.rows[-1], TOTAL]
    if not total.isdigit():
        return f"Van {month} is het totaal van de regio te klein om te tonen."
    return f"In {month} registreerde de regio {counted(int(total), 'voorval', 'voorvallen')}."


def _stacked(
    values: list[dict[str, Any]], names: list[str], parts: list[str], hidden: Sequence[dict[str, str]] = ()
) -> dict[str, Any]:
    """Return stacked bars per month, with a mark where a month is hidden."""
    months = {
        "field": "maand",
        "type": "ordinal",
        "sort": names,
        "scale": {"domain": names},
        "axis": {"title": None, "labelAngle": 0, "labelOverlap": "parity"},
    }
    placed = [{**value, "volgorde": parts.index(value["deel"])} for value in values]
    bars = {"data": {"values": placed}, "mark": "bar", "encoding": {"x": months, **_heights(parts)}}
    marks = {
        "data": {"values": list(hidden)},
        "mark": {"type": "text", "dy": -8, "fontSize": 18},
        "encoding": {"x": months, "y": {"datum": 0}, "text": {"field": "teken"}},
    }
    return {"width": WIDTH, "height": 230, "layer": [bars, marks] if hidden else [bars]}


def _heights(parts: list[str]) -> dict[str, Any]:
    """Return how high the parts of a bar are, and in which colours and order."""
    colours = [_QUIET if part in (_UNSPLIT, _REST) else PALETTE[at] for at, part in enumerate(parts)]
    is_long = sum(sorted(map(len, parts))[-2:]) > 30
    return {
        "y": {
            "field": "aantal",
            "aggregate": "sum",
            "type": "quantitative",
            "axis": {"title": "voorvallen", "tickMinStep": 1},
        },
        "color": {
            "field": "deel",
            "type": "nominal",
            "sort": parts,
            "scale": {"domain": parts, "range": colours},
            "legend": {"title": None, "orient": "bottom", "columns": 1 if is_long else 2, "labelLimit": 0},
        },
        "order": {"field": "volgorde", "type": "quantitative"},
    }


def _sentence(table: MonthTable) -> str:
    most = max(table.kinds, key=table.of_kind)
    number = counted(table.total, "voorval", "voorvallen")
    return f"In twaalf maanden {number}; het vaakst {KINDS.label(most)} ({table.of_kind(most)} keer)."
