"""Adding and correcting facts of an incident; clock, duties and queue follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import declare, record
from core.models import Conflict
from incidents.choices import DutyKind, DutyState, OffenderKnown
from incidents.handling.fingerprints import fingerprint, is_same
from incidents.models import Duty, Incident, IncidentText
from incidents.services.duties import UNKNOWN_OFFENDER
from incidents.services.handling import check_open, follow_duty, lock_incident
from incidents.vocabulary import main_kind
from participants.models import User

declare("incidents.incident.changed", "{actor} vulde gegevens van {object} aan")


@transaction.atomic
def change_incident(
    *,
    incident: Incident,
    actor: User,
    facts: Mapping[str, Any],
    text: Mapping[str, str],
    changed_at: datetime,
    version: int | None = None,
    seen: str | None = None,
) -> Incident:
    """Add or correct facts of an incident. When its moment or its offender changes, the clock follows.

    `version` refuses any change since it was read, `seen` (see `fingerprint`) only one of these very fields.

    Raises:
        Conflict: when somebody else changed the same since it was read.
        ValidationError: when it is no longer open, or the moment does not fit what happened after it.
    """
    locked = lock_incident(incident, actor, version)
    check_open(locked)
    kept = IncidentText.objects.select_for_update().get(incident=locked)
    if seen and not is_same(seen, fingerprint(locked, kept, [*facts, *text])):
        raise Conflict
    changed = [name for name, value in facts.items() if getattr(locked, name) != value]
    new_text = [name for name, value in text.items() if getattr(kept, name) != value]
    if not changed and not new_text:
        return locked
    _set_facts(locked, {name: facts[name] for name in changed}, changed_at)
    locked.saved_at = changed_at
    locked.save()
    if new_text:
        IncidentText.objects.filter(pk=kept.pk).update(**{name: text[name] for name in new_text})
    record(code="incidents.incident.changed", actor=actor, obj=locked, changed=[*changed, *new_text])
    return locked


def _set_facts(incident: Incident, facts: Mapping[str, Any], at: datetime) -> None:
    """Fill in what changed, with what follows from it."""
    for name, value in facts.items():
        setattr(incident, name, value)
    if "kinds" in facts and incident.main_kind not in incident.kinds:
        incident.main_kind = main_kind(incident.kinds)
    if "occurred_at" in facts:
        _check_occurred(incident)
    if facts.keys() & {"occurred_at", "offender_known"}:
        _recount(incident, at)


def _check_occurred(incident: Incident) -> None:
    """A corrected moment lies before the report, and before all that was done because of it."""
    assert incident.occurred_at is not None and incident.reported_at is not None
    if incident.occurred_at > incident.reported_at:
        raise ValidationError("Het moment van het voorval ligt na de melding. Kies een eerder moment.")
    for duty in incident.duties.all():
        if duty.done_at is not None and duty.done_at < incident.occurred_at:
            raise ValidationError(
                f"Bij ‘{duty.get_kind_display()}’ staat dat die al eerder is gedaan. Pas eerst die plicht aan."
            )


def _recount(incident: Incident, at: datetime) -> None:
    """Put clock and queue in line with the corrected facts; what was late or in time is judged again."""
    duty = Duty.objects.select_for_update().get(incident=incident, kind=DutyKind.REACTION)
    if incident.offender_known == OffenderKnown.NO and duty.state == DutyState.TODO:
        duty.state, duty.reason, duty.answered_at = DutyState.NOT_NEEDED, UNKNOWN_OFFENDER, at
    elif incident.offender_known != OffenderKnown.NO and duty.reason == UNKNOWN_OFFENDER:
        duty.state, duty.reason, duty.answered_at = DutyState.TODO, "", None
    follow_duty(incident, duty)
