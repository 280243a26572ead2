"""Who is meant by "sponsors in de zorg": the guest rule of a meeting, and the people it finds on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from core.text import counted
from meetings.models import Meeting
from participants.models import Membership, Organisation, Sector


@dataclass(frozen=True, slots=True)
class GuestRule:
    """Roles, narrowed to sectors and to organisations when these are given. Without a role nobody is meant."""

    roles: tuple[str, ...]
    sector_ids: tuple[int, ...] = ()
    organisation_ids: tuple[int, ...] = ()

    @classmethod
    def of(cls, meeting: Meeting) -> GuestRule:
        """Read the rule of a meeting; a home visit invites at the visited organisation only."""
        if meeting.organisation_id:
            return cls(tuple(meeting.guest_roles), (), (meeting.organisation_id,))
        return cls(
            tuple(meeting.guest_roles),
            tuple(meeting.guest_sectors.values_list("pk", flat=True)),
            tuple(meeting.guest_organisations.values_list("pk", flat=True)),
        )

    @classmethod
    def chosen(
        cls, roles: Iterable[str], sectors: Iterable[Sector], organisations: Iterable[Organisation]
    ) -> GuestRule:
        """Make a rule from what a form holds."""
        return cls(tuple(roles), tuple(sector.pk for sector in sectors), tuple(each.pk for each in organisations))


@dataclass(frozen=True, slots=True)
class Guest:
    """A person whom the rule finds, with the organisation for which he or she would come."""

    person_id: int
    organisation_id: int | None


@dataclass(frozen=True, slots=True)
class GuestCount:
    """What a rule amounts to, before anything is sent."""

    people: int
    organisations: int
    without_contact: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Say it as one line: "83 mensen, 41 organisaties; 6 deelnemers zonder contact"."""
        people = counted(self.people, "mens", "mensen")
        organisations = counted(self.organisations, "organisatie", "organisaties")
        empty = counted(len(self.without_contact), "deelnemer", "deelnemers")
        return f"{people}, {organisations}; {empty} zonder contact"


def guests(rule: GuestRule, on: date) -> list[Guest]:
    """Return the people whom the rule finds on this day, each once, with the organisation of the role first found."""
    found: dict[int, Guest] = {}
    rows = _memberships(rule, on).values_list("person_id", "organisation_id", "person__organisation_id")
    for person_id, organisation_id, home_id in rows.order_by("person__name", "person_id", "pk"):
        found.setdefault(person_id, Guest(person_id, organisation_id or home_id))
    return list(found.values())


def count(rule: GuestRule, on: date) -> GuestCount:
    """Count the people and organisations of the rule, and name the participants in which it finds nobody."""
    found = guests(rule, on)
    reached = {guest.organisation_id for guest in found if guest.organisation_id}
    missing = _organisations(rule, on).exclude(pk__in=reached) if rule.roles else Organisation._base_manager.none()
    return GuestCount(len(found), len(reached), tuple(missing.values_list("name", flat=True)))


def _memberships(rule: GuestRule, on: date) -> QuerySet[Membership]:
    ended = Q(organisation__ended_on__lt=on)
    rows = Membership.objects.current(on).filter(role__in=rule.roles).exclude(ended)
    if rule.sector_ids:
        rows = rows.filter(Q(organisation__sector_id__in=rule.sector_ids) | Q(sector_id__in=rule.sector_ids))
    if rule.organisation_ids:
        rows = rows.filter(organisation_id__in=rule.organisation_ids)
    return rows


def _organisations(rule: GuestRule, on: date) -> QuerySet[Organisation]:
    rows = Organisation.objects.participating(on).order_by("name")
    if rule.sector_ids:
        rows = rows.filter(sector_id__in=rule.sector_ids)
    if rule.organisation_ids:
        rows = rows.filter(pk__in=rule.organisation_ids)
    return rows
