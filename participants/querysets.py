"""Chainable reads of participants, named as adjectives; the day is passed in."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db.models import Exists, OuterRef, Q

from participants.access import ScopedQuerySet


class OrganisationQuerySet(ScopedQuerySet):
    """Organisations; each is reached by its own key."""

    organisation_path = "pk"

    def participating(self, on: date) -> Self:
        """Keep those that take part on this day."""
        return self.filter(joined_on__lte=on).filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on))


class SizeQuerySet(ScopedQuerySet):
    """Sizes per year."""


class PersonQuerySet(ScopedQuerySet):
    """People, reached through their organisation."""

    self_path = "user"
    self_needs_membership = False


class SeatQuerySet(ScopedQuerySet):
    """Seats of the network."""

    def empty(self, on: date) -> Self:
        """Keep the seats that nobody holds on this day."""
        from participants.models import Membership  # models name these querysets, so the class is not there yet

        held = Membership.objects.current(on).filter(seat=OuterRef("pk"))
        return self.filter(~Exists(held))


class MembershipQuerySet(ScopedQuerySet):
    """Roles that people hold."""

    self_path = "person__user"
    self_needs_membership = False

    def current(self, on: date) -> Self:
        """Keep those that hold on this day."""
        return self.filter(starts_on__lte=on).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
