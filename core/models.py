"""Models of the kernel: what every app needs and no app owns."""

from __future__ import annotations

from django.db import models


class VersionedModel(models.Model):
    """A row that two people may edit: `version` rises with each change, and the second editor is told."""

    version = models.PositiveIntegerField("versie", default=0, editable=False)

    class Meta:
        abstract = True
