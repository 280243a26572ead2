"""A poster with a code, and the short reports that colleagues without an account send by it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.encryption import EncryptedTextField
from core.models import Job, JobStatus, StoredFile, SubmittedModel, VersionedModel
from incidents.choices import Precision, Severity
from incidents.models.incident import Incident, Unit
from incidents.querysets import MiniReportQuerySet, PosterQuerySet
from participants.models import Organisation


class PosterLink(VersionedModel):
    """A poster of one organisation for one place. Its key opens a short form and nothing else.

    The key is random (148 bits) and can be printed again, so it is kept, encrypted; it is looked up by its digest.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="organisatie", related_name="posters")
    unit = models.ForeignKey(Unit, models.SET_NULL, verbose_name="afdeling", null=True, blank=True)
    label = models.CharField("plek", max_length=60)
    key = EncryptedTextField("sleutel", editable=False)
    digest = models.CharField("afdruk van de sleutel", max_length=64, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="gemaakt door", related_name="+", null=True
    )
    created_at = models.DateTimeField("gemaakt op")
    revoked_at = models.DateTimeField("ingetrokken op", null=True, blank=True, editable=False)
    job = models.ForeignKey(Job, models.SET_NULL, verbose_name="taak", related_name="+", null=True, editable=False)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="pdf", related_name="+", null=True, editable=False)

    objects = PosterQuerySet.as_manager()

    class Meta:
        verbose_name = "poster"
        verbose_name_plural = "posters"
        ordering = ["label", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="poster_organisation_id"),
            models.UniqueConstraint(fields=["organisation", "digest"], name="poster_digest"),
            models.UniqueConstraint(
                fields=["organisation", "label"],
                condition=Q(revoked_at__isnull=True),
                name="poster_label_once",
                violation_error_message="Voor deze plek is er al een poster. Druk die af, of kies een andere naam.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """Return the page of this poster."""
        return reverse("incidents:poster", args=[self.pk])

    @property
    def has_failed(self) -> bool:
        """Tell whether making the file failed for good."""
        return self.pdf_id is None and self.job is not None and self.job.status == JobStatus.FAILED


class MiniReportState(models.TextChoices):
    """A short report waits for the coordinator, and then became a report or did not."""

    WAITING = "wacht", "wacht op beoordeling"
    CONFIRMED = "bevestigd", "bevestigd"
    REJECTED = "afgewezen", "afgewezen"


class MiniReport(SubmittedModel):
    """What a colleague sent without an account: who it was is not known and not kept.

    It counts nowhere until the coordinator confirms it. A rejected one stays as a count: its words are removed.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="organisatie", related_name="+")
    poster = models.ForeignKey(PosterLink, models.PROTECT, verbose_name="poster", related_name="mini_reports")
    state = models.CharField("stand", max_length=10, choices=MiniReportState.choices, default=MiniReportState.WAITING)
    reported_at = models.DateTimeField("gemeld op")
    occurred_at = models.DateTimeField("gebeurd op")
    occurred_precision = models.CharField("nauwkeurigheid", max_length=10, choices=Precision.choices)
    kinds = ArrayField(models.CharField(max_length=20), verbose_name="vormen")
    channel = models.CharField("plaats", max_length=20)
    severity = models.CharField("ernst", max_length=10, choices=Severity.choices)
    words = EncryptedTextField("in eigen woorden", blank=True)
    incident = models.OneToOneField(
        Incident, models.PROTECT, verbose_name="voorval", related_name="mini_report", null=True, editable=False
    )
    reason = models.CharField("afgewezen, omdat", max_length=20, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="beoordeeld door", related_name="+", null=True
    )
    judged_at = models.DateTimeField("beoordeeld op", null=True)

    objects = MiniReportQuerySet.as_manager()

    class Meta:
        verbose_name = "korte melding"
        verbose_name_plural = "korte meldingen"
        ordering = ["reported_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(occurred_at__lte=F("reported_at")),
                name="mini_report_occurred_before",
                violation_error_message="Het moment van het voorval ligt na de melding. Kies een eerder moment.",
            ),
            models.CheckConstraint(
                condition=(Q(state="wacht") & Q(judged_at__isnull=True, incident__isnull=True, reason=""))
                | (Q(state="bevestigd") & Q(judged_at__isnull=False, incident__isnull=False, reason="", words=""))
                | (Q(state="afgewezen") & Q(judged_at__isnull=False, incident__isnull=True, words="") & ~Q(reason="")),
                name="mini_report_judged_complete",
                violation_error_message="Bevestig de korte melding, of kies waarom zij wordt afgewezen.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "reported_at"], name="mini_waiting", condition=Q(state="wacht")),
            models.Index(fields=["poster", "reported_at"], name="mini_of_poster"),
        ]

    def __str__(self) -> str:
        return f"korte melding {self.pk}"
