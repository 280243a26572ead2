"""Planning the talks of aftercare, and noting that one was held or is not wanted."""

from __future__ import annotations

from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core.audit import declare, record
from incidents.choices import DutyKind, DutyState, Status, TalkState
from incidents.clock import moment_of
from incidents.models import AftercareTalk, Duty, Incident
from incidents.services.aftercare import propose_talks
from incidents.services.handling import answer_duty, lock_incident
from participants.models import User

declare("incidents.talk.planned", "{actor} plande {object}")
declare("incidents.talk.held", "{actor} vulde in dat {object} is gevoerd")
declare("incidents.talk.not_wanted", "{actor} vulde in dat {object} niet gewenst is")

_CODES = {
    TalkState.PLANNED: "incidents.talk.planned",
    TalkState.HELD: "incidents.talk.held",
    TalkState.NOT_WANTED: "incidents.talk.not_wanted",
}


@transaction.atomic
def plan_talks(*, incident: Incident, actor: User) -> None:
    """Propose the talks for an incident that has none, such as one that came from another system."""
    propose_talks(lock_incident(incident, actor))


@transaction.atomic
def answer_talk(
    *, talk: AftercareTalk, actor: User, state: TalkState, day: date | None, answered_at: datetime, version: int | None
) -> AftercareTalk:
    """Move a talk to another day, or note that it was held or is not wanted. Each can be taken back.

    Raises:
        Conflict: when somebody else answered since it was read.
        ValidationError: without a day, for a talk held in the future, or before the incident.
    """
    incident = lock_incident(talk.incident, actor)
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
    if state == TalkState.HELD:
        _answer_light(incident, actor, locked, answered_at)
    return locked


def _answer_light(incident: Incident, actor: User, talk: AftercareTalk, at: datetime) -> None:
    """A talk that was held means that aftercare was offered: the light is answered where nobody did so yet."""
    duty = Duty.objects.get(incident=incident, kind=DutyKind.AFTERCARE)
    if not incident.is_open or duty.state != DutyState.TODO or talk.held_on is None:
        return
    done_at = min(at, moment_of(talk.held_on, time(23, 59)))
    answer_duty(duty=duty, actor=actor, state=DutyState.DONE, done_at=done_at, answered_at=at)


def _check_day(incident: Incident, state: TalkState, day: date | None, today: date) -> None:
    if state == TalkState.NOT_WANTED:
        return
    if day is None:
        raise ValidationError("Vul een dag in.")
    if state == TalkState.HELD and day > today:
        raise ValidationError("Deze dag moet nog komen. Kies ‘gepland’, of de dag waarop het gesprek was.")
    if incident.occurred_at and day < timezone.localdate(incident.occurred_at):
        raise ValidationError("Deze dag ligt voor het voorval. Kies een latere dag.")
