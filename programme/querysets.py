"""Chainable reads of the programme, named as adjectives; the day is passed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from programme.models import Programme


class ProgrammeQuerySet(models.QuerySet[Any]):
    """Programmes; one of them is the current one."""

    def current(self) -> Programme | None:
        """Return the programme that this portal carries now; None before it is filled in."""
        found: Programme | None = self.filter(is_current=True).first()
        return found
