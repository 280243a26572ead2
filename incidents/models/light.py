"""Light incidents: counted in three taps, without a case. They are no reports and are in no figure of reports."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import SubmittedModel
from incidents import vocabulary as words
from incidents.models.incident import Incident
from incidents.querysets import LightQuerySet
from participants.models import Organisation

UPGRADE_TERM = timedelta(days=1)
"""As long as this a counted incident can be taken back, or become a report after all."""


class LightIncident(SubmittedModel):
    """Something small that an employee let pass: its kind, when it was counted and, if wanted, the kind of place."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisatie", related_name="light_incidents"
    )
    kind = models.CharField("vorm", max_length=20)
    channel = models.CharField("plaats", max_length=20, blank=True, default="")
    counted_at = models.DateTimeField("geteld op", default=timezone.now)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="geteld door", related_name="+", null=True
    )
    undone_at = models.DateTimeField("teruggenomen op", null=True, blank=True)
    upgraded_to = models.OneToOneField(
        Incident, models.SET_NULL, verbose_name="toch gemeld als", related_name="light", null=True, blank=True
    )

    objects = LightQuerySet.as_manager()

    class Meta:
        verbose_name = "licht voorval"
        verbose_name_plural = "lichte voorvallen"
        ordering = ["-counted_at", "-pk"]
        indexes = [
            models.Index(fields=["organisation", "counted_at"], name="light_organisation"),
            models.Index(fields=["counted_by", "-counted_at"], name="light_counted_by"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=""),
                name="light_has_kind",
                violation_error_message="Kies wat er gebeurde.",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(upgraded_to__isnull=True),
                name="light_undone_is_no_report",
                violation_error_message="Van dit voorval is al een melding gemaakt. Gooi die weg als ze niet klopt.",
            ),
        ]

    def __str__(self) -> str:
        return words.KINDS.label(self.kind)

    @property
    def is_counted(self) -> bool:
        """Tell whether this one is in the count: not taken back, and not a report."""
        return self.undone_at is None and self.upgraded_to_id is None

    def may_change(self, at: datetime) -> bool:
        """Tell whether it can still be taken back or become a report."""
        return self.is_counted and at - self.counted_at < UPGRADE_TERM
