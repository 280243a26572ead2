"""Registering: a draft that is saved at each answer, and a report that is sent once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audit import declare, record
from incidents.choices import Status
from incidents.models import Duty, Incident, IncidentText
from incidents.services import announce
from incidents.services.aftercare import propose_talks
from incidents.services.duties import new_duties, set_clock, set_queue
from incidents.vocabulary import main_kind
from participants.access import Capability, demand
from participants.models import Organisation, User

declare("incidents.incident.reported", "{actor} stuurde de melding {object}")
declare("incidents.draft.discarded", "{actor} gooide een concept weg")

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, O, 1, I and L: a reference is read aloud on the telephone."""
REQUIRED = {"kinds": "wat er gebeurde", "occurred_at": "wanneer", "channel": "waar", "severity": "hoe erg het was"}
_TRIES = 8
Made = TypeVar("Made")


def new_reference(organisation: Organisation) -> str:
    """Return a random reference such as GDA-7K3QF; it says nothing about how many there are."""
    return f"{organisation.code}-{''.join(secrets.choice(ALPHABET) for _ in range(5))}"


def try_references(make: Callable[[], Made]) -> Made:
    """Make something with a new reference, and draw again when somebody has it or the same came in just before.

    Raises:
        ValidationError: when no attempt succeeds.
    """
    for _ in range(_TRIES):
        try:
            with transaction.atomic():
                return make()
        except IntegrityError:
            continue
    raise ValidationError("Het lukte niet om een kenmerk te maken. Probeer het nog eens.")


def start_report(*, organisation: Organisation, actor: User, submit_key: UUID, started_at: datetime) -> Incident:
    """Begin a draft. The same key again gives the same draft: a double press makes one.

    Raises:
        PermissionDenied: outside the reach of the actor.
        ValidationError: when the organisation does not register case by case.
    """
    demand(actor, Capability.INCIDENTS_REPORT, organisation)
    if not organisation.can_register_cases(timezone.localdate(started_at)):
        raise ValidationError("Uw organisatie registreert nog geen losse voorvallen. Vul aantallen per maand in.")
    return try_references(lambda: _find_or_make_draft(organisation, actor, submit_key, started_at))


def _find_or_make_draft(organisation: Organisation, actor: User, key: UUID, at: datetime) -> Incident:
    found = Incident.objects.filter(submit_key=key, reporter=actor).first()
    if found is not None:
        return found
    incident = Incident.objects.create(
        organisation=organisation,
        reporter=actor,
        reference=new_reference(organisation),
        submit_key=key,
        created_at=at,
        saved_at=at,
        queue_at=at,
    )
    IncidentText.objects.create(incident=incident, organisation=organisation)
    return incident


@transaction.atomic
def save_answer(
    *, incident: Incident, actor: User, facts: Mapping[str, Any], text: Mapping[str, str], saved_at: datetime
) -> Incident:
    """Save one answer of a draft; facts are fields of the incident, text fields of its text.

    Raises:
        ValidationError: when the report was sent in the meantime.
    """
    draft = _lock(incident)
    if draft.status != Status.DRAFT:
        raise ValidationError("Deze melding is al verstuurd.")
    for name, value in facts.items():
        setattr(draft, name, value)
    if "kinds" in facts:
        draft.main_kind = main_kind(draft.kinds)
    draft.saved_at = saved_at
    draft.save(update_fields=[*facts, "main_kind", "saved_at"])
    if text:
        IncidentText.objects.filter(incident=draft).update(**text)
    return draft


@transaction.atomic
def send_report(*, incident: Incident, actor: User, sent_at: datetime) -> Incident:
    """Send a draft: from now on it is a report, its clock runs and its four duties exist. Twice is once.

    Raises:
        ValidationError: when a question that cannot be empty is not answered.
    """
    draft = _lock(incident)
    if draft.status != Status.DRAFT:
        return draft
    missing = missing_answers(draft)
    if missing:
        raise ValidationError(f"Beantwoord eerst nog: {', '.join(missing)}.", params={"missing": _missing(draft)})
    draft.status = Status.REPORTED
    draft.reported_at = max(sent_at, draft.occurred_at or sent_at)
    set_clock(draft)
    duties = new_duties(draft)
    set_queue(draft, duties)
    draft.save()
    Duty.objects.bulk_create(duties)
    propose_talks(draft)
    record(code="incidents.incident.reported", actor=actor, obj=draft)
    announce.received(draft, actor=actor)
    return draft


def missing_answers(draft: Incident) -> list[str]:
    """Return the questions, in words, without which a draft cannot be sent."""
    return [REQUIRED[name] for name in _missing(draft)]


def _missing(draft: Incident) -> list[str]:
    return [name for name in REQUIRED if not getattr(draft, name)]


@transaction.atomic
def deliver_report(
    *,
    organisation: Organisation,
    draft: Incident | None,
    actor: User,
    submit_key: UUID,
    facts: Mapping[str, Any],
    text: Mapping[str, str],
    sent_at: datetime,
) -> Incident:
    """Take in a whole report at once: begin, answer and send in one transaction. The same key again is the same report.

    `draft` is what the server has already of this report; None when it was begun without signal.

    Raises:
        PermissionDenied: outside the reach of the actor.
        ValidationError: when the organisation does not register case by case, or a needed answer is missing.
    """
    if draft is None:
        draft = start_report(organisation=organisation, actor=actor, submit_key=submit_key, started_at=sent_at)
    draft = _lock(draft)
    if draft.status != Status.DRAFT:
        return draft
    save_answer(incident=draft, actor=actor, facts=facts, text=text, saved_at=sent_at)
    return send_report(incident=draft, actor=actor, sent_at=sent_at)


@transaction.atomic
def discard_draft(*, incident: Incident, actor: User) -> None:
    """Throw a draft away with all that was typed; a draft that was sent stays.

    Raises:
        ValidationError: when the report was sent in the meantime.
    """
    draft = _lock(incident)
    if draft.status != Status.DRAFT:
        raise ValidationError("Deze melding is al verstuurd. U kunt die niet meer weggooien.")
    record(code="incidents.draft.discarded", actor=actor, organisation_id=draft.organisation_id)
    draft.delete()


def _lock(incident: Incident) -> Incident:
    related = ("organisation", "organisation__incident_settings")
    return Incident.objects.select_for_update(of=("self",)).select_related(*related).get(pk=incident.pk)
