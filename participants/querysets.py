"""Chainable reads of participants, named as adjectives; the day is passed in."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.apps import apps
from django.db.models import Exists, OuterRef, Prefetch, Q

from participants.access import Role, ScopedQuerySet


class OrganisationQuerySet(ScopedQuerySet):
    """Organisations; each is reached by its own key."""

    organisation_path = "pk"

    def participating(self, on: date) -> Self:
        """Keep those that take part on this day."""
        return self.filter(joined_on__lte=on).filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on))

    def ended(self, on: date) -> Self:
        """Keep those that took part and stopped before this day."""
        return self.filter(ended_on__lt=on)

    def prospective(self) -> Self:
        """Keep those that were asked, or are still to be asked, and have not joined."""
        return self.filter(joined_on__isnull=True)

    def without_role(self, role: Role, on: date) -> Self:
        """Keep those where nobody holds this role on this day."""
        memberships = apps.get_model("participants", "Membership").objects
        return self.filter(~Exists(memberships.current(on).filter(role=role, organisation=OuterRef("pk"))))

    def without_agreement(self) -> Self:
        """Keep those without a processor agreement."""
        return self.filter(processor_agreement_on__isnull=True)

    def registering_cases(self, on: date) -> Self:
        """Keep those that may register incidents one by one on this day."""
        return self.filter(registration_mode="cases", processor_agreement_on__lte=on)

    def unsigned(self) -> Self:
        """Keep those that have not signed for the programme."""
        return self.filter(commitment_signed_on__isnull=True)

    def without_size(self, year: int) -> Self:
        """Keep those whose number of employees in this year is unknown."""
        return self.exclude(sizes__year=year)

    def matching(self, words: str) -> Self:
        """Keep those whose name or code contains these words."""
        return self.filter(Q(name__icontains=words) | Q(code__iexact=words)) if words else self.all()


class SizeQuerySet(ScopedQuerySet):
    """Sizes per year."""


class PersonQuerySet(ScopedQuerySet):
    """People, reached through their organisation."""

    self_path = "user"
    self_needs_membership = False

    def holding(self, role: str, on: date) -> Self:
        """Keep those who hold this role on this day; "geen" keeps those without any."""
        held = apps.get_model("participants", "Membership").objects.current(on).filter(person=OuterRef("pk"))
        return self.filter(~Exists(held)) if role == "geen" else self.filter(Exists(held.filter(role=role)))


class SeatQuerySet(ScopedQuerySet):
    """Seats of the network."""

    def empty(self, on: date) -> Self:
        """Keep the seats that nobody holds on this day, of organisations that have not gone up in another one."""
        held = apps.get_model("participants", "Membership").objects.current(on).filter(seat=OuterRef("pk"))
        return self.filter(~Exists(held), organisation__successor__isnull=True)

    def with_holders(self, on: date) -> Self:
        """Read along who holds each seat on this day, as `holders`."""
        held = apps.get_model("participants", "Membership").objects.current(on).select_related("person")
        return self.prefetch_related(Prefetch("memberships", queryset=held, to_attr="holders"))


class MembershipQuerySet(ScopedQuerySet):
    """Roles that people hold."""

    self_path = "person__user"
    self_needs_membership = False

    def current(self, on: date) -> Self:
        """Keep those that hold on this day."""
        return self.filter(starts_on__lte=on).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))

    def not_ended(self, on: date) -> Self:
        """Keep those that hold on this day or start later."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class PastTermQuerySet(ScopedQuerySet):
    """Reaction terms that organisations had before."""


class ApiTokenQuerySet(ScopedQuerySet):
    """Keys of the API."""

    def valid(self, on: date) -> Self:
        """Keep those that open the door on this day."""
        return self.filter(revoked_at__isnull=True, expires_on__gte=on)
