"""Files with an incident."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.encryption import EncryptedTextField
from core.models import StoredFile
from incidents.models.incident import Incident
from incidents.querysets import ChildQuerySet
from participants.models import Organisation


class Attachment(models.Model):
    """A file with an incident; kept private and encrypted, and sent only by a checked view.

    The name that the user gave may hold a person: it stands here, encrypted, and the stored file has a neutral name.
    """

    incident = models.ForeignKey(Incident, models.CASCADE, verbose_name="voorval", related_name="attachments")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisatie", related_name="+", db_index=False
    )
    stored_file = models.OneToOneField(StoredFile, models.PROTECT, verbose_name="bestand", related_name="+")
    name = EncryptedTextField("naam", blank=True, max_length=150)
    submit_key = models.UUIDField("sleutel van het formulier", null=True, blank=True, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="toegevoegd door", related_name="+", null=True
    )
    added_at = models.DateTimeField("toegevoegd op", default=timezone.now)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = "bijlage"
        verbose_name_plural = "bijlagen"
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return f"bijlage bij {self.incident_id}"
