"""Handling: the steps of the flow and the answers to the duties."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from core.audit import declare, record
from incidents.choices import DUTY_REASONS, DutyKind, DutyState, Status
from incidents.models import Duty, Incident, IncidentText
from incidents.services.aftercare import follow_aftercare
from incidents.services.announce import Told, step_taken
from incidents.services.duties import add_missing_duties, set_clock, set_queue
from participants.access import Capability, demand
from participants.models import User

declare("incidents.incident.taken_up", "{actor} nam {object} in behandeling")
declare("incidents.incident.put_on_hold", "{actor} zette {object} op wachten op derden")
declare("incidents.incident.closed", "{actor} handelde {object} af")
declare("incidents.incident.reopened", "{actor} heropende {object}")
declare("incidents.incident.withdrawn", "{actor} trok {object} in")
declare("incidents.incident.marked_duplicate", "{actor} merkte {object} aan als dubbel")
declare("incidents.incident.marked_not_vpt", "{actor} merkte {object} aan als geen VPT-voorval")
declare("incidents.incident.read", "{actor} las {object}")
declare("incidents.duty.done", "{actor} vulde in dat {object} gedaan is")
declare("incidents.duty.not_needed", "{actor} vulde in dat {object} niet nodig is")
declare("incidents.duty.undone", "{actor} zette {object} terug op nog te doen")

_DUTY_CODES = {
    DutyState.DONE: "incidents.duty.done",
    DutyState.NOT_NEEDED: "incidents.duty.not_needed",
    DutyState.TODO: "incidents.duty.undone",
}


@transaction.atomic
def take_up_incident(*, incident: Incident, actor: User, taken_at: datetime, version: int | None = None) -> Incident:
    """Take an incident up: the actor becomes the one who handles it."""
    locked = lock_incident(incident, actor, version)
    _step(locked, Status.IN_PROGRESS)
    locked.assigned_to, locked.assigned_by, locked.assigned_at = actor, actor, taken_at
    locked.saved_at = taken_at
    locked.save()
    record(code="incidents.incident.taken_up", actor=actor, obj=locked, changed=["status", "assigned_to"])
    step_taken(locked, Told.TAKEN_UP, actor=actor)
    return locked


@transaction.atomic
def wait_for_others(*, incident: Incident, actor: User, waiting_at: datetime, version: int | None = None) -> Incident:
    """Note that the next step is for others, such as the police. The clock keeps running."""
    locked = lock_incident(incident, actor, version)
    _step(locked, Status.WAITING)
    locked.saved_at = waiting_at
    locked.save()
    record(code="incidents.incident.put_on_hold", actor=actor, obj=locked, changed=["status"])
    step_taken(locked, Told.WAITING, actor=actor)
    return locked


@transaction.atomic
def close_incident(
    *, incident: Incident, actor: User, conclusion: str, closed_at: datetime, version: int | None = None
) -> Incident:
    """Close an incident, once each of the four duties is done or not needed.

    Raises:
        ValidationError: while a duty has no answer; the message names it.
    """
    locked = lock_incident(incident, actor, version)
    _step(locked, Status.CLOSED)
    waiting = {duty.kind for duty in locked.duties.all() if duty.state == DutyState.TODO}
    unanswered = [str(kind.label) for kind in DutyKind if kind in waiting]
    if unanswered:
        raise ValidationError(f"Vul eerst nog in: {', '.join(unanswered)}. ‘Niet nodig, omdat …’ is ook een antwoord.")
    locked.closed_at = closed_at
    locked.save()
    IncidentText.objects.filter(incident=locked).update(conclusion=conclusion)
    record(code="incidents.incident.closed", actor=actor, obj=locked, changed=["status", "conclusion"])
    step_taken(locked, Told.CLOSED, actor=actor, at=closed_at)
    return locked


@transaction.atomic
def reopen_incident(*, incident: Incident, actor: User, reopened_at: datetime, version: int | None = None) -> Incident:
    """Open an incident again that was closed or set aside."""
    locked = lock_incident(incident, actor, version)
    _step(locked, Status.REOPENED)
    locked.closed_at = None
    locked.merged_into = None
    locked.saved_at = reopened_at
    add_missing_duties(locked)
    set_queue(locked, locked.duties.all())
    locked.save()
    record(code="incidents.incident.reopened", actor=actor, obj=locked, changed=["status"])
    step_taken(locked, Told.REOPENED, actor=actor, at=reopened_at)
    return locked


@transaction.atomic
def withdraw_incident(
    *, incident: Incident, actor: User, withdrawn_at: datetime, version: int | None = None
) -> Incident:
    """Withdraw a report that was made by mistake: it stays, and no longer counts."""
    locked = lock_incident(incident, actor, version)
    _step(locked, Status.WITHDRAWN)
    return _set_aside(locked, "incidents.incident.withdrawn", actor=actor, at=withdrawn_at)


@transaction.atomic
def withdraw_own_report(*, incident: Incident, actor: User) -> Incident:
    """Let a reporter withdraw the own report, as long as nobody took it up; after that the coordinator does so.

    Raises:
        PermissionDenied: for somebody else's report.
        ValidationError: when it was taken up in the meantime.
    """
    locked = Incident.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=incident.pk)
    if locked.reporter_id != actor.pk:
        raise PermissionDenied("Dit is niet uw eigen melding.")
    if locked.status != Status.REPORTED:
        raise ValidationError("Er is al iemand mee bezig. Vraag de medewerker interne veiligheid om dit in te trekken.")
    _step(locked, Status.WITHDRAWN)
    locked.save()
    record(code="incidents.incident.withdrawn", actor=actor, obj=locked, changed=["status"])
    return locked


@transaction.atomic
def mark_duplicate(
    *, incident: Incident, actor: User, original: Incident, marked_at: datetime, version: int | None = None
) -> Incident:
    """Note that this report is about the same incident as another one of the same organisation; one counts.

    Raises:
        ValidationError: for itself, a draft, a double or an incident of another organisation.
    """
    both = Incident.objects.select_for_update().filter(pk__in=[incident.pk, original.pk]).order_by("pk")
    original = {row.pk: row for row in both}[original.pk]  # in order of key, so that two tabs do not wait in a ring
    locked = lock_incident(incident, actor, version)
    _step(locked, Status.DUPLICATE)
    if original.pk == locked.pk or original.status in (Status.DRAFT, Status.DUPLICATE):
        raise ValidationError("Kies een ander voorval dat zelf niet dubbel is.")
    if original.organisation_id != locked.organisation_id:
        raise ValidationError("Dat voorval is er niet. Controleer het kenmerk.")
    locked.merged_into = original
    return _set_aside(locked, "incidents.incident.marked_duplicate", "merged_into", actor=actor, at=marked_at)


@transaction.atomic
def mark_not_vpt(*, incident: Incident, actor: User, marked_at: datetime, version: int | None = None) -> Incident:
    """Set an incident aside that is not about aggression from outside against a public task."""
    locked = lock_incident(incident, actor, version)
    _step(locked, Status.NOT_VPT)
    return _set_aside(locked, "incidents.incident.marked_not_vpt", actor=actor, at=marked_at)


def _set_aside(incident: Incident, code: str, *more: str, actor: User, at: datetime) -> Incident:
    """Keep an incident that no longer counts, note it under this code, and tell the reporter."""
    incident.saved_at = at
    incident.save()
    record(code=code, actor=actor, obj=incident, changed=["status", *more])
    step_taken(incident, Told.SET_ASIDE, actor=actor, at=at)
    return incident


@transaction.atomic
def answer_duty(
    *,
    duty: Duty,
    actor: User,
    state: DutyState,
    answered_at: datetime,
    done_at: datetime | None = None,
    reason: str = "",
    version: int | None = None,
) -> Duty:
    """Answer one of the four duties; the answer to the reaction stops the clock, and a new report is taken up.

    Raises:
        ValidationError: without a moment or a reason, for a moment before the incident, or when it is not open.
    """
    incident = lock_incident(duty.incident, actor, None)
    check_open(incident)
    locked: Duty = Duty.objects.select_for_update().get(pk=duty.pk)
    locked.check_version(version)
    if state == DutyState.NOT_NEEDED and reason not in DUTY_REASONS[DutyKind(locked.kind)]:
        raise ValidationError("Kies waarom dit niet nodig is.")
    if state == DutyState.DONE:
        done_at = check_moment(incident, done_at, answered_at)
    before, answered_before = DutyState(locked.state), locked.answered_at
    locked.state = state
    locked.done_at = done_at if state == DutyState.DONE else None
    locked.reason = reason if state == DutyState.NOT_NEEDED else ""
    locked.answered_at = answered_at if state != DutyState.TODO else None
    follow_duty(incident, locked)
    follow_aftercare(locked, before, answered_before)
    _note_fact(incident, locked)
    _save_taken_up(incident, actor)
    record(code=_DUTY_CODES[state], actor=actor, obj=incident_duty(locked, incident), changed=["state"])
    return locked


def _note_fact(incident: Incident, duty: Duty) -> None:
    """Fill in with the facts what the answer to the duty says, where nothing stands yet."""
    if duty.done_at is None:
        return
    if duty.kind == DutyKind.AFTERCARE and incident.aftercare_offered_at is None:
        incident.aftercare_offered_at = duty.done_at
    if duty.kind == DutyKind.POLICE_REPORT and incident.report_filed_on is None:
        incident.report_filed_on = timezone.localdate(duty.done_at)
        incident.police_contact = "aangifte"


def _save_taken_up(incident: Incident, actor: User) -> None:
    """A first answer takes a report up, without a step of its own."""
    is_new = incident.status == Status.REPORTED
    if is_new:
        incident.status = Status.IN_PROGRESS
        incident.assigned_to = incident.assigned_to or actor
    incident.save()
    if is_new:
        step_taken(incident, Told.TAKEN_UP, actor=actor)


def incident_duty(duty: Duty, incident: Incident) -> Duty:
    """Give the duty the incident that is already read, so that naming it takes no query."""
    duty.incident = incident
    return duty


def check_open(incident: Incident) -> None:
    """Refuse to add to an incident that was closed or set aside."""
    if not incident.is_open:
        raise ValidationError("Dit voorval is niet meer open. Heropen het eerst.")


def check_moment(incident: Incident, done_at: datetime | None, at: datetime) -> datetime:
    """Refuse a deed without a moment, in the future, or before the incident; return the moment.

    Who types the minute of the incident itself, because the reaction was given on the spot, means not before it.
    """
    if done_at is None:
        raise ValidationError("Vul in wanneer dit gedaan is.")
    if done_at > at:
        raise ValidationError("Dit moment moet nog komen. Vul in wanneer het gedaan is.")
    if incident.occurred_at is None:
        return done_at
    if done_at < incident.occurred_at.replace(second=0, microsecond=0):
        raise ValidationError("Dit moment ligt voor het voorval. Vul een later moment in.")
    return max(done_at, incident.occurred_at)


def follow_duty(incident: Incident, changed: Duty) -> None:
    """Save the duty, and put clock and queue of its incident in line."""
    if changed.kind == DutyKind.REACTION:
        set_clock(incident, changed)
        changed.due_at = incident.clock_due_at
    changed.save()
    others = [duty for duty in incident.duties.all() if duty.pk != changed.pk]
    set_queue(incident, [*others, changed])


def _step(incident: Incident, status: Status) -> None:
    """Take a step of the flow, or say why not."""
    if incident.status == Status.REPORTED and status == Status.CLOSED:
        raise ValidationError("Dit voorval is nog nieuw. Neem het eerst in behandeling en beantwoord de vier plichten.")
    if not incident.may_become(status):
        raise ValidationError(
            f"Van ‘{incident.get_status_display()}’ kan dit voorval niet naar ‘{status.label}’. Ververs de pagina."
        )
    incident.status = status


def lock_incident(incident: Incident, actor: User, version: int | None = None) -> Incident:
    """Lock an incident that the actor may handle, as it is now.

    Raises:
        PermissionDenied: outside the reach of the actor.
        Conflict: when somebody else changed it since this version.
    """
    demand(actor, Capability.INCIDENTS_HANDLE, incident)
    locked: Incident = (
        Incident.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=incident.pk)
    )
    locked.check_version(version)
    return locked
