"""Who handles an incident: a coordinator of the own organisation gives it to another one, or to oneself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from core.audit import declare, record
from incidents.choices import Status
from incidents.models import Incident
from incidents.services.announce import Told, step_taken
from incidents.services.handling import check_open, lock_incident
from participants.access import GRANTS, Capability
from participants.models import Membership, User

declare("incidents.incident.assigned", "{actor} wees {object} toe aan een collega")
declare("incidents.incident.unassigned", "{actor} haalde de behandelaar van {object} weg")

_ROLES = [role for role, granted in GRANTS.items() if Capability.INCIDENTS_HANDLE in granted]


def handling_roles(*, on: date) -> QuerySet[Membership]:
    """Return the roles by which somebody may handle incidents on this day, in the order of names."""
    held = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        role__in=_ROLES,
        starts_on__lte=on,
        person__user__is_active=True,
    )
    return held.exclude(person__user__email="").order_by("person__name", "pk")


def handlers_by_organisation(organisations: Collection[int], *, on: date) -> dict[int, list[User]]:
    """Return who may handle incidents on this day, by organisation: role, dates and account hold together."""
    found: dict[int, list[User]] = {}
    for row in handling_roles(on=on).filter(organisation_id__in=organisations).select_related("person__user"):
        assert row.organisation_id is not None and row.person.user is not None
        users = found.setdefault(row.organisation_id, [])
        row.person.user.person = row.person
        if row.person.user not in users:
            users.append(row.person.user)
    return found


def handlers_of(organisation_id: int, *, on: date) -> list[User]:
    """Return who may handle incidents of this organisation on this day, by name."""
    return handlers_by_organisation([organisation_id], on=on).get(organisation_id, [])


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
