"""Files with counts: a month a line, a kind a column, and in so many words that nothing happened."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from incidents.delivery.cells import UnknownWord
from incidents.delivery.fields import Field, Holds
from incidents.delivery.moments import EARLIEST, ZONE, day_of, month_number
from incidents.delivery.numbers import whole
from incidents.delivery.problems import Problem, Wrong, shown
from incidents.delivery.words import NO, YES, lookup, plain
from incidents.vocabulary import KINDS

COUNT_FIELDS: tuple[Field, ...] = (
    Field(
        "month",
        "Maand",
        Holds.DAY,
        "periode|jaar en maand|maand en jaar",
        is_required=True,
        hint="Bijvoorbeeld 2015-03.",
    ),
    *(Field(kind.code, kind.label.capitalize(), Holds.NUMBER, hint="Leeg: geen.") for kind in KINDS),
    Field("is_nil", "Geen voorvallen", Holds.YES_NO, "nul|geen incidenten|niets gebeurd", hint="ja, als er niets was."),
)
COUNT_BY_CODE = {field.code: field for field in COUNT_FIELDS}
_BY_NAME = {name: field.code for field in reversed(COUNT_FIELDS) for name in field.names}
_KINDS = lookup("kinds")
_NUMBERS = re.compile(r"(\d{4})[-/. ]?(\d{1,2})|(\d{1,2})[-/. ](\d{4})")
_NAMED = re.compile(r"([A-Za-z]{3,9})\.?[\s-]+(\d{4})|(\d{4})[\s-]+([A-Za-z]{3,9})")


@dataclass(frozen=True, slots=True)
class CleanMonth:
    """The counts of a month by kind; `is_nil` says that nothing happened."""

    month: date
    counts: dict[str, int]
    is_nil: bool


def count_by_name(heading: str) -> Field | None:
    """Return the column that a heading means; a kind also by the words of other systems."""
    word = plain(heading.removeprefix("Aantal ").removeprefix("aantal "))
    code = _BY_NAME.get(word) or _KINDS.get(word)
    return COUNT_BY_CODE[code] if code else None


def clean_month(values: Mapping[str, object], *, at: datetime) -> CleanMonth | list[Problem]:
    """Read one line of counts. Keys are codes of `COUNT_FIELDS`."""
    problems: list[Problem] = []
    counts: dict[str, int] = {}
    month: date | None = None
    is_nil = False
    for code, value in values.items():
        if value is None or value == "":
            continue
        try:
            if code == "month":
                month = _month(str(value), at)
            elif code == "is_nil":
                is_nil = _is_nil(str(value))
            elif number := whole(value):
                counts[code] = number
        except Wrong as wrong:
            problems.append(_problem(code, wrong, value))
    if month is None and not problems:
        problems.append(_problem("month", Wrong("De maand is leeg.", "Vul een maand in, bijvoorbeeld 2015-03."), ""))
    if not problems and bool(counts) == is_nil:
        both = "Er staan aantallen én ‘geen voorvallen’." if is_nil else "Er staan geen aantallen."
        problems.append(_problem("is_nil", Wrong(both, "Vul aantallen in, of ja bij ‘Geen voorvallen’."), ""))
    if problems or month is None:
        return problems
    return CleanMonth(month, counts, is_nil)


def _problem(code: str, wrong: Wrong, value: object) -> Problem:
    is_unknown = isinstance(wrong, UnknownWord)
    return Problem(code, COUNT_BY_CODE[code].label, wrong.sentence, wrong.remedy, shown(value), is_unknown)


def _is_nil(value: str) -> bool:
    word = plain(value)
    if word not in YES | NO:
        raise Wrong("Hier staat geen ja of nee.", "Vul ja in als er niets was, anders laat u het leeg.")
    return word in YES


def _month(text: str, at: datetime) -> date:
    found = _first_of(text.strip())
    if found < EARLIEST:
        raise Wrong("Deze maand kan niet.", "Kies een maand vanaf januari 2014.")
    if found > at.astimezone(ZONE).date():
        raise Wrong("Deze maand moet nog komen.", "Haal deze regel weg.")
    return found


def _first_of(text: str) -> date:
    try:
        if hit := _NUMBERS.fullmatch(text):
            return date(int(hit[1] or hit[4]), int(hit[2] or hit[3]), 1)
        if hit := _NAMED.fullmatch(text):
            return date(int(hit[2] or hit[3]), month_number(hit[1] or hit[4]), 1)
        day = day_of(text)
    except ValueError:
        raise Wrong("Deze maand bestaat niet.", "Schrijf de maand als 2015-03 of maart 2015.") from None
    if day is None or day.day != 1:
        raise Wrong("Dit is geen maand.", "Schrijf de maand als 2015-03 of maart 2015.")
    return day
