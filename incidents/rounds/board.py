"""Who is ready with a round and whom to call about the rest. It holds organisations, never a number of incidents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from incidents.models import MeasurementRound, OrganisationRound
from incidents.rounds.people import Held, people_of
from participants.access import Role
from participants.models import Person

_TONES = {"niet_gestart": "neutral", "bezig": "attention", "bevestigd": "good"}


@dataclass(frozen=True, slots=True)
class Call:
    """One person to call, with the words of the seat; nobody means that the seat is empty."""

    role: str
    person: Person | None


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One organisation in the round. `reopen_url` is filled where a frozen line can be opened again."""

    row: OrganisationRound
    word: str
    tone: str
    note: str
    calls: list[Call]


@dataclass(frozen=True, slots=True)
class RoundBoard:
    """All organisations of a round: who is ready, and who waits for whom."""

    round: MeasurementRound
    waiting: list[BoardLine]
    ready: list[BoardLine]
    remindable: int
    nil: int

    @property
    def confirmed(self) -> int:
        """Return how many organisations stand for their number."""
        return sum(line.row.is_confirmed for line in (*self.waiting, *self.ready))

    @property
    def signed(self) -> int:
        """Return how many sponsors signed."""
        return len(self.ready)

    @property
    def total(self) -> int:
        """Return how many organisations take part."""
        return len(self.waiting) + len(self.ready)


def round_board(measurement: MeasurementRound, *, at: datetime, pause: datetime) -> RoundBoard:
    """Return who is ready. `pause` is the moment before which the last reminder must lie."""
    rows = list(
        OrganisationRound.objects.filter(round=measurement)
        .taking_part()
        .defer("count", "serious_count", "late_count")
        .select_related("organisation")
        .order_by("organisation__name")
    )
    held = people_of([row.organisation_id for row in rows], on=timezone.localdate(at))
    lines = [_line(row, held) for row in rows]
    waiting = [line for line in lines if not line.row.is_ready]
    remindable = [line for line in waiting if line.row.reminded_at is None or line.row.reminded_at <= pause]
    return RoundBoard(
        round=measurement,
        waiting=waiting,
        ready=[line for line in lines if line.row.is_ready],
        remindable=sum(any(call.person for call in line.calls) for line in remindable),
        nil=measurement.nil_told(rows),
    )


def _line(row: OrganisationRound, held: Held) -> BoardLine:
    word = "bevestigd en getekend" if row.is_ready else row.get_state_display()
    return BoardLine(row, word, "good" if row.is_ready else _TONES[row.state], _note(row), _calls(row, held))


def _note(row: OrganisationRound) -> str:
    """Say what is odd about this line."""
    parts = []
    if row.is_confirmed and row.signed_at is None:
        parts.append("Wacht op de handtekening van de sponsor.")
    if row.sent_back_at and not row.is_confirmed:
        parts.append("De sponsor stuurde het terug.")
    if row.reopened_at and row.frozen_at is None:
        parts.append("Heropend na het bevriezen.")
    if row.reminded_at:
        parts.append(f"Herinnerd op {timezone.localtime(row.reminded_at):%d-%m-%Y}.")
    return " ".join(parts)


def _calls(row: OrganisationRound, held: Held) -> list[Call]:
    """Return whom to call, the one who has to act first; an empty seat is said."""
    order = (Role.SPONSOR, Role.COORDINATOR) if row.is_confirmed else (Role.COORDINATOR, Role.SPONSOR)
    found = []
    for role in order:
        people = held.get((row.organisation_id, role), [])
        found += [Call(str(role.label), person) for person in people] or [Call(str(role.label), None)]
    return found
