"""Counts that triggers of the database keep beside the incidents, and the months of the region as they were published.

Pages for people who may see no incident read these tables and never the incidents themselves.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from incidents.querysets import SummaryQuerySet
from participants.models import Organisation


class MonthlySummary(models.Model):
    """How many incidents that count an organisation had in a month, per main kind.

    Kept in the same transaction by triggers on `incidents_incident`. A key may have several rows, some below zero: a
    transaction that finds the row of its key taken by another adds a row of its own instead of waiting. So the count
    is the sum over the rows of a key, and nobody who registers waits for a colleague (docs/adr/0009).
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, verbose_name="organisatie", related_name="+")
    month = models.DateField("maand")
    kind = models.CharField("hoofdvorm", max_length=20)
    count = models.IntegerField("aantal")
    light_count = models.IntegerField("waarvan licht")
    serious_count = models.IntegerField("waarvan zwaar")

    objects = SummaryQuerySet.as_manager()

    class Meta:
        verbose_name = "telling per maand"
        verbose_name_plural = "tellingen per maand"
        indexes = [models.Index(fields=["organisation", "month", "kind"], name="monthly_summary_key")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.month:%Y-%m} {self.kind}: {self.count}"


class StatusSummary(models.Model):
    """How many reports an organisation has in each status, per month in which they came; concepts are not in it.

    Kept like `MonthlySummary`, with as many rows to a key as it takes.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, verbose_name="organisatie", related_name="+")
    status = models.CharField("status", max_length=14)
    reported_month = models.DateField("maand van melding")
    count = models.IntegerField("aantal")

    objects = SummaryQuerySet.as_manager()

    class Meta:
        verbose_name = "telling per status"
        verbose_name_plural = "tellingen per status"
        indexes = [models.Index(fields=["organisation", "status", "reported_month"], name="status_summary_key")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.status} {self.reported_month:%Y-%m}: {self.count}"


class RegionMonth(models.Model):
    """A month of the region as it was published, once and for good (docs/adr/0008).

    `cells` holds `[key, number]`, where the key is `["totaal"]`, `["sector", name]` or `["kind", code]`, and the number
    is null where it must not be shown. What is registered later never comes into it; the database refuses changes.
    `members` tells which organisations stand behind the total and behind each sector: what is published later about the
    same days is laid beside it.
    """

    month = models.DateField("maand", unique=True)
    settled_at = models.DateTimeField("vastgesteld op")
    participants = models.PositiveIntegerField("deelnemers")
    delivered = models.PositiveIntegerField("waarvan bekend")
    cells = models.JSONField("cijfers", default=list)
    members = models.JSONField("organisaties achter de cijfers", default=dict)

    class Meta:
        verbose_name = "maand van de regio"
        verbose_name_plural = "maanden van de regio"
        ordering = ["month"]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="region_month_first_of_month"),
            models.CheckConstraint(
                condition=Q(delivered__lte=models.F("participants")), name="region_month_delivered_by_participants"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
