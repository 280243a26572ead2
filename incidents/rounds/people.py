"""Who to call about a round: the coordinator and the sponsor of each organisation, or the empty seat."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from participants.access import Role
from participants.models import Membership, Person

Held = dict[tuple[int, str], list[Person]]
CALLED = (Role.COORDINATOR, Role.SPONSOR)


def people_of(organisation_ids: Iterable[int], *, on: date) -> Held:
    """Return who holds which of the two roles on this day, by organisation and role."""
    rows = Membership.objects.current(on).filter(organisation_id__in=list(organisation_ids), role__in=CALLED)
    found: Held = {}
    for each in rows.select_related("person").order_by("person__name", "pk"):
        found.setdefault((each.organisation_id, each.role), []).append(each.person)
    return found


def waited_for(held: Held, organisation_id: int, *, is_confirmed: bool) -> list[Person]:
    """Return who has to act: the coordinator to confirm, the sponsor to sign; the other one when a seat is empty."""
    first, second = (Role.SPONSOR, Role.COORDINATOR) if is_confirmed else (Role.COORDINATOR, Role.SPONSOR)
    return held.get((organisation_id, first)) or held.get((organisation_id, second), [])
