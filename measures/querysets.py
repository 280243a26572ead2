"""Chainable reads of measures, named as adjectives; the day is passed in."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from participants.access import ScopedQuerySet


class LineQuerySet(models.QuerySet[Any]):
    """Lines of annex 1. They belong to the programme, not to an organisation."""

    def regular(self) -> Self:
        """Keep the lines that follow the pattern of topic × level; the rest are the extra meetings of topic 9."""
        return self.filter(is_irregular=False)

    def without_assurance(self) -> Self:
        """Keep the lines whose borging is empty."""
        return self.filter(assurance="")

    def blank(self) -> Self:
        """Keep the lines with nothing but a target group."""
        empty = dict.fromkeys(("strategic", "tactical", "cost", "operational", "result", "planning"), "")
        return self.filter(assurance="", **empty)


class StateQuerySet(ScopedQuerySet):
    """Dated answers of organisations on the nine measures."""

    def as_of(self, day: date) -> Self:
        """Keep, per organisation and measure, the answer that held on this day."""
        latest = (
            self.model._base_manager.filter(recorded_on__lte=day)
            .order_by("organisation_id", "measure_id", "-recorded_on")
            .distinct("organisation_id", "measure_id")
        )
        return self.filter(pk__in=latest.values("pk"))

    def introduced(self) -> Self:
        """Keep the answers at "ingevoerd" or further."""
        return self.filter(state__in=("introduced", "practised", "assured"))

    def applicable(self) -> Self:
        """Leave out what an organisation declared not applicable."""
        return self.filter(~Q(state="not_applicable"))


class ConfirmationQuerySet(ScopedQuerySet):
    """Confirmations by the sponsor of an organisation."""
