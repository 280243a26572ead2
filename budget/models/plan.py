"""What may be spent: the grant per year, and versions of the budget that divide it over lines."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.models import SubmittedModel, VersionedModel
from programme.models import Programme

FIRST_YEAR, LAST_YEAR = 2000, 2100
YEAR_RULES = [
    MinValueValidator(FIRST_YEAR, "Kies een jaar vanaf 2000."),
    MaxValueValidator(LAST_YEAR, "Kies een jaar tot en met 2100."),
]
NOT_NEGATIVE = [MinValueValidator(Decimal(0), "Vul een bedrag van 0 of hoger in.")]


def money_field(label: str, **options: object) -> models.DecimalField:
    """Return a field for an amount in euros, to the cent."""
    return models.DecimalField(label, max_digits=12, decimal_places=2, **options)  # type: ignore[arg-type]


class Regime(models.TextChoices):
    """How the grant is accounted for. The documents do not say; ask the ministry."""

    UNKNOWN = "unknown", "nog niet bekend: navragen bij het ministerie"
    LIGHT = "light", "tot € 25.000: geen verantwoording vooraf, wel op verzoek"
    PERFORMANCE = "performance", "€ 25.000 tot € 125.000: verantwoording over de prestatie"
    COSTS = "costs", "vanaf € 125.000: prestatie en kosten, met verklaring van een accountant"


class Grant(VersionedModel):
    """The money that the ministry makes available for the programme."""

    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name="programma", related_name="grants")
    name = models.CharField("naam", max_length=120)
    reference = models.CharField("kenmerk", max_length=80, blank=True)
    awarded_total = money_field("toegekend bedrag", validators=NOT_NEGATIVE)
    regime = models.CharField("wijze van verantwoorden", max_length=12, choices=Regime.choices, default=Regime.UNKNOWN)
    remark = models.TextField("opmerking", blank=True)

    class Meta:
        verbose_name = "subsidie"
        verbose_name_plural = "subsidies"
        ordering = ["programme", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="grant_name_unique",
                violation_error_message="Deze subsidie bestaat al. Wijzig de bestaande.",
            ),
            models.CheckConstraint(
                condition=Q(awarded_total__gte=0),
                name="grant_total_not_negative",
                violation_error_message="Vul een bedrag van 0 of hoger in.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GrantYear(models.Model):
    """The part of the grant that is meant for one year."""

    grant = models.ForeignKey(Grant, models.CASCADE, verbose_name="subsidie", related_name="years")
    year = models.PositiveSmallIntegerField("jaar", validators=YEAR_RULES)
    amount = money_field("bedrag", validators=NOT_NEGATIVE)

    class Meta:
        verbose_name = "bedrag per jaar"
        verbose_name_plural = "bedragen per jaar"
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "year"],
                name="grant_year_once",
                violation_error_message="Dit jaar staat er al. Wijzig het bestaande bedrag.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="grant_year_not_negative",
                violation_error_message="Vul een bedrag van 0 of hoger in.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount}"


class BudgetLine(models.Model):
    """A kind of cost that the budget names, the same in all versions."""

    grant = models.ForeignKey(Grant, models.CASCADE, verbose_name="subsidie", related_name="lines")
    name = models.CharField("naam", max_length=80)
    code = models.SlugField("korte naam", max_length=30)
    order = models.PositiveSmallIntegerField("volgorde", default=0)

    class Meta:
        verbose_name = "begrotingspost"
        verbose_name_plural = "begrotingsposten"
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "code"],
                name="budget_line_code_unique",
                violation_error_message="Deze korte naam is al gebruikt. Kies een andere.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class BudgetVersion(VersionedModel, SubmittedModel):
    """The budget as it was on a day, with the reason why it was made."""

    grant = models.ForeignKey(Grant, models.CASCADE, verbose_name="subsidie", related_name="versions")
    name = models.CharField("naam", max_length=80)
    dated_on = models.DateField("datum")
    reason = models.CharField("reden", max_length=300)
    is_current = models.BooleanField("geldt nu", default=False)

    class Meta:
        verbose_name = "versie van de begroting"
        verbose_name_plural = "versies van de begroting"
        ordering = ["-dated_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "name"],
                name="budget_version_name_unique",
                violation_error_message="Er is al een versie met deze naam. Kies een andere naam.",
            ),
            models.UniqueConstraint(
                fields=["grant"],
                condition=Q(is_current=True),
                name="budget_version_one_current",
                violation_error_message="Er geldt al een versie. Zet die eerst uit.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="budget_version_has_reason",
                violation_error_message="Geef de reden van deze versie.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the budget table of this version."""
        return reverse("budget:version", args=[self.pk])


class BudgetAmount(models.Model):
    """What a version sets aside on a line for a year; without a year for the whole running time."""

    version = models.ForeignKey(BudgetVersion, models.CASCADE, verbose_name="versie", related_name="amounts")
    line = models.ForeignKey(BudgetLine, models.PROTECT, verbose_name="post", related_name="amounts")
    year = models.PositiveSmallIntegerField(
        "jaar", null=True, blank=True, validators=YEAR_RULES, help_text="Leeg als het bedrag niet aan een jaar vastzit."
    )
    amount = money_field("bedrag", validators=NOT_NEGATIVE)

    class Meta:
        verbose_name = "begroot bedrag"
        verbose_name_plural = "begrote bedragen"
        ordering = ["line__order", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "line", "year"],
                nulls_distinct=False,
                name="budget_amount_once",
                violation_error_message="Voor deze post en dit jaar staat er al een bedrag. Wijzig dat bedrag.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="budget_amount_not_negative",
                violation_error_message="Vul een bedrag van 0 of hoger in.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}, {self.year or 'zonder jaar'}: {self.amount}"
