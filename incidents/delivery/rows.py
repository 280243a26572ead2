"""One case as another system tells it, made into one of ours, or a list of what is wrong with it.

Pure functions: no database, the moment of now passed in. The import of a file and the API share them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from incidents.choices import OffenderKnown, Precision, ReportedBy, Severity
from incidents.delivery.cells import Cell, UnknownWord, cell_of
from incidents.delivery.departments import NO_DEPARTMENTS, Departments
from incidents.delivery.duties import Answer, answers_of
from incidents.delivery.fields import BY_CODE, CASE_FIELDS, REQUIRED, TEXTS, Holds, points_at_person
from incidents.delivery.moments import ZONE, Moment, moment_of, second_time
from incidents.delivery.problems import Problem, Wrong, shown
from incidents.vocabulary import main_kind

CLOSED_AFTER = timedelta(days=30)
"""A case that was reported longer ago and says nothing of its state comes in closed: its clock is history."""

Plan = list[tuple[int, str, dict[str, Any] | None]]
Words = Mapping[str, Mapping[str, str]]
_NO_WORDS: dict[str, str] = {}
_LATER = {
    "reaction_at": "De reactie",
    "aftercare_offered_at": "De opvang",
    "closed_at": "De afhandeling",
}
_ASIDE = frozenset(
    {
        *TEXTS,
        "occurred_time",
        "status",
        "reference",
        "source_ref",
        "has_report",
        "has_aftercare",
        "reaction_at",
        "closed_at",
        "unit",
    }
    | {code for code in BY_CODE if code.startswith("no_")}
)
_DAY, _EXACT = Precision.DAY.value, Precision.EXACT.value
_UNKNOWN_OFFENDER = OffenderKnown.NO.value
_MOST_KEPT = 5_000
_REPEATING = frozenset(set(Holds) - {Holds.TEXT, Holds.MOMENT})
_DEFAULTS: dict[str, Any] = {"severity": Severity.UNKNOWN.value, "reported_by_role": ReportedBy.CENTRAL.value}


@dataclass(slots=True)
class CleanCase:
    """A case that may be written. `facts` are fields of the incident, `text` of its free text; moments are in UTC.

    `duties` are the answers that the row gives; a duty that is missing here was not told about. `told` are the columns
    that the row fills; the other facts were assumed.
    """

    source_ref: str
    reference: str
    is_closed: bool
    closed_at: datetime | None
    reaction_at: datetime | None
    facts: dict[str, Any] = field(default_factory=dict)
    text: dict[str, str] = field(default_factory=dict)
    duties: dict[str, Answer] = field(default_factory=dict)
    told: frozenset[str] = frozenset()


def clean_case(
    values: Mapping[str, object],
    *,
    at: datetime,
    words: Words | None = None,
    departments: Departments = NO_DEPARTMENTS,
) -> CleanCase | list[Problem]:
    """Read one case. Keys are code names of `fields.CASE_FIELDS`; values are texts, numbers, days, moments or lists.

    `words` holds, per column, what the organisation's own words mean: plain word to code.
    """
    if words or departments.choices:
        return Cleaner(words or {}, at=at, departments=departments).clean(values)
    return _plain_cleaner().at_moment(at).clean(values)


@lru_cache(maxsize=1)
def _plain_cleaner() -> Cleaner:
    return Cleaner({}, at=datetime.now(UTC))


class Cleaner:
    """Reads many rows with the same words: each column's function is made once."""

    def __init__(self, words: Words, *, at: datetime, departments: Departments = NO_DEPARTMENTS) -> None:
        self.words = words
        self.cells: dict[str, Cell] = {
            each.code: cell_of(each, words.get(each.code, _NO_WORDS), departments) for each in CASE_FIELDS
        }
        self.when_empty = {code: own[""] for code, own in words.items() if "" in own and code in BY_CODE}
        self._set(at)

    def at_moment(self, at: datetime) -> Cleaner:
        """Return the same with another now."""
        other = Cleaner.__new__(Cleaner)
        other.words, other.cells, other.when_empty = self.words, self.cells, self.when_empty
        other._set(at)
        return other

    def _set(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)
        self.today: date = at.astimezone(ZONE).date()
        self.closed_before = self.at - CLOSED_AFTER

    def clean(self, values: Mapping[str, object]) -> CleanCase | list[Problem]:
        """Read one row: first each cell, then what must hold between them."""
        problems: list[Problem] = []
        read: dict[str, Any] = {}
        for code, value in values.items():
            if value is None or value == "":
                continue
            self._read(code, value, read, problems)
        return self._finished(values, read, problems)

    def reader(self, codes: Sequence[str]) -> Callable[[Sequence[str]], CleanCase | list[Problem]]:
        """Return a function that reads rows of cells in this order; a code of "" is a column that is not wanted.

        What a cell means is kept by its text, except where every row has another.
        """
        plan: Plan = [
            (place, code, {} if BY_CODE[code].holds in _REPEATING else None) for place, code in enumerate(codes) if code
        ]
        return lambda cells: self._row(plan, cells)

    def _row(self, plan: Plan, cells: Sequence[str]) -> CleanCase | list[Problem]:
        problems: list[Problem] = []
        read: dict[str, Any] = {}
        for place, code, kept in plan:
            text = cells[place]
            if not text:
                continue
            if kept is not None and text in kept:
                read[code] = kept[text]
                continue
            self._read(code, text.strip(), read, problems)
            if kept is not None and code in read and len(kept) < _MOST_KEPT:
                kept[text] = read[code]
        return self._finished(_Cells(plan, cells) if "occurred_time" in read else _NO_WORDS, read, problems)

    def _read(self, code: str, value: object, read: dict[str, Any], problems: list[Problem]) -> None:
        cell = self.cells.get(code)
        if cell is None:
            problems.append(_unknown(code))
            return
        try:
            found = cell(value) if value != "" else None
        except Wrong as wrong:
            problems.append(_problem(code, wrong, value))
        else:
            if found is not None and found != ():
                read[code] = found

    def _finished(
        self, values: Mapping[str, object], read: dict[str, Any], problems: list[Problem]
    ) -> CleanCase | list[Problem]:
        """Look at a row as a whole, once its cells are read."""
        if "occurred_time" in read and "occurred_at" in read and read["occurred_at"].is_day:
            read["occurred_at"] = moment_of(values["occurred_at"], read["occurred_time"])
        told = frozenset(read)
        for code, own in self.when_empty.items():
            if code not in read:
                read[code] = (own,) if code == "kinds" else own
        if problems or "occurred_at" not in read or "kinds" not in read or "channel" not in read:
            wrong = {problem.field for problem in problems}
            return problems + [_missing(code) for code in REQUIRED if code not in read and code not in wrong]
        occurred, is_day = read["occurred_at"]
        try:
            reported = self._moments(read, occurred)
            self._days(read, occurred)
        except _At as found:
            return [_problem(found.code, found.wrong, "")]
        return self._case(read, occurred, is_day, reported, told)

    def _moments(self, read: dict[str, Any], occurred: datetime) -> datetime:
        """Check the order of the moments and return when it was reported; a day alone is never before the incident."""
        if occurred > self.at:
            raise _At("occurred_at", "Dit moment moet nog komen.", "Vul in wanneer het was.")
        reported = _not_before(read.get("reported_at"), occurred) or occurred
        if reported < occurred:
            raise _At("reported_at", "Het voorval ligt na de melding.", "Controleer beide datums.")
        if reported > self.at:
            raise _At("reported_at", "Dit moment moet nog komen.", "Vul in wanneer het is gemeld.")
        for code, what in _LATER.items():
            moment = _not_before(read.get(code), occurred)
            if moment is None:
                continue
            if moment < occurred:
                raise _At(code, f"{what} ligt voor het voorval.", "Controleer beide datums.")
            if moment > self.at:
                raise _At(code, "Dit moment moet nog komen.", "Laat het leeg zolang het niet gebeurd is.")
            read[code] = moment
        return reported

    def _days(self, read: dict[str, Any], occurred: datetime) -> None:
        filed = read.get("report_filed_on")
        if filed is None:
            return
        if filed > self.today:
            raise _At("report_filed_on", "Deze dag moet nog komen.", "Laat het leeg zolang er geen aangifte is.")
        if filed < occurred.astimezone(ZONE).date():
            raise _At("report_filed_on", "De aangifte ligt voor het voorval.", "Controleer beide datums.")

    def _case(
        self, read: dict[str, Any], occurred: datetime, is_day: bool, reported: datetime, told: frozenset[str]
    ) -> CleanCase:
        closed_at = read.get("closed_at")
        status = read.get("status")
        is_closed = status == "afgehandeld" if status else closed_at is not None or reported < self.closed_before
        facts = _DEFAULTS | {code: value for code, value in read.items() if code not in _ASIDE}
        facts["reported_at"] = reported
        facts["occurred_at"], facts["occurred_precision"] = occurred, _DAY if is_day else _EXACT
        if "unit" in read:
            facts["unit_id"] = read["unit"]
        kinds = facts["kinds"]
        heaviest = read.get("main_kind") or main_kind(kinds)
        facts["main_kind"], facts["kinds"] = heaviest, kinds if heaviest in kinds else (*kinds, heaviest)
        if "damage_kinds" in facts:
            facts["damage_kinds"] = tuple(code for code in facts["damage_kinds"] if code != "geen")
        reaction_at = read.get("reaction_at")
        return CleanCase(
            source_ref=read.get("source_ref", ""),
            reference=read.get("reference", "").upper(),
            is_closed=is_closed,
            closed_at=(closed_at or _last(read, reported)) if is_closed else None,
            reaction_at=reaction_at,
            facts=facts,
            text={code: read[code] for code in TEXTS if code in read},
            duties=answers_of(read, reported, is_unknown=facts.get("offender_known") == _UNKNOWN_OFFENDER),
            told=told,
        )


