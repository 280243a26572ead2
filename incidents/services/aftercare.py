"""The talks of aftercare: proposed at the report, then planned, held or not wanted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from core.audit import declare, record
from incidents.choices import DutyKind, DutyState, Status, TalkState
from incidents.models import AftercareTalk, Duty, Incident, IncidentSettings
from incidents.models.settings import default_talks
from participants.access import Capability, decide
from participants.models import User

declare("incidents.talk.planned", "{actor} plande {object}")
declare("incidents.talk.held", "{actor} vulde in dat {object} is gevoerd")
declare("incidents.talk.not_wanted", "{actor} vulde in dat {object} niet gewenst is")

_CODES = {
    TalkState.PLANNED: "incidents.talk.planned",
    TalkState.HELD: "incidents.talk.held",
    TalkState.NOT_WANTED: "incidents.talk.not_wanted",
}


def proposed_talks(incident: Incident) -> list[AftercareTalk]:
    """Return the talks, unsaved, on the days that the organisation arranged."""
    assert incident.reported_at is not None
    day = timezone.localdate(incident.reported_at)
    settings = IncidentSettings.objects.filter(organisation_id=incident.organisation_id).only("talk_days").first()
    return [
        AftercareTalk(
            incident=incident,
            organisation_id=incident.organisation_id,
            after_days=days,
            planned_on=day + timedelta(days=days),
        )
        for days in sorted(set(settings.talk_days if settings else default_talks()))
    ]


def propose_talks(incident: Incident) -> list[AftercareTalk]:
    """Write the talks that the portal proposes; what is there already stays as it is."""
    return AftercareTalk.objects.bulk_create(proposed_talks(incident), ignore_conflicts=True)


@transaction.atomic
def plan_talks(*, incident: Incident, actor: User) -> None:
    """Propose the talks for an incident that has none, such as one that came from another system."""
    propose_talks(_lock(incident, actor))


@transaction.atomic
def answer_talk(
    *, talk: AftercareTalk, actor: User, state: TalkState, day: date | None, answered_at: datetime, version: int | None
) -> AftercareTalk:
    """Move a talk to another day, or note that it was held or is not wanted. Each can be taken back.

    Raises:
        Conflict: when somebody else answered since it was read.
        ValidationError: without a day, for a talk held in the future, or before the incident.
    """
    incident = _lock(talk.incident, actor)
    if not (incident.is_open or incident.status == Status.CLOSED):
        raise ValidationError("Dit voorval telt niet meer mee. Heropen het eerst.")
    locked = AftercareTalk.objects.select_for_update().get(pk=talk.pk)
    locked.check_version(version)
    _check_day(incident, state, day, timezone.localdate(answered_at))
    locked.state = state
    locked.held_on = day if state == TalkState.HELD else None
    if state == TalkState.PLANNED and day is not None:
        locked.planned_on = day
    locked.answered_at = None if state == TalkState.PLANNED else answered_at
    locked.save()
    locked.incident = incident
    record(code=_CODES[state], actor=actor, obj=locked, changed=["state"])
    return locked


def _check_day(incident: Incident, state: TalkState, day: date | None, today: date) -> None:
    if state == TalkState.NOT_WANTED:
        return
    if day is None:
        raise ValidationError("Vul een dag in.")
    if state == TalkState.HELD and day > today:
        raise ValidationError("Deze dag moet nog komen. Kies ‘gepland’, of de dag waarop het gesprek was.")
    if incident.occurred_at and day < timezone.localdate(incident.occurred_at):
        raise ValidationError("Deze dag ligt voor het voorval. Kies een latere dag.")


def follow_aftercare(duty: Duty, before: DutyState, answered_before: datetime | None) -> None:
    """Let the talks follow the light of aftercare: not needed means that no talk is wanted, and back is back."""
    if duty.kind != DutyKind.AFTERCARE:
        return
    talks = AftercareTalk.objects.filter(incident_id=duty.incident_id)
    if duty.state == DutyState.NOT_NEEDED:
        talks.filter(state=TalkState.PLANNED).update(state=TalkState.NOT_WANTED, answered_at=duty.answered_at)
    elif before == DutyState.NOT_NEEDED and answered_before is not None:
        closed_along = talks.filter(state=TalkState.NOT_WANTED, answered_at=answered_before)
        closed_along.update(state=TalkState.PLANNED, answered_at=None)


def _lock(incident: Incident, actor: User) -> Incident:
    decision = decide(actor, Capability.INCIDENTS_HANDLE, incident)
    if not decision:
        raise PermissionDenied(decision.reason)
    locked: Incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    return locked
