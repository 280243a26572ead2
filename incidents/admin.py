"""Measurement rounds in the admin. Incidents and what hangs on them are not here: they belong to the employer."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from incidents.models import MeasurementRound
from participants.access import Capability
from participants.admin_base import PortalAdmin


@admin.register(MeasurementRound)
class MeasurementRoundAdmin(PortalAdmin):
    """A round with its days and definition; how many organisations confirmed, never what they counted."""

    view_capability = Capability.INCIDENT_COMPLETENESS
    change_capability = Capability.INCIDENT_COMPLETENESS
    list_display = ("label", "code", "first_on", "last_on", "length", "freeze_on", "confirmed")
    fields = ("code", "label", ("first_on", "last_on"), "freeze_on", "definition", "definition_version", "order")

    def get_queryset(self, request: HttpRequest) -> QuerySet[MeasurementRound]:
        """Count once for the whole list."""
        rows: QuerySet[Any] = super().get_queryset(request)
        confirmed = Count("organisation_rounds", filter=Q(organisation_rounds__state="bevestigd"))
        return rows.annotate(confirmed_count=confirmed, taking_part=Count("organisation_rounds"))

    @admin.display(description="dagen")
    def length(self, obj: MeasurementRound) -> int:
        """Return the length in days."""
        return obj.days

    @admin.display(description="bevestigd")
    def confirmed(self, obj: Any) -> str:
        """Return how many of the organisations confirmed."""
        return f"{obj.confirmed_count} van {obj.taking_part}"
