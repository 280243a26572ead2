"""The reaction clock: real hours from the incident or its report, whatever the wall clock does in between.

Sums are made in UTC: in the nights of the change to and from summer time 48 hours are still 48 hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from django.utils import timezone

from core.text import counted
from incidents.choices import OffenderKnown
from participants.models import ClockStart

MIDNIGHT = time(0)


class Term(Protocol):
    """What the clock asks of an organisation."""

    reaction_hours: int
    clock_start: str


class Occurrence(Protocol):
    """What the clock asks of an incident; the moments are aware."""

    occurred_at: datetime | None
    reported_at: datetime | None
    offender_known: str


class ClockState(StrEnum):
    """How the clock stands. Late stays late, also after a reaction that came too late."""

    RUNNING = "running"
    MET = "met"
    LATE = "late"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of one incident at one moment. `left` is negative when the term has passed."""

    state: ClockState
    due_at: datetime | None = None
    stopped_at: datetime | None = None
    left: timedelta = timedelta(0)
    share_left: int = 0

    @property
    def is_late_and_open(self) -> bool:
        """Tell whether the term has passed and no reaction was given."""
        return self.state is ClockState.LATE and self.stopped_at is None

    @property
    def words(self) -> str:
        """Return the clock as a Dutch phrase."""
        if self.state is ClockState.NOT_APPLICABLE:
            return "geen termijn"
        if self.state is ClockState.MET:
            return "op tijd gereageerd"
        if self.stopped_at is not None:
            return f"{in_words(self.left)} te laat gereageerd"
        if self.state is ClockState.LATE:
            return f"{in_words(self.left)} te laat"
        return f"nog {in_words(self.left)}"


def after_hours(start: datetime, hours: int) -> datetime:
    """Return the moment that lies this many real hours later, in the same time zone as `start`."""
    return (start.astimezone(UTC) + timedelta(hours=hours)).astimezone(start.tzinfo)


def term_of(incident: Occurrence, organisation: Term) -> datetime | None:
    """Return the end of the organisation's term counted from its own start, whoever did it."""
    start = incident.reported_at if organisation.clock_start == ClockStart.REPORTED else incident.occurred_at
    return None if start is None else after_hours(start, organisation.reaction_hours)


def deadline(incident: Occurrence, organisation: Term) -> datetime | None:
    """Return when a reaction is due; None where nobody can be reacted to or the start is not known yet."""
    return None if incident.offender_known == OffenderKnown.NO else term_of(incident, organisation)


def read(
    *, due_at: datetime | None, stopped_at: datetime | None, at: datetime, started_at: datetime | None = None
) -> Clock:
    """Read the clock at a moment. A reaction on the very second of the term is in time."""
    if due_at is None:
        return Clock(ClockState.NOT_APPLICABLE)
    until = stopped_at or at
    left = due_at - until
    if stopped_at is not None:
        state = ClockState.MET if stopped_at <= due_at else ClockState.LATE
    else:
        state = ClockState.RUNNING if at <= due_at else ClockState.LATE
    return Clock(state, due_at, stopped_at, left, _share(started_at, due_at, left))


def _share(started_at: datetime | None, due_at: datetime, left: timedelta) -> int:
    if started_at is None or due_at <= started_at:
        return 0
    return max(0, min(100, round(100 * left / (due_at - started_at))))


def is_reported_late(incident: Occurrence, organisation: Term) -> bool:
    """Tell whether the report itself came after the term, counted from the incident: late report, not late reaction."""
    if incident.occurred_at is None or incident.reported_at is None:
        return False
    return incident.reported_at > after_hours(incident.occurred_at, organisation.reaction_hours)


def in_words(span: timedelta, *, is_exact: bool = False) -> str:
    """Return a length of time as people say it: "47 uur", exact "47 uur 55 min", "3 dagen", "5 minuten"."""
    minutes = int(abs(span).total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if hours >= 72:
        return f"{hours // 24} dagen"
    if hours == 0:
        return counted(rest, "minuut", "minuten")
    if rest == 0 or (hours >= 24 and not is_exact):
        return f"{hours} uur"
    return f"{hours} uur {rest} min"


def moment_of(day: date, at: time = MIDNIGHT) -> datetime:
    """Return a moment of a day on the wall clock of the portal."""
    return datetime.combine(day, at, tzinfo=timezone.get_current_timezone())
