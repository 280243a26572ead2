"""The end of keeping: what was announced, what is paused and what was removed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from incidents.models.incident import Incident
from incidents.querysets import ChildQuerySet, RemovalQuerySet
from participants.models import Organisation


class PauseReason(models.TextChoices):
    """Why text and attachments are kept longer; a list, so that no person can stand in it."""

    PROSECUTION = "vervolging", "er loopt een strafzaak"
    CLAIM = "schade", "er loopt een claim of schadeverhaal"
    OBJECTION = "bezwaar", "er loopt een bezwaar of beroep"
    INSPECTION = "inspectie", "er loopt een onderzoek van de Arbeidsinspectie"
    REQUEST = "verzoek", "de betrokken collega vraagt erom"


class RetentionCase(models.Model):
    """What is known about the end of keeping one incident or draft: when it was announced, and why it waits.

    Until when it waits stands on the incident itself (`retention_paused_until`).
    """

    incident = models.OneToOneField(
        Incident, models.CASCADE, verbose_name="voorval", related_name="retention", db_constraint=False
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="organisatie", related_name="+")
    noticed_at = models.DateTimeField("aangekondigd op", null=True, blank=True)
    pause_reason = models.CharField("reden om te wachten", max_length=12, choices=PauseReason.choices, blank=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="gepauzeerd door", related_name="+", null=True
    )

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = "einde van het bewaren"
        verbose_name_plural = "einde van het bewaren"
        constraints = [
            models.CheckConstraint(
                condition=Q(pause_reason__in=["", *PauseReason.values]),
                name="retentioncase_reason",
                violation_error_message="Kies een reden uit de lijst.",
            )
        ]

    def __str__(self) -> str:
        return f"bewaren van {self.incident_id}"


class RemovalRecord(models.Model):
    """A line of the register of what was removed: what, how much and when. It names no person and holds no text.

    The register can be applied again after a backup was put back (`replay_removals`).
    """

    class Method(models.TextChoices):
        """What was done."""

        ANONYMISED = "geanonimiseerd", "tekst en bijlagen gewist, telt nog mee"
        DELETED = "verwijderd", "helemaal verwijderd"

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="organisatie", related_name="+")
    batch = models.UUIDField("reeks", db_index=True)
    what = models.CharField("wat", max_length=20)
    object_id = models.BigIntegerField("nummer")
    label = models.CharField("kenmerk", max_length=20, blank=True)
    method = models.CharField("hoe", max_length=14, choices=Method.choices)
    texts = models.PositiveSmallIntegerField("teksten", default=0)
    files = models.PositiveSmallIntegerField("bestanden", default=0)
    removed_at = models.DateTimeField("gewist op")

    objects = RemovalQuerySet.as_manager()

    class Meta:
        verbose_name = "regel in het register van gewiste gegevens"
        verbose_name_plural = "register van gewiste gegevens"
        ordering = ["-removed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "what", "object_id"],
                name="removal_once",
                violation_error_message="Dit is al gewist.",
            ),
            models.CheckConstraint(
                condition=Q(method__in=["geanonimiseerd", "verwijderd"]),
                name="removal_method",
                violation_error_message="Deze manier van wissen bestaat niet.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-removed_at", "-id"], name="removal_newest")]

    def __str__(self) -> str:
        return f"{self.what} {self.object_id}"
