"""Who handles an incident: a coordinator of the own organisation gives it to another one, or to oneself."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core.audit import declare, record
from incidents.choices import Status
from incidents.handlers import handlers_of
from incidents.models import Incident
from incidents.services.announce import Told, step_taken
from incidents.services.handling import check_open, lock_incident
from participants.models import User

declare("incidents.incident.assigned", "{actor} wees {object} toe aan een collega")
declare("incidents.incident.unassigned", "{actor} haalde de behandelaar van {object} weg")


@transaction.atomic
def assign_incident(
    *, incident: Incident, actor: User, assignee: User | None, assigned_at: datetime, version: int | None = None
) -> Incident:
    """Give an incident to a colleague, or to nobody. A new report is taken up by it; no mail, a line on "Vandaag".

    Raises:
        ValidationError: for somebody who does not handle incidents of this organisation, or when it is not open.
        Conflict: when somebody else changed the incident since it was read.
    """
    locked = lock_incident(incident, actor, version)
    check_open(locked)
    if assignee is not None and assignee not in handlers_of(locked.organisation_id, on=timezone.localdate(assigned_at)):
        raise ValidationError("Kies een medewerker interne veiligheid van uw eigen organisatie.")
    if locked.assigned_to_id == getattr(assignee, "pk", None):
        return locked
    is_taken_up = assignee is not None and locked.status == Status.REPORTED
    if is_taken_up:
        locked.status = Status.IN_PROGRESS
    locked.assigned_to, locked.assigned_by, locked.assigned_at = assignee, actor, assigned_at
    locked.save()
    code = "incidents.incident.assigned" if assignee is not None else "incidents.incident.unassigned"
    record(code=code, actor=actor, obj=locked, changed=["assigned_to"])
    if is_taken_up:
        step_taken(locked, Told.TAKEN_UP, actor=actor)
    return locked
