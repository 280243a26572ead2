"""Which column of a file holds what: proposed from the headings, remembered from the last time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from incidents.delivery.counts import COUNT_FIELDS, count_by_name
from incidents.delivery.fields import BY_CODE, CASE_FIELDS, REQUIRED, Field, by_name
from incidents.delivery.words import plain
from incidents.models import ImportKind

SKIP = ""
"""The code of a column that is not taken in."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What each heading means, as far as it is known. `unsure` are headings that nobody explained yet.

    `gone` are headings that were in the last file of this system and are not in this one.
    """

    columns: dict[str, str]
    unsure: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def is_certain(self) -> bool:
        """Tell whether the file can be read without asking anything."""
        return not self.unsure and not self.missing


def fields_of(kind: str) -> tuple[Field, ...]:
    """Return the columns of this kind of file."""
    return CASE_FIELDS if kind == ImportKind.CASES else COUNT_FIELDS


def propose(kind: str, headings: Iterable[str], saved: Mapping[str, str]) -> Proposal:
    """Return what the headings mean: what was chosen before, else what their words say. A column is used once."""
    known = {plain(heading): code for heading, code in saved.items()}
    codes = {each.code for each in fields_of(kind)}
    columns: dict[str, str] = {}
    unsure, used, seen = [], set(), set()
    for heading in headings:
        name = plain(heading)
        seen.add(name)
        code = known.get(name)
        if code is None or (code and code not in codes):
            code = _by_name(kind, heading)
            if code is None and heading:
                unsure.append(heading)
        code = SKIP if code is None or code in used else code
        used |= {code} - {SKIP}
        columns.setdefault(heading, code)
    gone = [heading for heading, code in saved.items() if code and plain(heading) not in seen]
    return Proposal(columns, unsure, gone, missing_of(kind, used))


def _by_name(kind: str, heading: str) -> str | None:
    found = by_name(heading) if kind == ImportKind.CASES else count_by_name(heading)
    return found.code if found else None


def missing_of(kind: str, codes: Iterable[str]) -> list[str]:
    """Return the labels of what a file cannot do without and does not have."""
    held = set(codes)
    if kind == ImportKind.CASES:
        return [BY_CODE[code].label for code in REQUIRED if code not in held]
    missing = [] if "month" in held else ["Maand"]
    return missing if held - {"month"} else [*missing, "ten minste één vorm"]


def codes_in_order(headings: Iterable[str], columns: Mapping[str, str]) -> list[str]:
    """Return the code of each column from left to right; of two with the same heading the first counts."""
    used: set[str] = set()
    codes = []
    for heading in headings:
        code = columns.get(heading, SKIP)
        codes.append(SKIP if code in used else code)
        used.add(code)
    return codes
