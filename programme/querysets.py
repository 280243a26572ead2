"""Chainable reads of the programme, named as adjectives; the day is passed in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, F, Prefetch, Q, When

if TYPE_CHECKING:
    from programme.models import Programme


class ProgrammeQuerySet(models.QuerySet[Any]):
    """Programmes; one of them is the current one."""

    def current(self) -> Programme | None:
        """Return the programme that this portal carries now; None before it is filled in."""
        found: Programme | None = self.filter(is_current=True).first()
        return found


class IntendedResultQuerySet(models.QuerySet[Any]):
    """Intended results."""

    def unproven(self) -> Self:
        """Keep those without a word, link or file that proves them."""
        return self.filter(proof_text="", proof_url="", proof_file__isnull=True)

    def overdue(self, on: date) -> Self:
        """Keep those whose next step should have been taken before this day."""
        return self.filter(next_step_on__lt=on).exclude(state=5)


class PlanItemQuerySet(models.QuerySet[Any]):
    """Activities of the plan."""

    def open(self) -> Self:
        """Keep those that still have to take place."""
        return self.filter(status__in=["planned", "moved"])

    def overdue(self, on: date) -> Self:
        """Keep open ones whose last possible day lies before this day; a soft date is late only after its last day."""
        return self.open().filter(current_latest__lt=on)

    def moved(self) -> Self:
        """Keep those whose present date differs from the first one."""
        return self.exclude(original=F("current"))

    def in_order(self) -> Self:
        """Order by date, with what runs all along or has no date after what has one."""
        is_open = Case(When(current_precision="open", then=1), default=0, output_field=models.IntegerField())
        return self.order_by(is_open, F("current_earliest").asc(nulls_last=True), "current_latest", "pk")

    def dated(self) -> Self:
        """Keep those with a first and a last day, so that they can be drawn."""
        return self.filter(current_earliest__isnull=False, current_latest__isnull=False)

    def with_parts(self) -> Self:
        """Fetch what a list shows in a fixed number of queries."""
        from programme.models import PlanItemSource  # models name these querysets, so the class is not there yet

        sources = Prefetch("sources", queryset=PlanItemSource.objects.order_by("pk"))
        return self.prefetch_related(sources, "results", "measures")

    def with_disagreeing_sources(self) -> Self:
        """Keep those for which two sources give dates that cannot both be true."""
        from programme.models import PlanItemSource  # models name these querysets, so the class is not there yet

        mine = PlanItemSource.objects.filter(item=models.OuterRef("item"))
        later = mine.filter(date_earliest__gt=models.OuterRef("date_latest"))
        clashing = PlanItemSource.objects.filter(models.Exists(later))
        return self.filter(Q(pk__in=clashing.values("item")))


class DecisionQuerySet(models.QuerySet[Any]):
    """Decisions."""

    def of(self, programme: Programme) -> Self:
        """Keep those of this programme, in order of date."""
        return self.filter(programme=programme).order_by("taken_earliest", "taken_latest", "pk")
