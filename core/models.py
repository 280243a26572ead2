"""Models of the kernel: what every app needs and no app owns."""

from __future__ import annotations

import io
import uuid
from pathlib import Path
from typing import IO, Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.encryption import decrypt_bytes


class Conflict(Exception):
    """Somebody else changed the row since it was read. Shown as 409 with this sentence when no form catches it."""

    sentence = "Iemand anders heeft dit intussen gewijzigd. Bekijk de nieuwe stand en sla daarna opnieuw op."

    def __init__(self) -> None:
        super().__init__(self.sentence)


class VersionedModel(models.Model):
    """A row that two people may edit: `version` rises with each change, and the second editor is told.

    Saving compares and sets in one statement: a row that moved since it was read raises `Conflict`, so no change is
    lost in silence, with or without a lock.
    """

    version = models.PositiveIntegerField("versie", default=0, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, raising the version of an existing row by one."""
        if self._state.adding:
            return super().save(*args, **kwargs)
        read = self.version
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        self.version = read + 1
        try:
            super().save(*args, **kwargs)
        except BaseException:
            self.version = read
            raise

    def check_version(self, version: int | None) -> None:
        """Compare with the version that a form was made from; None means that the caller has none.

        Raises:
            Conflict: when somebody else changed the row since.
        """
        if version is not None and version != self.version:
            raise Conflict

    def _do_update(self, base_qs: Any, using: Any, pk_val: Any, *rest: Any) -> Any:
        """Update only the version that was read (called by `save` for rows that exist)."""
        rows = base_qs if self._state.adding else base_qs.filter(version=self.version - 1)
        updated = bool(super()._do_update(rows, using, pk_val, *rest))
        if not updated and not self._state.adding and base_qs.filter(pk=pk_val).exists():
            raise Conflict
        return updated


class SubmittedModel(models.Model):
    """A row made by a form: the form's own key is kept, so that a double press makes one row."""

    submit_key = models.UUIDField("sleutel van het formulier", null=True, blank=True, unique=True, editable=False)

    class Meta:
        abstract = True


class AuditEvent(models.Model):
    """Somebody did or read something that must be traceable. Rows are only ever added.

    The database sets `at` and `id`, and refuses update, delete and truncate (migration 0002). `actor` has no
    constraint in the database: an account may be deleted while its number stays in the trail. `changed` holds names
    of fields, never values, so that erasing personal data leaves nothing behind here.
    """

    at = models.DateTimeField("moment", db_default=Now(), editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        verbose_name="door",
        related_name="+",
        null=True,
        db_constraint=False,
    )
    organisation_id = models.BigIntegerField("organisatie", null=True)
    code = models.CharField("gebeurtenis", max_length=80)
    object_type = models.CharField("soort", max_length=80, blank=True)
    object_id = models.CharField("sleutel", max_length=40, blank=True)
    object_label = models.CharField("omschrijving", max_length=200, blank=True)
    changed = ArrayField(models.CharField(max_length=80), verbose_name="gewijzigde velden", default=list)
    has_second_factor = models.BooleanField("met tweede factor", null=True)

    class Meta:
        verbose_name = "gebeurtenis"
        verbose_name_plural = "gebeurtenissen"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "-at"], name="audit_object"),
            models.Index(fields=["organisation_id", "-at"], name="audit_organisation"),
            models.Index(fields=["actor", "-at"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.object_label}".strip()


class MailStatus(models.TextChoices):
    """Where a mail is on its way."""

    QUEUED = "queued", "wacht"
    SENDING = "sending", "wordt verzonden"
    SENT = "sent", "verzonden"
    LATER = "later", "later opnieuw"
    FAILED = "failed", "mislukt"
    UNCERTAIN = "uncertain", "onzeker"
    SKIPPED = "skipped", "overgeslagen"


class OutgoingMail(models.Model):
    """A mail to one person, written in the transaction that causes it and sent afterwards.

    `is_bulk` mail goes out at most once, other mail at least once (ADR 0005). `guard` names a check that is asked
    just before sending, such as "is this person still subscribed?".
    """

    recipient = models.EmailField("aan")
    subject = models.CharField("onderwerp", max_length=250)
    text = models.TextField("tekst")
    html = models.TextField("opgemaakte tekst", blank=True)
    headers = models.JSONField("kopregels", default=dict, blank=True)
    attachments = models.JSONField("bijlagen", default=list, blank=True)
    dedup_key = models.CharField("sleutel", max_length=200, unique=True)
    message_id = models.CharField("kenmerk", max_length=200)
    guard = models.CharField("controle vooraf", max_length=80, blank=True)
    is_bulk = models.BooleanField("in grote oplage", default=False)
    status = models.CharField("status", max_length=10, choices=MailStatus.choices, default=MailStatus.QUEUED)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    last_error = models.TextField("laatste fout", blank=True)
    not_before = models.DateTimeField("niet voor", db_default=Now())
    claimed_at = models.DateTimeField("opgepakt", null=True, blank=True)
    worker = models.CharField("door", max_length=80, blank=True)
    created_at = models.DateTimeField("gemaakt", db_default=Now(), editable=False)
    sent_at = models.DateTimeField("verzonden", null=True, blank=True)

    class Meta:
        verbose_name = "uitgaande mail"
        verbose_name_plural = "uitgaande mail"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=MailStatus.values),
                name="outgoingmail_status",
                violation_error_message="Deze status van een mail bestaat niet.",
            )
        ]
        indexes = [
            models.Index(
                F("is_bulk"),
                F("not_before"),
                F("id"),
                name="outgoingmail_waiting",
                condition=Q(status__in=["queued", "later"]),
            ),
            models.Index(F("claimed_at"), name="outgoingmail_sending", condition=Q(status="sending")),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.get_status_display()})"


