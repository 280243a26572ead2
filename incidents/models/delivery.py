"""Files that an organisation delivers from its own system, and what their columns mean."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.encryption import EncryptedJSONField, EncryptedTextField
from core.models import VersionedModel
from incidents.models.incident import Incident
from incidents.querysets import ChildQuerySet, ImportQuerySet
from incidents.vocabulary import SOURCES
from participants.models import Organisation

UNDO_TERM = timedelta(hours=24)


class ImportKind(models.TextChoices):
    """What the rows of a file are."""

    CASES = "voorvallen", "voorvallen, één per regel"
    COUNTS = "aantallen", "aantallen per maand"


class ImportStatus(models.TextChoices):
    """How far a delivered file is."""

    CHECKING = "controle", "wordt gecontroleerd"
    MAPPING = "koppelen", "kolommen kiezen"
    FAULTY = "fouten", "er staan fouten in"
    READY = "klaar", "klaar om in te lezen"
    RUNNING = "bezig", "wordt ingelezen"
    DONE = "ingelezen", "ingelezen"
    UNDOING = "terug", "wordt ongedaan gemaakt"
    UNDONE = "ongedaan", "ongedaan gemaakt"
    REFUSED = "geweigerd", "niet gelezen"
    DROPPED = "weggegooid", "weggegooid"


_S = ImportStatus
WAITING = (_S.CHECKING, _S.RUNNING, _S.UNDOING)
"""Work for the worker."""
UNFINISHED = (_S.CHECKING, _S.RUNNING, _S.MAPPING, _S.FAULTY, _S.READY)
"""Its file is still kept."""


class ImportRun(VersionedModel):
    """One delivered file: whole or not at all. The file is kept encrypted until it is read in, one day at most.

    `columns` are the headings as found, `mapping` what each means, `words` what words in the cells mean, `problems` the
    first faulty cells with their values, and `differences` what known cases have otherwise. All of it is encrypted,
    because a cell may hold anything: in a file without headings the first case stands in their place.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="organisatie", related_name="+")
    kind = models.CharField("soort", max_length=10, choices=ImportKind.choices, default=ImportKind.CASES)
    source_system = models.CharField("bron", max_length=20, choices=SOURCES.choices(), default="import")
    status = models.CharField("stand", max_length=10, choices=ImportStatus.choices, default=ImportStatus.CHECKING)
    attempt = models.PositiveIntegerField("poging", default=1)
    file_name = EncryptedTextField("bestandsnaam")
    file_key = models.UUIDField("sleutel van het bestand", null=True, blank=True)
    file_format = models.CharField("vorm van het bestand", max_length=4)
    encoding = models.CharField("tekenset", max_length=10, blank=True)
    size = models.PositiveBigIntegerField("grootte in bytes")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="geplaatst door", related_name="+", null=True
    )
    uploaded_at = models.DateTimeField("geplaatst op", default=timezone.now)
    columns: Any = EncryptedJSONField("kolommen", default=list, blank=True)
    mapping: Any = EncryptedJSONField("betekenis van kolommen", default=dict, blank=True)
    words: Any = EncryptedJSONField("betekenis van woorden", default=dict, blank=True)
    unknown_words = EncryptedJSONField("onbekende woorden", default=dict, blank=True)
    problems = EncryptedTextField("fouten", blank=True, default="")
    reason = models.CharField("reden", max_length=300, blank=True)
    rows_total = models.PositiveIntegerField("regels", default=0)
    rows_new = models.PositiveIntegerField("nieuw", default=0)
    rows_known = models.PositiveIntegerField("al bekend", default=0)
    rows_faulty = models.PositiveIntegerField("met fouten", default=0)
    rows_changed = models.PositiveIntegerField("al bekend, met andere gegevens", default=0)
    rows_kept = models.PositiveIntegerField("al bekend, in het portaal bewerkt", default=0)
    updates_known = models.BooleanField("werk bekende voorvallen bij", default=False)
    differences: Any = EncryptedJSONField("verschillen met bekende voorvallen", default=list, blank=True)
    rows_open = models.PositiveIntegerField("nog open", default=0)
    notes: Any = EncryptedJSONField("opmerkingen", default=list, blank=True)
    done_at = models.DateTimeField("ingelezen op", null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "ingelezen bestand"
        verbose_name_plural = "ingelezen bestanden"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="import_organisation_id"),
            models.CheckConstraint(
                condition=~Q(status=_S.DONE) | Q(done_at__isnull=False),
                name="import_done_has_moment",
                violation_error_message="Een ingelezen bestand heeft een moment van inlezen nodig.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-uploaded_at"], name="import_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.uploaded_at:%d-%m-%Y}"

    def get_absolute_url(self) -> str:
        """Return the page of this file."""
        return reverse("incidents:import_run", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        """Tell whether a worker has it in hand."""
        return self.status in WAITING

    @property
    def job_key(self) -> str:
        """Return the key of the job that does the present step."""
        return f"{self.pk}:{self.attempt}"

    def may_be_undone(self, at: datetime) -> bool:
        """Tell whether the term of undoing still runs; whether rows were touched is for the service to see."""
        has_written = self.kind == ImportKind.CASES and self.rows_new + self.rows_changed > 0
        is_done = self.status == _S.DONE and has_written
        return bool(is_done and self.done_at and at - self.done_at < UNDO_TERM)


class ImportMapping(models.Model):
    """What the columns and words of one system mean for one organisation; remembered for the next file."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, verbose_name="organisatie", related_name="+")
    kind = models.CharField("soort", max_length=10, choices=ImportKind.choices)
    source_system = models.CharField("bron", max_length=20, choices=SOURCES.choices())
    columns: Any = EncryptedJSONField("betekenis van kolommen", default=dict, blank=True)
    words: Any = EncryptedJSONField("betekenis van woorden", default=dict, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="bewaard door", related_name="+", null=True
    )
    saved_at = models.DateTimeField("bewaard op", default=timezone.now)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "betekenis van kolommen"
        verbose_name_plural = "betekenissen van kolommen"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "source_system"],
                name="import_mapping_once",
                violation_error_message="Voor dit systeem zijn de kolommen al gekozen.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind} {self.source_system}"


class DeliveryKey(models.Model):
    """The secret with which marks are made of what an organisation delivered, so that the same is known the next time.

    A row without a reference of its own is known by a mark of what it says. Whoever holds a dump could try texts
    against a plain digest; against a keyed one only with the keys of encryption too. The secret never changes.
    """

    organisation = models.OneToOneField(Organisation, models.CASCADE, verbose_name="organisatie", related_name="+")
    secret = EncryptedTextField("geheim")
    made_at = models.DateTimeField("gemaakt op", default=timezone.now)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "geheim van leveringen"
        verbose_name_plural = "geheimen van leveringen"

    def __str__(self) -> str:
        return f"geheim van {self.organisation_id}"


class ImportChange(models.Model):
    """What a file changed of a case that was known: how it was before, so that it can be put back for a day.

    `version` and `duty_versions` are those that the last change by a file left: with others somebody did something
    with the case since, and files leave it alone.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisatie", related_name="+", db_index=False
    )
    run = models.ForeignKey(ImportRun, models.PROTECT, verbose_name="bestand", related_name="changes")
    incident = models.ForeignKey(
        Incident, models.CASCADE, verbose_name="voorval", related_name="import_changes", db_index=False
    )
    before: Any = EncryptedJSONField("zoals het was", default=dict, blank=True)
    version = models.PositiveIntegerField("versie van het voorval")
    duty_versions = models.PositiveIntegerField("versies van de plichten, opgeteld")
    is_undone = models.BooleanField("ongedaan gemaakt", default=False)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = "wijziging uit een bestand"
        verbose_name_plural = "wijzigingen uit een bestand"
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "run"],
                name="import_change_once",
                violation_error_message="Dit bestand wijzigde dit voorval al.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.incident_id}"