class _At(Exception):
    def __init__(self, code: str, sentence: str, remedy: str) -> None:
        super().__init__(sentence)
        self.code, self.wrong = code, Wrong(sentence, remedy)


class _Cells(dict[str, object]):
    """The texts of a row by code, for the rare rule that asks for one again."""

    def __init__(self, plan: Any, cells: Sequence[str]) -> None:
        super().__init__()
        self.plan, self.cells = plan, cells

    def __missing__(self, code: str) -> str:
        return next(self.cells[place].strip() for place, each, _ in self.plan if each == code)


def _not_before(moment: Moment | None, occurred: datetime) -> datetime | None:
    """Return a moment; a day without a time that is the day of the incident counts as the same moment."""
    if moment is None:
        return None
    at, is_day = moment
    if at >= occurred:
        return at
    if is_day and at.astimezone(ZONE).date() == occurred.astimezone(ZONE).date():
        return occurred
    second = second_time(at)  # in the night that the clock goes back an hour comes twice
    return second if second is not None and second >= occurred else at


def _last(read: Mapping[str, Any], reported: datetime) -> datetime:
    """Return the last moment that is known of a case: an older one is not kept longer because it came in today."""
    known = [reported, *(read[code] for code in ("reaction_at", "aftercare_offered_at") if code in read)]
    return max(known)


def _missing(code: str) -> Problem:
    label = BY_CODE[code].label
    return Problem(code, label, f"‘{label}’ is leeg.", "Vul het in.", "", is_unknown_word=code != "occurred_at")


def _unknown(code: str) -> Problem:
    if points_at_person(code):
        return Problem(
            code[:60], code[:60], "Dit gegeven wijst een persoon aan.", "Laat het weg; het portaal bewaart geen namen."
        )
    return Problem(
        code[:60], code[:60], "Dit gegeven kennen we niet.", "Laat het weg, of gebruik een naam uit het sjabloon."
    )


def _problem(code: str, wrong: Wrong, value: object) -> Problem:
    is_unknown = isinstance(wrong, UnknownWord)
    return Problem(code, BY_CODE[code].label, wrong.sentence, wrong.remedy, shown(value), is_unknown_word=is_unknown)
