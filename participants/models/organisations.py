"""Sectors and organisations."""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse

from core.models import VersionedModel
from participants.querysets import OrganisationQuerySet, PastTermQuerySet, SizeQuerySet


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
    commitment_signed_by = models.ForeignKey(
        "Person",
        models.SET_NULL,
        verbose_name="handtekening gezet door",
        related_name="signed_commitments",
        null=True,
        blank=True,
    )
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
    retention_months = models.PositiveSmallIntegerField(
        "tekst en bijlagen bewaren (maanden)",
        default=24,
        help_text="Vanaf het afhandelen van een voorval. Daarna wissen we tekst en bijlagen; het voorval telt nog mee.",
        validators=[
            MinValueValidator(3, "De bewaartermijn is ten minste 3 maanden."),
            MaxValueValidator(84, "De bewaartermijn is ten hoogste 84 maanden (zeven jaar)."),
        ],
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
                condition=Q(retention_months__range=(3, 84)),
                name="organisation_retention_within_bounds",
                violation_error_message="De bewaartermijn is 3 tot en met 84 maanden.",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(ended_on__isnull=False),
                name="organisation_succeeded_has_ended",
                violation_error_message="Vul bij ‘opgegaan in’ ook in tot wanneer de organisatie deelnam.",
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

    def is_participant(self, on: date) -> bool:
        """Tell whether the organisation takes part on this day."""
        return bool(self.joined_on and self.joined_on <= on and (self.ended_on is None or self.ended_on >= on))

    def can_register_cases(self, on: date) -> bool:
        """Tell whether incidents may be registered one by one on this day: by choice and with an agreement."""
        return (
            self.registration_mode == RegistrationMode.CASES
            and self.processor_agreement_on is not None
            and self.processor_agreement_on <= on
        )


class PastTerm(models.Model):
    """A reaction term that an organisation had until a moment; a report keeps the term that held when it came in.

    The rows are written by a trigger of the database, so that no way of changing the term forgets one.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name="organisatie", related_name="past_terms"
    )
    reaction_hours = models.PositiveSmallIntegerField("reactietermijn in uren")
    clock_start = models.CharField("termijn loopt vanaf", max_length=12, choices=ClockStart.choices)
    until_at = models.DateTimeField("gold tot", db_default=Now())

    objects = PastTermQuerySet.as_manager()

    class Meta:
        verbose_name = "eerdere reactietermijn"
        verbose_name_plural = "eerdere reactietermijnen"
        ordering = ["until_at"]
        indexes = [models.Index(fields=["organisation", "until_at"], name="past_term_until")]

    def __str__(self) -> str:
        return f"{self.reaction_hours} uur"


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
