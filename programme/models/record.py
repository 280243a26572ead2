"""The plan itself: the programme record."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from core.models import VersionedModel
from programme.querysets import ProgrammeQuerySet


class Programme(VersionedModel):
    """The programme of a region: its name, its running time and what the ministry aims at nationally."""

    name = models.CharField("naam van het programma", max_length=120)
    region_name = models.CharField("naam van de regio", max_length=120)
    starts_on = models.DateField("begin")
    ends_on = models.DateField("einde", help_text="Het einde zoals het nu geldt, met een eventuele verlenging.")
    original_ends_on = models.DateField(
        "oorspronkelijk einde",
        null=True,
        blank=True,
        help_text="Leeg als het programma niet is verlengd.",
    )
    national_target_percent = models.DecimalField(
        "landelijk streven in procenten",
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[
            MinValueValidator(Decimal(-100), "Vul een getal tussen -100 en 100 in."),
            MaxValueValidator(Decimal(100), "Vul een getal tussen -100 en 100 in."),
        ],
        help_text="Bijvoorbeeld -25 voor een kwart minder voorvallen.",
    )
    national_target_year = models.PositiveSmallIntegerField("jaar van het landelijk streven", null=True, blank=True)
    target_remark = models.TextField("opmerking van het plan bij het streven", blank=True)
    comparison_organisations = models.PositiveSmallIntegerField(
        "vergelijken vanaf zoveel organisaties",
        default=3,
        validators=[MinValueValidator(3, "Minder dan drie organisaties kan niet: dan is er een te herkennen.")],
        help_text="Zoveel organisaties moeten beide metingen hebben bevestigd.",
    )
    comparison_percent = models.PositiveSmallIntegerField(
        "vergelijken vanaf zoveel procent van de medewerkers",
        default=50,
        validators=[MaxValueValidator(100, "Vul een getal tussen 0 en 100 in.")],
        help_text="Zoveel van de medewerkers van alle deelnemers moeten bij die organisaties werken.",
    )
    contact_email = models.EmailField("e-mailadres voor vragen", blank=True)
    privacy_text = models.TextField(
        "privacyverklaring",
        blank=True,
        help_text="Opmaak met Markdown: een lege regel geeft een nieuwe alinea.",
    )
    is_current = models.BooleanField("huidig programma", default=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "programma"
        verbose_name_plural = "programma's"
        ordering = ["-is_current", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=Q(is_current=True),
                name="programme_one_current",
                violation_error_message="Er is al een huidig programma. Zet dat eerst uit.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="programme_ends_after_start",
                violation_error_message="Het einde ligt voor het begin. Pas een van beide datums aan.",
            ),
            models.CheckConstraint(
                condition=Q(original_ends_on__isnull=True) | Q(original_ends_on__gte=F("starts_on")),
                name="programme_original_end_after_start",
                violation_error_message="Het oorspronkelijke einde ligt voor het begin. Pas een van beide datums aan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.region_name}"

    @property
    def is_extended(self) -> bool:
        """Tell whether the programme runs longer than first agreed."""
        return self.original_ends_on is not None and self.ends_on > self.original_ends_on
