"""Chainable reads of the cupboard."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Count

from participants.access import ScopedQuerySet


class ItemQuerySet(ScopedQuerySet):
    """Items; what lies on the shelf is for everybody who is signed in."""

    organisation_path = "source_organisation"
    self_path = "offered_by"

    def published(self) -> Self:
        """Keep what lies on the shelf, newest first."""
        return self.filter(status="published").order_by("-published_on", "-pk")

    def waiting(self) -> Self:
        """Keep what was offered and waits for the project leader, oldest first."""
        return self.filter(status="offered").order_by("offered_at")

    def past_review(self, on: date) -> Self:
        """Keep what lies on the shelf and should have been looked at before this day."""
        return self.published().filter(review_on__lt=on)

    def offered_by(self, user: Any) -> Self:
        """Keep what this account offered itself."""
        return self.filter(offered_by=user)

    def for_cards(self) -> Self:
        """Fetch all that a card shows, in a fixed number of queries."""
        return (
            self.select_related("source_organisation")
            .prefetch_related("drawers")
            .annotate(borrowed=Count("borrowings", distinct=True))
        )


class ItemFileQuerySet(ScopedQuerySet):
    """Files of items."""

    organisation_path = "item__source_organisation"
    self_path = "item__offered_by"


class BorrowingQuerySet(ScopedQuerySet):
    """Who borrowed what."""


class WishQuerySet(models.QuerySet[Any]):
    """Questions to the cupboard."""

    def open(self) -> Self:
        """Keep what nobody answered yet."""
        return self.filter(answered_on__isnull=True)
