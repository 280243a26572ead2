"""How the four duties, the clock and the place in the queue hang together; called inside the other services."""

from __future__ import annotations

from collections.abc import Iterable

from incidents.choices import CLOSING_TERM, DUTY_TERMS, DutyKind, DutyState, OffenderKnown, QueueRank
from incidents.clock import deadline
from incidents.models import Duty, Incident
from incidents.terms import term_for

UNKNOWN_OFFENDER = "onbekend"


def new_duties(incident: Incident) -> list[Duty]:
    """Return the four duties of a sent report, unsaved, with the dates that the portal proposes.

    Without a known offender there is nobody to react to: that duty is answered at once.
    """
    assert incident.reported_at is not None
    duties = []
    for kind in DutyKind:
        due_at = incident.clock_due_at if kind is DutyKind.REACTION else incident.reported_at + DUTY_TERMS[kind]
        duty = Duty(incident=incident, organisation_id=incident.organisation_id, kind=kind, due_at=due_at)
        if kind is DutyKind.REACTION and incident.offender_known == OffenderKnown.NO:
            duty.state, duty.reason, duty.answered_at = DutyState.NOT_NEEDED, UNKNOWN_OFFENDER, incident.reported_at
        duties.append(duty)
    return duties


def set_clock(incident: Incident, reaction: Duty | None = None) -> None:
    """Put the clock of an incident in line with its facts and its reaction; saving is left to the caller."""
    incident.clock_due_at = deadline(incident, term_for(incident))
    incident.clock_stopped_at = None
    if reaction is None:
        return
    if reaction.state == DutyState.NOT_NEEDED:
        incident.clock_due_at = None
    elif reaction.state == DutyState.DONE:
        incident.clock_stopped_at = reaction.done_at


def set_queue(incident: Incident, duties: Iterable[Duty]) -> None:
    """Put the incident at its place in the queue: its clock, else the first date, else a date to close it."""
    every = list(duties)
    waiting = [duty for duty in every if duty.state == DutyState.TODO and duty.due_at]
    if any(duty.kind == DutyKind.REACTION for duty in waiting) and incident.clock_due_at:
        incident.queue_rank, incident.queue_at = QueueRank.CLOCK, incident.clock_due_at
        return
    if waiting:
        incident.queue_rank = QueueRank.DUTIES
        incident.queue_at = min(duty.due_at for duty in waiting if duty.due_at)
        return
    incident.queue_rank = QueueRank.READY
    answered = [duty.answered_at for duty in every if duty.answered_at]
    incident.queue_at = max(answered, default=incident.reported_at or incident.created_at) + CLOSING_TERM


def add_missing_duties(incident: Incident) -> None:
    """Write the duties that a case never had: one that came in closed has only those that its file told of."""
    there = {duty.kind for duty in incident.duties.all()}
    Duty.objects.bulk_create(duty for duty in new_duties(incident) if duty.kind not in there)
