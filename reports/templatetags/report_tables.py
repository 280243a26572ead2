"""Tells numbers from words in the tables of a report, so that each stands on its own side."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django import template

from core.charts import Figure

register = template.Library()
_NUMBER = re.compile(r"^(€\s?)?-?[\d.,]+\s?%?$|^[•–]$|^\d+ van \d+$")


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and whether what stands below it is a number."""

    title: str
    is_number: bool


@register.filter
def columns(figure: Figure) -> list[Column]:
    """Return the columns of a figure; one is of numbers when all its cells are."""
    return [
        Column(title, at > 0 and all(_is_number(row[at]) for row in figure.rows))
        for at, title in enumerate(figure.columns)
    ]


@register.filter
def cells(row: list[object], found: list[Column]) -> list[tuple[object, bool]]:
    """Return the cells of a row, each with whether it is a number."""
    return [(cell, column.is_number) for cell, column in zip(row, found, strict=True)]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) or bool(_NUMBER.match(str(value).replace("\xa0", " ")))
