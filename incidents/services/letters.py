"""Letters: giving one out, and noting that it was sent; only the sending answers the duty and stops the clock."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from core.audit import declare, record
from incidents.choices import DutyKind, DutyState
from incidents.letters import docx, odt
from incidents.letters.composing import letter_for, settings_of
from incidents.letters.kinds import KINDS, LetterKind
from incidents.models import Duty, Incident, LetterFormat
from incidents.services.handling import answer_duty, check_moment, check_open
from participants.access import Capability, demand
from participants.models import User

for _kind in KINDS.values():
    declare(f"{_kind.code}.downloaded", f"{{actor}} haalde een document op bij {{object}}: {_kind.name.lower()}")
    declare(f"{_kind.code}.sent", f"{{actor}} legde vast bij {{object}}: {_kind.name.lower()} {_kind.deed}")

_WRITERS = {LetterFormat.DOCX.value: docx, LetterFormat.ODT.value: odt}


@transaction.atomic
def give_letter(
    *, incident: Incident, actor: User, kind: LetterKind, on: date, has_location: bool
) -> tuple[str, bytes, str]:
    """Write a letter and note that it was given out; the clock runs on. Returns its name, its bytes and its kind.

    Raises:
        PermissionDenied: for somebody who does not handle this incident.
    """
    demand(actor, Capability.INCIDENTS_HANDLE, incident)
    chosen = settings_of(incident.organisation).letter_format
    writer = _WRITERS[chosen]
    content = writer.write(letter_for(incident, kind, on=on, has_location=has_location))
    record(code=f"{kind.code}.downloaded", actor=actor, obj=incident)
    return f"{kind.slug}-{incident.reference}.{chosen}", content, writer.MIMETYPE


@transaction.atomic
def record_letter_sent(
    *,
    incident: Incident,
    actor: User,
    kind: LetterKind,
    sent_at: datetime,
    recorded_at: datetime,
    ban_until: date | None = None,
) -> Duty:
    """Note that a letter was sent or a talk was held: the duty is done and, for a reaction, the clock stops.

    A first reaction stops the clock; a later one is added to the kinds of reaction and changes no moment.

    Raises:
        ValidationError: for a moment to come or before the incident, or when the incident is not open.
    """
    duty: Duty = Duty.objects.select_related("incident").get(incident=incident, kind=kind.duty)
    if duty.state != DutyState.DONE:
        duty = answer_duty(
            duty=duty, actor=actor, state=DutyState.DONE, answered_at=recorded_at, done_at=sent_at, version=None
        )
    locked: Incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    _check(locked, actor, sent_at, recorded_at)
    changed = _note(locked, kind, ban_until)
    locked.saved_at = recorded_at
    locked.save()
    record(code=f"{kind.code}.sent", actor=actor, obj=locked, changed=changed)
    return duty


def _check(incident: Incident, actor: User, sent_at: datetime, recorded_at: datetime) -> None:
    """Ask what `answer_duty` asks, also when the duty was done before."""
    demand(actor, Capability.INCIDENTS_HANDLE, incident)
    check_open(incident)
    check_moment(incident, sent_at, recorded_at)


def _note(incident: Incident, kind: LetterKind, ban_until: date | None) -> list[str]:
    """Write down what kind of reaction it was; return the fields that changed."""
    facts: dict[str, Any] = {}
    if kind.duty == DutyKind.REACTION and kind.reaction not in incident.reaction_types:
        facts["reaction_types"] = [*incident.reaction_types, kind.reaction]
    if ban_until is not None and ban_until != incident.ban_until:
        facts["ban_until"] = ban_until
    for name, value in facts.items():
        setattr(incident, name, value)
    return list(facts)
