"""Writes a clean case as one line of COPY: its facts, its text encrypted, its duties, its clock and its place."""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from core.encryption import encrypt
from incidents.choices import DutyKind, QueueRank, Status
from incidents.clock import deadline
from incidents.delivery import marks
from incidents.delivery.fields import TEXTS
from incidents.delivery.rows import CleanCase
from incidents.models import Incident
from incidents.services.duties import new_duties, set_clock, set_queue
from incidents.services.registering import ALPHABET
from incidents.terms import term_for
from participants.models import Organisation

NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _kept(value: Any) -> str:
    return str(value)


_LISTS: dict[tuple[str, ...], str] = {}


def _list(value: tuple[str, ...]) -> str:
    found = _LISTS.get(value)
    if found is None:
        found = "{" + ",".join(value) + "}"
        if len(_LISTS) < 2_000:
            _LISTS[value] = found
    return found


def _bool(value: bool) -> str:
    return "t" if value else "f"


def _columns(names: str, empty: str, write: Callable[[Any], str]) -> list[tuple[str, str, Callable[[Any], str]]]:
    return [(name, empty, write) for name in names.split()]


FACTS = [
    *_columns("occurred_at reported_at", NULL, datetime.isoformat),
    *_columns("kinds actions_taken reaction_types damage_kinds recovery_routes aftercare_by", "{}", _list),
    *_columns(
        "occurred_precision main_kind severity channel reported_by_role harm_physical harm_psychological", "", str
    ),
    *_columns("function_group cause offender_known offender_relation repeated police_contact report_filed_by", "", str),
    *_columns("report_protection prosecution_status aftercare_accepted team_aftercare lost_days", "", str),
    *_columns("victims_count witnesses_count damage_amount recovered_amount ban_until report_filed_on", NULL, _kept),
    *_columns("aftercare_offered_at", NULL, datetime.isoformat),
    *_columns("is_reportable is_vpt_code_requested", NULL, _bool),
    *_columns("unit_id", NULL, _kept),
]
"""Fields of the incident that a row may fill: column, what stands for nothing, how a value is written."""

_SAID = [name for name, _, _ in FACTS if name != "unit_id"]
"""By what a row without a reference is known. A department that is filled in later makes no other case of it."""

_EMPTY = [empty for _, empty, _ in FACTS]
_WRITTEN = {name: (at, write) for at, (name, _, write) in enumerate(FACTS)}

PLACE = ("status", "closed_at", "clock_due_at", "clock_stopped_at", "queue_rank", "queue_at")
DUTY_PARTS = ("state", "due_at", "done_at", "reason")
KEYS = ("row_no", "ref", "has_ref", "portal_reference")
COLUMNS = (
    *KEYS,
    "reference",
    *(name for name, _, _ in FACTS),
    *PLACE,
    *TEXTS,
    *(f"{kind.value}_{part}" for kind in DutyKind for part in DUTY_PARTS),
)
"""The columns of a line, in order."""

_CLOSED, _READY = Status.CLOSED.value, str(QueueRank.READY.value)
_KINDS = tuple(kind.value for kind in DutyKind)
_NO_TEXT = [""] * len(TEXTS)
_NO_DUTY = [NULL, NULL, NULL, NULL]
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
_SIZE = len(ALPHABET)
_PIECE = 500


def random_references(code: str) -> Iterator[str]:
    """Yield random references such as GDA-7K3QF without end; that they are unique is for the table to see."""
    pairs, letters, two = _PAIRS, ALPHABET, len(_PAIRS)
    all_of_them = two * two * _SIZE
    while True:
        for number in struct.unpack("<512Q", os.urandom(4096)):
            rest, last = divmod(number % all_of_them, _SIZE)
            first, second = divmod(rest, two)
            yield f"{code}-{pairs[first]}{pairs[second]}{letters[last]}"


def keys_of(case: CleanCase, row: int, secret: bytes) -> list[str]:
    """Return by what a case is known: its own reference, else a mark of what it says, which is the same tomorrow."""
    ref = case.source_ref.translate(_ESCAPES) or marks.PREFIX + marks.mark(secret, _digest(case))
    return [str(row), ref, "t" if case.source_ref else "f", case.reference.translate(_ESCAPES)]


def _digest(case: CleanCase) -> str:
    facts = case.facts
    parts = [str(facts.get(name)) for name in _SAID] + [case.text.get(name, "") for name in TEXTS]
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=12).hexdigest()


