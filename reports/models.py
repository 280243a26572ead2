"""Reports as editions: made once from the data of a day, read and downloaded unchanged ever after."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.models import Job, JobStatus, StoredFile, SubmittedModel, VersionedModel


class ReportStatus(models.TextChoices):
    """From asked for to published. Only what is published is seen by board and ministry."""

    MAKING = "making", "wordt gemaakt"
    CONCEPT = "concept", "concept, nog na te kijken"
    PUBLISHED = "published", "gepubliceerd"


class ReportQuerySet(models.QuerySet[Any]):
    """Reports of the programme; they hold no figures of one organisation."""

    def published(self) -> Self:
        """Keep what board and ministry may read, newest first."""
        return self.filter(status=ReportStatus.PUBLISHED).order_by("-number")

    def failed(self) -> Self:
        """Keep what could not be made."""
        return self.filter(status=ReportStatus.MAKING, job__status=JobStatus.FAILED)


class Report(VersionedModel, SubmittedModel):
    """One edition of the progress report: the words of the leader around figures that are frozen."""

    title = models.CharField("titel", max_length=120)
    number = models.PositiveSmallIntegerField("nummer", null=True, blank=True, unique=True)
    on = models.DateField("stand op")
    status = models.CharField("status", max_length=10, choices=ReportStatus.choices, default=ReportStatus.MAKING)
    opening = models.TextField("in het kort", max_length=2000, blank=True)
    request = models.TextField("wat vragen wij van u", max_length=1000, blank=True)
    content = models.JSONField("vastgezette inhoud", default=dict, blank=True, editable=False)
    pdf = models.ForeignKey(
        StoredFile, models.PROTECT, verbose_name="pdf", related_name="+", null=True, blank=True, editable=False
    )
    job = models.ForeignKey(
        Job, models.SET_NULL, verbose_name="taak", related_name="+", null=True, blank=True, editable=False
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="gevraagd door", null=True, related_name="+"
    )
    requested_at = models.DateTimeField("gevraagd op", auto_now_add=True)
    published_at = models.DateTimeField("gepubliceerd op", null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport"
        verbose_name_plural = "rapporten"
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="published")
                | (Q(number__isnull=False) & Q(published_at__isnull=False) & Q(pdf__isnull=False)),
                name="report_published_is_complete",
                violation_error_message="Een gepubliceerd rapport heeft een nummer, een datum en een pdf.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page on which the report is read."""
        return reverse("reports:report", args=[self.pk])

    @property
    def has_failed(self) -> bool:
        """Tell whether making it failed for good."""
        return self.status == ReportStatus.MAKING and self.job is not None and self.job.status == JobStatus.FAILED

    @property
    def is_published(self) -> bool:
        """Tell whether board and ministry see it."""
        return self.status == ReportStatus.PUBLISHED
