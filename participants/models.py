"""Organisations, the people in them and the roles they hold."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils import timezone

from core.models import VersionedModel
from participants.access import Role
from participants.querysets import MembershipQuerySet, OrganisationQuerySet, PersonQuerySet, SeatQuerySet, SizeQuerySet


class UserManager(BaseUserManager["User"]):
    """Makes accounts; an e-mail address is kept in lower case, so that one person has one account."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an account without rights of its own; rights come from memberships."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make the technical account of `createsuperuser`. It has no sight in the portal without a membership."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account to sign in with. What it may do follows from the memberships of its person."""

    email = models.EmailField("e-mailadres", unique=True)
    is_active = models.BooleanField("actief", default=True)
    is_staff = models.BooleanField("technisch beheer", default=False)
    date_joined = models.DateTimeField("aangemaakt", default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "account"
        verbose_name_plural = "accounts"
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        person = getattr(self, "person", None)
        return str(person) if person else self.email


class Sector(models.Model):
    """A branch of public service, with one or more ambassadors as its face."""

    name = models.CharField("naam", max_length=80, unique=True)
    slug = models.SlugField("korte naam", unique=True)
    order = models.PositiveSmallIntegerField("volgorde", default=0)

    class Meta:
        verbose_name = "sector"
        verbose_name_plural = "sectoren"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class RegistrationMode(models.TextChoices):
    """How an organisation delivers its incidents: one by one, or as counts per month."""

    CASES = "cases", "voorvallen een voor een"
    COUNTS = "counts", "aantallen per maand"


class ClockStart(models.TextChoices):
    """The moment from which the reaction term of an organisation runs."""

    OCCURRED = "occurred_at", "het moment van het voorval"
    REPORTED = "reported_at", "het moment van de melding"


class Wave(models.IntegerChoices):
    """When an organisation was asked to take part."""

    FIRST = 1, "eerste groep"
    SECOND = 2, "tweede groep"
    PROSPECT = 3, "nog te benaderen"


class Organisation(VersionedModel):
    """An employer with a public task that takes part in the programme, or is asked to."""

    name = models.CharField("naam", max_length=120, unique=True)
    code = models.CharField(
        "code",
        max_length=3,
        unique=True,
        help_text="Drie hoofdletters; het kenmerk van een voorval begint ermee, bijvoorbeeld GDA-7K3QF.",
        validators=[RegexValidator(r"^[A-Z]{3}$", "Gebruik precies drie hoofdletters, bijvoorbeeld GDA.")],
    )
    sector = models.ForeignKey(Sector, models.PROTECT, verbose_name="sector", related_name="organisations")
    wave = models.PositiveSmallIntegerField("groep", choices=Wave.choices, default=Wave.FIRST)
    joined_on = models.DateField("deelnemer sinds", null=True, blank=True)
    ended_on = models.DateField("deelnemer tot", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="opgegaan in",
        related_name="predecessors",
        null=True,
        blank=True,
    )
    invited_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name="aangebracht door",
        related_name="brought_in",
        null=True,
        blank=True,
    )
    commitment_signed_on = models.DateField("handtekening gezet op", null=True, blank=True)
    processor_agreement_on = models.DateField(
        "verwerkersovereenkomst sinds",
        null=True,
        blank=True,
        help_text="Zonder deze datum kan de organisatie alleen aantallen per maand leveren.",
    )
    registration_mode = models.CharField(
        "wijze van registreren", max_length=10, choices=RegistrationMode.choices, default=RegistrationMode.COUNTS
    )
    reaction_hours = models.PositiveSmallIntegerField(
        "reactietermijn in uren",
        default=48,
        validators=[
            MinValueValidator(1, "De termijn is ten minste 1 uur."),
            MaxValueValidator(336, "De termijn is ten hoogste 336 uur (twee weken)."),
        ],
    )
    clock_start = models.CharField(
        "termijn loopt vanaf", max_length=12, choices=ClockStart.choices, default=ClockStart.OCCURRED
    )
    norm_statement = models.CharField("eigen norm in één zin", max_length=200, blank=True)
    aftercare_phone = models.CharField("telefoon collegiale opvang", max_length=20, blank=True)
    website = models.URLField("website", blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisatie"
        verbose_name_plural = "organisaties"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(joined_on__isnull=True) | Q(ended_on__gte=F("joined_on")),
                name="organisation_ends_after_joining",
                violation_error_message="‘Deelnemer tot’ ligt voor ‘deelnemer sinds’. Pas een van beide datums aan.",
            ),
            models.CheckConstraint(
                condition=~Q(successor=F("pk")),
                name="organisation_not_own_successor",
                violation_error_message="Een organisatie kan niet in zichzelf opgaan. Kies een andere organisatie.",
            ),
            models.CheckConstraint(
                condition=Q(registration_mode="counts") | Q(processor_agreement_on__isnull=False),
                name="organisation_cases_need_agreement",
                violation_error_message=(
                    "Voorvallen een voor een registreren kan pas met een verwerkersovereenkomst. "
                    "Vul de datum daarvan in of kies ‘aantallen per maand’."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of this organisation."""
        return reverse("participants:organisation", args=[self.pk])

    def is_participant(self, on: Any) -> bool:
        """Tell whether the organisation takes part on this day."""
        return bool(self.joined_on and self.joined_on <= on and (self.ended_on is None or self.ended_on >= on))

    def can_register_cases(self, on: Any) -> bool:
        """Tell whether incidents may be registered one by one on this day: by choice and with an agreement."""
        return (
            self.registration_mode == RegistrationMode.CASES
            and self.processor_agreement_on is not None
            and self.processor_agreement_on <= on
        )


class OrganisationSize(models.Model):
    """How many people work at an organisation in a year; the denominator of every rate."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, verbose_name="organisatie", related_name="sizes")
    year = models.PositiveSmallIntegerField(
        "jaar", validators=[MinValueValidator(2000, "Kies een jaar vanaf 2000."), MaxValueValidator(2100)]
    )
    employees = models.PositiveIntegerField("aantal medewerkers")
    fte = models.DecimalField("fte", max_digits=8, decimal_places=1, null=True, blank=True)

    objects = SizeQuerySet.as_manager()

    class Meta:
        verbose_name = "omvang"
        verbose_name_plural = "omvang per jaar"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year"],
                name="organisation_size_per_year",
                violation_error_message="Voor dit jaar is de omvang al ingevuld. Wijzig dat jaar.",
            ),
            models.CheckConstraint(
                condition=Q(employees__gt=0),
                name="organisation_size_positive",
                violation_error_message="Vul een aantal medewerkers van 1 of meer in.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}: {self.employees}"


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
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.title}"


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
                violation_error_message="‘Tot en met’ ligt voor ‘van’. Pas een van beide datums aan.",
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