class JobStatus(models.TextChoices):
    """How far a job is."""

    QUEUED = "queued", "wacht"
    RUNNING = "running", "bezig"
    DONE = "done", "klaar"
    FAILED = "failed", "mislukt"


class Job(models.Model):
    """Work that is too slow for a page, such as making a report. Unique by kind and key: asking twice makes one."""

    kind = models.CharField("soort", max_length=80)
    key = models.CharField("sleutel", max_length=200)
    payload = models.JSONField("opdracht", default=dict, blank=True)
    status = models.CharField("status", max_length=10, choices=JobStatus.choices, default=JobStatus.QUEUED)
    progress = models.PositiveIntegerField("gedaan", default=0)
    total = models.PositiveIntegerField("totaal", default=0)
    result = models.JSONField("uitkomst", default=dict, blank=True)
    error = models.TextField("fout", blank=True)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="gevraagd door", related_name="+", null=True, blank=True
    )
    organisation_id = models.BigIntegerField("organisatie", null=True, blank=True)
    not_before = models.DateTimeField("niet voor", db_default=Now())
    claimed_at = models.DateTimeField("opgepakt", null=True, blank=True)
    worker = models.CharField("door", max_length=80, blank=True)
    created_at = models.DateTimeField("gemaakt", db_default=Now(), editable=False)
    finished_at = models.DateTimeField("klaar", null=True, blank=True)

    class Meta:
        verbose_name = "taak"
        verbose_name_plural = "taken"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], name="job_kind_key", violation_error_message="Deze taak bestaat al."
            ),
            models.CheckConstraint(
                condition=Q(status__in=JobStatus.values),
                name="job_status",
                violation_error_message="Deze status van een taak bestaat niet.",
            ),
        ]
        indexes = [
            models.Index(F("not_before"), F("id"), name="job_waiting", condition=Q(status="queued")),
            models.Index(F("claimed_at"), name="job_running", condition=Q(status="running")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.get_status_display()})"


class StoredFile(models.Model):
    """A file outside the web root, reachable only through a view that checks and records (`core.downloads`)."""

    key = models.UUIDField("sleutel", default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("naam", max_length=150)
    mimetype = models.CharField("soort", max_length=100)
    size = models.PositiveIntegerField("grootte in bytes")  # of what is given out
    sha256 = models.CharField("controlegetal", max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="geplaatst door", related_name="+", null=True
    )
    is_encrypted = models.BooleanField("versleuteld", default=False, editable=False)
    created_at = models.DateTimeField("gemaakt", db_default=Now(), editable=False)

    folder: ClassVar[str] = "files"

    class Meta:
        verbose_name = "bestand"
        verbose_name_plural = "bestanden"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def relative_path(self) -> str:
        """Return the place below `PRIVATE_ROOT`; the name given by the user is no part of it."""
        return f"{self.folder}/{self.key.hex[:2]}/{self.key.hex}"

    @property
    def path(self) -> Path:
        """Return the file's place on disk."""
        return Path(settings.PRIVATE_ROOT) / self.relative_path

    def open(self) -> IO[bytes]:
        """Open the file for reading, readable also when it is kept encrypted."""
        return io.BytesIO(self.read()) if self.is_encrypted else self.path.open("rb")

    def read(self) -> bytes:
        """Return the whole content, readable also when it is kept encrypted."""
        content = self.path.read_bytes()
        return decrypt_bytes(content) if self.is_encrypted else content
