"""Counts per month, for organisations that keep their cases elsewhere."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from core.models import VersionedModel
from incidents.querysets import DeliveryQuerySet
from participants.models import Organisation


class MonthlyDelivery(VersionedModel):
    """An organisation has delivered a month. `is_nil` says in so many words that nothing happened.

    A month without a row is missing, and missing is never zero.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisatie", related_name="monthly_deliveries"
    )
    month = models.DateField("maand", help_text="De eerste dag van de maand.")
    is_nil = models.BooleanField("geen voorvallen in deze maand", default=False)
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="geleverd door", related_name="+", null=True
    )
    delivered_at = models.DateTimeField("geleverd op", default=timezone.now)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "maandlevering"
        verbose_name_plural = "maandleveringen"
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "month"],
                name="delivery_once_a_month",
                violation_error_message="Deze maand is al geleverd. Wijzig de bestaande levering.",
            ),
            models.UniqueConstraint(fields=["organisation", "id"], name="delivery_organisation_id"),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="delivery_first_of_month",
                violation_error_message="Kies de eerste dag van de maand.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {date_format(self.month, 'F Y')}"


class MonthlyCount(models.Model):
    """How many incidents of one main kind an organisation counted in a month."""

    delivery = models.ForeignKey(MonthlyDelivery, models.CASCADE, verbose_name="levering", related_name="counts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="organisatie", related_name="+")
    month = models.DateField("maand")
    kind = models.CharField("vorm", max_length=20)
    count = models.PositiveIntegerField("aantal")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "aantal per maand"
        verbose_name_plural = "aantallen per maand"
        ordering = ["-month", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "month", "kind"],
                name="monthly_count_unique",
                violation_error_message="Voor deze vorm staat deze maand al een aantal.",
            ),
            models.CheckConstraint(
                condition=Q(count__gt=0),
                name="monthly_count_positive",
                violation_error_message="Vul een aantal van 1 of meer in, of laat het leeg.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.kind}: {self.count}"
