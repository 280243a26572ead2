"""People, the seats of the network and the roles that people hold."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.models import VersionedModel
from participants.access import Role
from participants.models.accounts import User
from participants.models.organisations import Organisation, Sector
from participants.querysets import MembershipQuerySet, PersonQuerySet, SeatQuerySet


class Person(VersionedModel):
    """Somebody in the network. An account is not needed: answering an invitation works by a personal link."""

    name = models.CharField("naam", max_length=120)
    email = models.EmailField("e-mailadres", unique=True)
    phone = models.CharField("telefoon", max_length=20, blank=True)
    job_title = models.CharField("functie", max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisatie", related_name="people", null=True, blank=True
    )
    user = models.OneToOneField(
        User, models.SET_NULL, verbose_name="account", related_name="person", null=True, blank=True
    )
    link_key = models.UUIDField("sleutel van persoonlijke links", default=uuid.uuid4, editable=False, unique=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "persoon"
        verbose_name_plural = "personen"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A place in the network that somebody should hold. An empty seat is a line on the call list."""

    role = models.CharField(
        "rol",
        max_length=20,
        choices=[(role.value, role.label) for role in (Role.AMBASSADOR, Role.SPONSOR, Role.COORDINATOR)],
    )
    title = models.CharField("omschrijving", max_length=120)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name="organisatie", related_name="seats", null=True, blank=True
    )
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name="sector", related_name="seats", null=True, blank=True
    )
    order = models.PositiveSmallIntegerField("volgorde", default=0)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "zetel"
        verbose_name_plural = "zetels"
        ordering = ["role", "order", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "title", "organisation"],
                nulls_distinct=False,
                name="seat_unique",
                violation_error_message="Deze zetel bestaat al. Wijzig de bestaande zetel.",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(sector__isnull=False),
                name="seat_has_a_place",
                violation_error_message="Een zetel hoort bij een organisatie of een sector. Kies er ten minste één.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.title}"


ENDS_TOO_EARLY = "‘Tot en met’ ligt voor ‘van’. Pas een van beide datums aan."


class _DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


class Membership(models.Model):
    """A person holds a role, for an organisation, a sector or the whole programme, from one day to another."""

    person = models.ForeignKey(Person, models.CASCADE, verbose_name="persoon", related_name="memberships")
    role = models.CharField("rol", max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisatie", related_name="memberships", null=True, blank=True
    )
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name="sector", related_name="memberships", null=True, blank=True
    )
    seat = models.ForeignKey(
        Seat, models.SET_NULL, verbose_name="zetel", related_name="memberships", null=True, blank=True
    )
    starts_on = models.DateField("van", default=timezone.localdate)
    ends_on = models.DateField("tot en met", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "rol van een persoon"
        verbose_name_plural = "rollen van personen"
        ordering = ["role", "person__name"]
        indexes = [models.Index(fields=["person", "role"], name="membership_person_role")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
                violation_error_message=ENDS_TOO_EARLY,
            ),
            models.CheckConstraint(
                condition=~Q(role__in=["coordinator", "reporter", "sponsor"]) | Q(organisation__isnull=False),
                name="membership_needs_organisation",
                violation_error_message="Deze rol geldt binnen een organisatie. Kies de organisatie.",
            ),
            models.CheckConstraint(
                condition=~Q(role="ambassador") | Q(sector__isnull=False),
                name="membership_ambassador_needs_sector",
                violation_error_message="Een ambassadeur is het gezicht van een sector. Kies de sector.",
            ),
            ExclusionConstraint(
                name="membership_no_overlap",
                index_type="GIST",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Coalesce("organisation", Value(0)), RangeOperators.EQUAL),
                    (Coalesce("sector", Value(0)), RangeOperators.EQUAL),
                    (
                        _DateRange("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Deze persoon heeft deze rol in die periode al. Wijzig de bestaande rol.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Look at the period first: PostgreSQL cannot compare one that ends before it starts."""
        if isinstance(self.ends_on, date) and isinstance(self.starts_on, date) and self.ends_on < self.starts_on:
            raise ValidationError(ENDS_TOO_EARLY)
        super().validate_constraints(exclude)
