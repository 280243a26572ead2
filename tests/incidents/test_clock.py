"""The clock counts real hours, also in the nights of the change of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from incidents.clock import Clock, ClockState, after_hours, deadline, in_words, is_reported_late, moment_of, read
from tests.factories.incidents import local


@dataclass
class Case:
    occurred_at: datetime | None
    reported_at: datetime | None
    offender_known: str = "ja"


@dataclass
class Term:
    reaction_hours: int = 48
    clock_start: str = "occurred_at"


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        # An ordinary week, and a weekend: hours are hours.
        (local(2015, 3, 10, 14), 48, local(2015, 3, 12, 14)),
        (local(2015, 3, 27, 0, 30), 48, local(2015, 3, 29, 0, 30)),
        # The night of 28 to 29 March 2015 has 23 hours: the wall clock says an hour more.
        (local(2015, 3, 27, 14), 48, local(2015, 3, 29, 15)),
        (local(2015, 3, 28, 2, 30), 24, local(2015, 3, 29, 3, 30)),
        (local(2015, 3, 29, 1, 30), 48, local(2015, 3, 31, 2, 30)),
        (local(2015, 3, 29, 3, 0), 48, local(2015, 3, 31, 3, 0)),
        # The night of 24 to 25 October 2015 has 25 hours: the wall clock says an hour less.
        (local(2015, 10, 24, 14), 48, local(2015, 10, 26, 13)),
        (local(2015, 10, 25, 1, 30), 48, local(2015, 10, 27, 0, 30)),
        (local(2015, 10, 25, 2, 30).replace(fold=1), 48, local(2015, 10, 27, 2, 30)),
        # Another term, and the turn of a year.
        (local(2015, 3, 27, 14), 24, local(2015, 3, 28, 14)),
        (local(2014, 12, 31, 23), 48, local(2015, 1, 2, 23)),
    ],
)
def test_hours_are_real_hours(start: datetime, hours: int, end: datetime) -> None:
    found = after_hours(start, hours)
    assert found == end
    assert (found.astimezone(UTC) - start.astimezone(UTC)) == timedelta(hours=hours)


def test_the_term_and_its_start_are_the_organisations_own() -> None:
    case = Case(local(2015, 3, 10, 8), local(2015, 3, 10, 20))
    assert deadline(case, Term()) == local(2015, 3, 12, 8)
    assert deadline(case, Term(reaction_hours=24)) == local(2015, 3, 11, 8)
    assert deadline(case, Term(clock_start="reported_at")) == local(2015, 3, 12, 20)


@pytest.mark.parametrize(
    ("known", "has_clock"), [("nee", False), ("ja", True), ("deels", True), ("onbekend", True), ("", True)]
)
def test_without_an_offender_there_is_no_clock(known: str, has_clock: bool) -> None:
    due_at = deadline(Case(local(2015, 3, 10, 8), local(2015, 3, 10, 9), known), Term())
    assert (due_at is not None) is has_clock
    assert (read(due_at=due_at, stopped_at=None, at=local(2015, 3, 10, 9)).state is ClockState.RUNNING) is has_clock


def test_a_draft_has_no_clock() -> None:
    assert deadline(Case(None, None), Term()) is None


@pytest.mark.parametrize(
    ("stopped", "at", "state"),
    [
        (None, local(2015, 3, 29, 14, 59), ClockState.RUNNING),
        (None, local(2015, 3, 29, 15), ClockState.RUNNING),
        (None, local(2015, 3, 29, 15, 1), ClockState.LATE),
        (local(2015, 3, 29, 15), local(2015, 4, 2), ClockState.MET),
        (local(2015, 3, 29, 15, 1), local(2015, 4, 2), ClockState.LATE),
    ],
)
def test_states_around_the_last_second(stopped: datetime | None, at: datetime, state: ClockState) -> None:
    due_at = after_hours(local(2015, 3, 27, 14), 48)
    assert read(due_at=due_at, stopped_at=stopped, at=at).state is state


def test_a_late_report_is_not_a_late_reaction() -> None:
    late = Case(local(2015, 3, 10, 8), local(2015, 3, 12, 9))
    assert is_reported_late(late, Term())
    assert not is_reported_late(Case(local(2015, 3, 10, 8), local(2015, 3, 12, 8)), Term())
    own_start = Term(clock_start="reported_at")
    due_at = deadline(late, own_start)
    assert read(due_at=due_at, stopped_at=local(2015, 3, 12, 10), at=local(2015, 3, 13)).state is ClockState.MET
    assert is_reported_late(late, own_start)


def test_words() -> None:
    at = local(2015, 3, 10, 8)
    assert read(due_at=at + timedelta(hours=31), stopped_at=None, at=at).words == "nog 31 uur"
    assert read(due_at=at, stopped_at=None, at=at + timedelta(minutes=1)).words == "1 minuut te laat"
    assert read(due_at=at, stopped_at=at, at=at).words == "op tijd gereageerd"
    assert read(due_at=at, stopped_at=at + timedelta(hours=3), at=at).words == "3 uur te laat gereageerd"
    assert Clock(ClockState.NOT_APPLICABLE).words == "geen termijn"
    assert in_words(timedelta(hours=47, minutes=55), is_exact=True) == "47 uur 55 min"
    assert in_words(timedelta(days=4)) == "4 dagen"


def test_a_day_begins_on_the_wall_clock() -> None:
    assert moment_of(local(2015, 3, 29).date()) == local(2015, 3, 29)
