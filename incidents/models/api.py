"""Requests of the API that were answered, so that the same one again gives the same answer."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from incidents.querysets import ApiRequestQuerySet
from participants.models import Organisation


class ApiRequest(models.Model):
    """A request that changed something, by its idempotency key. `body` holds references, never content.

    `fingerprint` is a mark with the organisation's own secret: a plain digest could confirm a guessed text.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, verbose_name="organisatie", related_name="+")
    key = models.CharField("sleutel", max_length=100)
    fingerprint = models.CharField("vingerafdruk van de inhoud", max_length=64)
    status = models.PositiveSmallIntegerField("antwoord", default=0)
    body = models.JSONField("inhoud van het antwoord", default=dict)
    received_at = models.DateTimeField("ontvangen op", default=timezone.now, db_index=True)

    objects = ApiRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "verzoek van een koppeling"
        verbose_name_plural = "verzoeken van koppelingen"
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="api_request_once")]

    def __str__(self) -> str:
        return self.key
