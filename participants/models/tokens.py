"""Keys with which an organisation's own system speaks to the portal."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from participants.models.organisations import Organisation
from participants.querysets import ApiTokenQuerySet

PREFIX = "vpt_"


def new_secret() -> str:
    """Return a new key: 256 random bits, recognisable for who finds it in a file."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Return what is kept of a key. The key is random and long, so that a plain digest cannot be tried out."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiToken(models.Model):
    """A key of one organisation for the API. The key itself is shown once and not kept, only its digest is."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisatie", related_name="api_tokens"
    )
    name = models.CharField("naam", max_length=60, help_text="Van welk systeem is deze sleutel?")
    digest = models.CharField("vingerafdruk", max_length=64, unique=True, editable=False)
    hint = models.CharField("begin van de sleutel", max_length=12, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="gemaakt door", related_name="+", null=True
    )
    made_at = models.DateTimeField("gemaakt op", default=timezone.now)
    expires_on = models.DateField("geldig tot en met")
    revoked_at = models.DateTimeField("ingetrokken op", null=True, blank=True)
    last_used_on = models.DateField("laatst gebruikt op", null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "sleutel van een koppeling"
        verbose_name_plural = "sleutels van koppelingen"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("made_at")),
                name="api_token_revoked_after_made",
                violation_error_message="Een sleutel kan niet zijn ingetrokken voor hij is gemaakt.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_valid(self, on: date) -> bool:
        """Tell whether the key opens the door on this day."""
        return self.revoked_at is None and on <= self.expires_on
