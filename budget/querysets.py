"""Chainable reads of costs, named as adjectives."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q


class CostQuerySet(models.QuerySet[Any]):
    """Costs; those that are given for free are never counted with the others."""

    def posted(self) -> Self:
        """Keep costs that weigh on the grant."""
        return self.filter(is_in_kind=False)

    def in_kind(self) -> Self:
        """Keep what was given for free."""
        return self.filter(is_in_kind=True)

    def pro_memoria(self) -> Self:
        """Keep costs whose height is not known yet."""
        return self.filter(amount_kind="pm")

    def without_amount(self) -> Self:
        """Keep costs that nobody has filled in yet."""
        return self.posted().filter(amount_kind="empty")

    def unproven(self) -> Self:
        """Keep paid costs of which invoice or proof of payment is missing."""
        missing = Q(receipt__isnull=True) | Q(payment_proof__isnull=True)
        return self.posted().filter(Q(state="invoiced", receipt__isnull=True) | Q(state="paid") & missing)

    def with_parts(self) -> Self:
        """Fetch what a list shows in a fixed number of queries."""
        return self.select_related("line", "receipt", "payment_proof", "measure", "plan_item")