@dataclass(slots=True)
class _Occurrence:
    occurred_at: datetime
    reported_at: datetime
    offender_known: str
    organisation: Organisation


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of a file in pieces; `has_alike` tells of rows without a reference, of which two may be alike."""

    pieces: list[str]
    has_alike: bool


class Encoder:
    """Writes the lines of one file; `open_count` tells how many come in open. No reference is drawn twice in a part."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self.references = random_references(organisation.code)
        self.open_count = 0
        self._drawn: set[str] = set()
        self._pieces: list[str] = []
        self._lines: list[str] = []
        self._has_alike = False
        self.secret = marks.secret_of(organisation.pk)  # before COPY, during which no query can be asked
        now = timezone.now()
        self.occurrence = _Occurrence(now, now, "", organisation)
        term_for(self.occurrence)  # type: ignore[arg-type]  # reads the terms once, before COPY

    def add(self, case: CleanCase, row: int) -> int:
        """Add the line of a case to the part; return how many it holds."""
        self._lines.append(self.line(case, row))
        self._has_alike |= not case.source_ref
        if len(self._lines) >= _PIECE:
            self._close_piece()
        return len(self._drawn)

    def take(self) -> Part:
        """Return the part as it is, and begin the next."""
        self._close_piece()
        part = Part(self._pieces, self._has_alike)
        self._pieces, self._has_alike = [], False
        self._drawn.clear()
        return part

    def _close_piece(self) -> None:
        self._pieces.append("".join(self._lines))
        self._lines.clear()

    def _reference(self) -> str:
        drawn = self._drawn
        while (found := next(self.references)) in drawn:
            pass
        drawn.add(found)
        return found

    def line(self, case: CleanCase, row: int) -> str:
        """Return the line of a case."""
        facts = case.facts
        parts = keys_of(case, row, self.secret)
        parts.append(self._reference())
        written = _EMPTY.copy()
        for name, value in facts.items():
            at, write = _WRITTEN[name]
            written[at] = value if write is str else write(value)
        parts += written
        place, duties = self._closed(case) if case.is_closed else self._open(case)
        parts += place
        text = case.text
        parts += [encrypt(text[name]) if name in text else "" for name in TEXTS] if text else _NO_TEXT
        parts += duties
        return "\t".join(parts) + "\n"

    def _closed(self, case: CleanCase) -> tuple[list[str], list[str]]:
        """A closed case has the answers that were told, and a clock only when its reaction was: we judge no other."""
        due = stopped = NULL
        facts, answers = case.facts, case.duties
        if case.reaction_at is not None and "reactie" in answers:
            occurrence = self.occurrence
            occurrence.occurred_at, occurrence.reported_at = facts["occurred_at"], facts["reported_at"]
            occurrence.offender_known = facts.get("offender_known", "")
            moment = deadline(occurrence, term_for(occurrence))  # type: ignore[arg-type]
            if moment is not None:
                due, stopped = moment.isoformat(), case.reaction_at.isoformat()
        closed = case.closed_at.isoformat() if case.closed_at else NULL
        duties: list[str] = []
        for kind in _KINDS:
            if kind in answers:
                state, done_at, reason = answers[kind]
                done = done_at.isoformat() if done_at else NULL
                duties += (state, due if kind == "reactie" else NULL, done, reason)
            else:
                duties += _NO_DUTY
        return [_CLOSED, closed, due, stopped, _READY, closed], duties

    def _open(self, case: CleanCase) -> tuple[list[str], list[str]]:
        """An open case gets the clock, the duties and the place in the queue of any report."""
        self.open_count += 1
        incident = Incident(organisation=self.organisation, status=Status.REPORTED)
        for name in ("occurred_at", "reported_at", "offender_known"):
            setattr(incident, name, case.facts.get(name, ""))
        set_clock(incident)
        duties = new_duties(incident)
        for duty in duties:
            answer = case.duties.get(duty.kind)
            if answer is not None:
                duty.state, duty.done_at, duty.reason = answer.state, answer.done_at, answer.reason
                duty.answered_at = answer.done_at or incident.reported_at
        set_clock(incident, duties[0])
        set_queue(incident, duties)
        if any(duty.answered_at for duty in duties if duty.kind in case.duties):
            incident.status = Status.IN_PROGRESS
        moments = [incident.clock_due_at, incident.clock_stopped_at]
        place = [
            incident.status,
            NULL,
            *map(_moment, moments),
            str(int(incident.queue_rank)),
            _moment(incident.queue_at),
        ]
        lines = [[duty.state, _moment(duty.due_at), _moment(duty.done_at), duty.reason] for duty in duties]
        return [str(part) for part in place], [str(part) for line in lines for part in line]


def _moment(value: datetime | None) -> str:
    return value.isoformat() if value is not None else NULL
