"""The help sheet for the report to the police: one A4, made by a job and thrown away after a day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.models import Job, JobStatus, StoredFile
from incidents.models.incident import Incident
from incidents.querysets import SheetQuerySet
from participants.models import Organisation


class HelpSheet(models.Model):
    """One A4 with what the police will ask, filled in from the report. It holds facts, so it is not kept."""

    incident = models.ForeignKey(Incident, models.CASCADE, verbose_name="voorval", related_name="help_sheets")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisatie", related_name="+", db_index=False
    )
    has_narrative = models.BooleanField("met de eigen woorden van de melder", default=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="gevraagd door", related_name="+", null=True
    )
    requested_at = models.DateTimeField("gevraagd op")
    job = models.ForeignKey(Job, models.SET_NULL, verbose_name="taak", related_name="+", null=True, editable=False)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="pdf", related_name="+", null=True, editable=False)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = "hulpblad voor de aangifte"
        verbose_name_plural = "hulpbladen voor de aangifte"
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "has_narrative"],
                condition=Q(pdf__isnull=True),
                name="help_sheet_one_being_made",
                violation_error_message="Dit hulpblad wordt al gemaakt.",
            )
        ]

    def __str__(self) -> str:
        return f"hulpblad bij {self.incident_id}"

    def get_absolute_url(self) -> str:
        """Return the page on which the sheet waits."""
        return reverse("incidents:sheet", args=[self.incident.reference, self.pk])

    @property
    def has_failed(self) -> bool:
        """Tell whether making it failed for good."""
        return self.pdf_id is None and self.job is not None and self.job.status == JobStatus.FAILED
