"""What a row says otherwise than the case that the portal knows, and how the case then becomes.

An empty cell says nothing, so it changes nothing, also where the organisation told what an empty cell means. What a row
leaves to be assumed (a severity, a moment of report, a state) is assumed of new cases only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from incidents.choices import DutyKind, DutyState, OffenderKnown, QueueRank, Status
from incidents.clock import deadline
from incidents.delivery.duties import Answer
from incidents.delivery.rows import CleanCase
from incidents.models import Duty, Incident, IncidentText
from incidents.services.duties import UNKNOWN_OFFENDER, new_duties, set_clock, set_queue
from incidents.terms import term_for
from incidents.vocabulary import main_kind

BY_FILES = (Status.REPORTED, Status.IN_PROGRESS, Status.CLOSED)
"""The states that a case from a file has as long as nobody took a step with it in the portal."""

_ASSUMED = frozenset({"severity", "reported_by_role", "reported_at", "main_kind", "kinds", "channel"})
_DAY_OF = {
    DutyKind.REACTION.value: "reaction_at",
    DutyKind.POLICE_REPORT.value: "report_filed_on",
    DutyKind.AFTERCARE.value: "aftercare_offered_at",
}


@dataclass(slots=True)
class Known:
    """A case as the portal has it. `version` and `duty_versions` are those that the last file left."""

    incident: Incident
    text: IncidentText
    duties: dict[str, Duty]
    version: int = 0
    duty_versions: int = 0

    @property
    def is_edited(self) -> bool:
        """Tell whether somebody did something with it in the portal since the last file."""
        incident = self.incident
        return (
            incident.version != self.version
            or sum(duty.version for duty in self.duties.values()) != self.duty_versions
            or incident.status not in BY_FILES
            or incident.anonymised_at is not None
        )


@dataclass(slots=True)
class Difference:
    """What becomes otherwise: facts and texts by name, answers to duties, and the state when the row tells one."""

    facts: dict[str, Any] = field(default_factory=dict)
    text: dict[str, str] = field(default_factory=dict)
    duties: dict[str, Answer] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.facts or self.text or self.duties or self.state)

    @property
    def names(self) -> list[str]:
        """Return the names of what changes, as the trail keeps them."""
        return [*self.facts, *self.text, *self.duties, *self.state]


def difference(case: CleanCase, known: Known) -> Difference:
    """Compare a row with the case that it is about."""
    incident = known.incident
    found = Difference()
    for name, value in case.facts.items():
        given = list(value) if isinstance(value, tuple) else value
        if (name not in _ASSUMED or name in case.told) and getattr(incident, name) != given:
            found.facts[name] = given
    found.facts |= _kinds_together(case, incident, found.facts)
    was_reported_at_once = incident.reported_at == incident.occurred_at
    if "occurred_at" in found.facts and "reported_at" not in case.told and was_reported_at_once:
        found.facts["reported_at"] = found.facts["occurred_at"]
    found.text = {name: text for name, text in case.text.items() if getattr(known.text, name) != text}
    found.duties = {kind: answer for kind, answer in case.duties.items() if _is_other(kind, answer, case, known)}
    found.state = _state(case, incident) or _closed_with_report(case, incident, found.facts)
    return found


def _kinds_together(case: CleanCase, incident: Incident, facts: dict[str, Any]) -> dict[str, Any]:
    """Return what keeps the heaviest kind among the kinds, when the row tells one of both."""
    if "kinds" in facts and "main_kind" not in case.told:
        heaviest = main_kind(facts["kinds"])
        return {"main_kind": heaviest} if heaviest != incident.main_kind else {}
    told = facts.get("main_kind")
    is_missing = told is not None and told not in facts.get("kinds", incident.kinds)
    return {"kinds": [*incident.kinds, told]} if is_missing else {}


def _closed_with_report(case: CleanCase, incident: Incident, facts: dict[str, Any]) -> dict[str, Any]:
    """Let a case of which the row does not tell when it was closed not be closed before it was reported."""
    reported = facts.get("reported_at")
    if reported is None or "closed_at" in case.told or incident.status != Status.CLOSED:
        return {}
    assert incident.closed_at is not None
    return {"closed_at": reported} if incident.closed_at < reported else {}


def _is_other(kind: str, answer: Answer, case: CleanCase, known: Known) -> bool:
    """Tell whether this answer is another; a bare yes does not take away the day that was told before."""
    duty = known.duties.get(kind)
    if duty is None:
        return True
    if answer.state == duty.state == DutyState.DONE and _DAY_OF.get(kind) not in case.told:
        return False
    return (answer.state, answer.done_at, answer.reason) != (duty.state, duty.done_at, duty.reason)


def _state(case: CleanCase, incident: Incident) -> dict[str, Any]:
    if not {"status", "closed_at"} & case.told:
        return {}
    if not case.is_closed:
        return {"status": Status.REPORTED, "closed_at": None} if incident.status == Status.CLOSED else {}
    if incident.status != Status.CLOSED:
        return {"status": Status.CLOSED, "closed_at": case.closed_at}
    is_other_day = "closed_at" in case.told and case.closed_at != incident.closed_at
    return {"closed_at": case.closed_at} if is_other_day else {}


def fits(found: Difference, known: Known) -> bool:
    """Tell whether the moments still follow each other: what a row does not tell stays as it was."""
    occurred = found.facts.get("occurred_at", known.incident.occurred_at)
    reported = found.facts.get("reported_at", known.incident.reported_at)
    assert occurred is not None
    assert reported is not None
    done = [answer.done_at for answer in _answers(found, known).values() if answer.done_at]
    return bool(occurred <= reported and all(at >= occurred for at in done))


def _answers(found: Difference, known: Known) -> dict[str, Answer]:
    """Return all answers as they become. When the offender becomes known, there is somebody to react to."""
    answers = {
        kind: Answer(duty.state, duty.done_at, duty.reason)
        for kind, duty in known.duties.items()
        if duty.state != DutyState.TODO
    } | found.duties
    reaction = answers.get(DutyKind.REACTION)
    offender = found.facts.get("offender_known", known.incident.offender_known)
    if reaction and reaction.reason == UNKNOWN_OFFENDER and offender != OffenderKnown.NO:
        del answers[DutyKind.REACTION]
    return answers


def apply(found: Difference, known: Known, at: datetime) -> tuple[list[Duty], list[Duty]]:
    """Change the case in memory as a new one would have come in; return its duties, and those that it no longer has."""
    incident, answers = known.incident, _answers(found, known)
    for name, value in found.facts.items():
        setattr(incident, name, value)
    for name, value in found.state.items():
        setattr(incident, name, value)
    for name, text in found.text.items():
        setattr(known.text, name, text)
    incident.saved_at = at
    duties = _closed(known, answers) if incident.status == Status.CLOSED else _open(known, answers)
    kinds = {duty.kind for duty in duties}
    return duties, [duty for kind, duty in known.duties.items() if kind not in kinds]


def _closed(known: Known, answers: dict[str, Answer]) -> list[Duty]:
    """A closed case has the answers that were told, and a clock only when its reaction was given."""
    incident = known.incident
    assert incident.closed_at is not None
    incident.queue_rank, incident.queue_at = QueueRank.READY, incident.closed_at
    reaction = answers.get(DutyKind.REACTION)
    incident.clock_due_at = incident.clock_stopped_at = None
    if reaction and reaction.done_at is not None:
        incident.clock_due_at = deadline(incident, term_for(incident))
        incident.clock_stopped_at = reaction.done_at if incident.clock_due_at else None
    duties = []
    for kind, answer in answers.items():
        duty = known.duties.get(kind) or Duty(incident=incident, organisation_id=incident.organisation_id, kind=kind)
        _put(duty, answer, incident)
        duty.due_at = incident.clock_due_at if kind == DutyKind.REACTION else None
        duties.append(duty)
    return duties


def _open(known: Known, answers: dict[str, Answer]) -> list[Duty]:
    """An open case has the clock, the duties and the place in the queue of any report."""
    incident = known.incident
    set_clock(incident)
    duties = []
    for fresh in new_duties(incident):
        duty = known.duties.get(fresh.kind) or fresh
        duty.due_at = fresh.due_at
        answer = answers.get(fresh.kind)
        if answer is not None:
            _put(duty, answer, incident)
        elif duty is not fresh:
            duty.state, duty.done_at, duty.reason = fresh.state, fresh.done_at, fresh.reason
            duty.answered_at = fresh.answered_at
        duties.append(duty)
    set_clock(incident, next(duty for duty in duties if duty.kind == DutyKind.REACTION))
    set_queue(incident, duties)
    incident.status = Status.IN_PROGRESS if answers else Status.REPORTED
    return duties


def _put(duty: Duty, answer: Answer, incident: Incident) -> None:
    duty.state, duty.done_at, duty.reason = answer.state, answer.done_at, answer.reason
    duty.answered_at = answer.done_at or incident.reported_at
