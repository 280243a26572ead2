"""One function a kind of column: from what stands in a cell to a value of ours, or what is wrong with it.

Words of a list come back in every row, so each cell text is looked up once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from core.oddinput import is_odd
from core.spreadsheets import plain_text
from incidents.delivery import moments, numbers
from incidents.delivery.departments import NO_DEPARTMENTS, Departments
from incidents.delivery.fields import Field, Holds
from incidents.delivery.problems import Wrong
from incidents.delivery.words import NO, NOTHING, YES, lookup, plain

Cell = Callable[[Any], Any]
_APART = re.compile(r"\s*[;|\n,+]\s*|\s+/\s+|\s+en\s+")
_MOST_KEPT = 5_000


class UnknownWord(Wrong):
    """A word that is in no list: the organisation may say what it means."""


def cell_of(field: Field, own_words: Mapping[str, str], departments: Departments = NO_DEPARTMENTS) -> Cell:
    """Return the function that reads the cells of this column; `own_words` are those the organisation explained."""
    if field.holds is Holds.DEPARTMENT:
        return _department(departments, own_words)
    if field.holds is Holds.CHOICE:
        return _choice(field, own_words)
    if field.holds is Holds.CHOICES:
        return _choices(field, own_words)
    if field.holds is Holds.TEXT:
        return _text(field)
    return _PLAIN[field.holds]


def _yes_no(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = plain(str(value))
    if word in YES:
        return True
    if word in NO:
        return False
    if word in NOTHING:
        return None
    raise Wrong("Hier staat geen ja of nee.", "Vul ja of nee in, of laat het leeg.")


_PLAIN: dict[Holds, Cell] = {
    Holds.MOMENT: moments.moment_of,
    Holds.DAY: moments.day_of,
    Holds.TIME: moments.time_of,
    Holds.YES_NO: _yes_no,
    Holds.NUMBER: numbers.whole,
    Holds.MONEY: numbers.money,
}


def _text(field: Field) -> Cell:
    most = field.max_length

    def read(value: object) -> str | None:
        text = str(plain_text(value)).strip()
        if len(text) > most:
            raise Wrong(f"Deze tekst is te lang: {len(text)} tekens.", f"Kort hem in tot {most} tekens.")
        if is_odd(text) or "\ufffd" in text:
            raise Wrong("Deze tekst bevat een teken dat niet kan worden bewaard.", "Verwijder het teken.")
        return text or None

    return read


def _department(departments: Departments, own_words: Mapping[str, str]) -> Cell:
    keys = {key for key, _ in departments.choices}
    known = {word: int(key) for word, key in own_words.items() if key in keys}

    def read(value: Any) -> int | None:
        text = str(value)
        found = departments.find(text) or known.get(plain(text))
        if found is None and plain(text) not in NOTHING:
            raise UnknownWord(f"‘{text[:60]}’ is geen afdeling van uw organisatie. {departments.told}", _NEW_DEPARTMENT)
        return found

    return read


_NEW_DEPARTMENT = (
    "Zeg hierboven welke afdeling dit is, gebruik een naam uit uw lijst, of voeg de afdeling toe bij Instellingen."
)


def words_of(field: Field, own_words: Mapping[str, str]) -> dict[str, str]:
    """Return which code each plain word means in this column: ours, other systems', the organisation's own."""
    return {**lookup(field.words), **{word: code for word, code in own_words.items() if code in field.choices}}


def _find(known: Mapping[str, str], text: str, field: Field) -> str | None:
    word = plain(text)
    code = known.get(word)
    if code is None and word not in NOTHING:
        raise UnknownWord(f"‘{text[:60]}’ staat niet in de lijst van ‘{field.label}’.", _remedy(field))
    return code


def _remedy(field: Field) -> str:
    labels = list(field.choices.values())
    known = ", ".join(labels[:4])
    return (
        f"Zeg hierboven wat dit woord betekent, of gebruik {'bijvoorbeeld' if len(labels) > 4 else 'een van'}: {known}."
    )


def _choice(field: Field, own_words: Mapping[str, str]) -> Cell:
    known = words_of(field, own_words)
    kept: dict[str, str | None] = {}

    def read(value: Any) -> str | None:
        key = value if isinstance(value, str) else _as_word(value)
        if key in kept:
            return kept[key]
        found = _find(known, key, field)
        if len(kept) < _MOST_KEPT:
            kept[key] = found
        return found

    return read


def _as_word(value: object) -> str:
    return {True: "ja", False: "nee"}[value] if isinstance(value, bool) else str(value)


def _choices(field: Field, own_words: Mapping[str, str]) -> Cell:
    known = words_of(field, own_words)
    kept: dict[str, tuple[str, ...]] = {}

    def split(value: Any) -> Iterable[str]:
        if isinstance(value, list | tuple):
            return [str(each) for each in value]
        text = str(value)
        return [text] if plain(text) in known else [part for part in _APART.split(text) if part]

    def read(value: Any) -> tuple[str, ...]:
        key = value if isinstance(value, str) else ""
        if key and key in kept:
            return kept[key]
        codes = (_find(known, part, field) for part in split(value))
        found = tuple(dict.fromkeys(code for code in codes if code))
        if key and len(kept) < _MOST_KEPT:
            kept[key] = found
        return found

    return read
