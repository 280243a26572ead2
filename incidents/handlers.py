"""Who handles incidents of an organisation on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from participants.access import GRANTS, Capability
from participants.models import Membership, User

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
