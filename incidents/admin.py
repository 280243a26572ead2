"""Measurement rounds in the admin. Incidents and what hangs on them are not here: they belong to the employer."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from core.versioned_admin import VersionedAdminMixin
from incidents.models import MeasurementRound
from participants.access import Capability
from participants.admin_base import PortalAdmin

_ALWAYS = ("label", "order")
_UNTIL_FROZEN = (*_ALWAYS, "freeze_on")


@admin.register(MeasurementRound)
class MeasurementRoundAdmin(VersionedAdminMixin, PortalAdmin):
    """A round with its days and definition; how many organisations confirmed, never what they counted.

    Once it is open its days and definition stand: everybody counts by them. Once it is frozen only its name changes.
    """

    view_capability = Capability.INCIDENT_COMPLETENESS
    change_capability = Capability.ROUNDS_MANAGE
    list_display = ("label", "code", "first_on", "last_on", "length", "freeze_on", "stage", "confirmed", "who_is_ready")
    fields = (
        "code",
        "label",
        ("first_on", "last_on"),
        "freeze_on",
        "definition",
        "definition_version",
        "order",
        "who_is_ready",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: MeasurementRound | None = None) -> list[str]:
        """Close what everybody already counts by."""
        held = ("code", "label", "first_on", "last_on", "freeze_on", "definition", "definition_version", "order")
        if obj is None or obj.opened_at is None:
            return ["who_is_ready"]
        free = _ALWAYS if obj.frozen_at is not None else _UNTIL_FROZEN
        return [*(name for name in held if name not in free), "who_is_ready"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep a round that organisations were asked about."""
        is_open = obj is not None and obj.opened_at is not None
        return not is_open and super().has_delete_permission(request, obj)

    @admin.display(description="stand")
    def stage(self, obj: MeasurementRound) -> str:
        """Return how far the round is."""
        if obj.frozen_at is not None:
            return "bevroren"
        return "open" if obj.opened_at is not None else "nog niet geopend"

    @admin.display(description="openen, herinneren, heropenen")
    def who_is_ready(self, obj: MeasurementRound) -> str:
        """Lead to the page with the buttons of this round."""
        if obj.pk is None:
            return "na het opslaan"
        return format_html('<a href="{}">Wie is klaar?</a>', obj.get_absolute_url())

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
