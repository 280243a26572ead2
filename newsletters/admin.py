"""The list of readers and the editions, for the project leader and support."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from newsletters.models import Edition, Subscription
from participants.access import Capability
from participants.admin_base import PortalAdmin


@admin.register(Subscription)
class SubscriptionAdmin(PortalAdmin):
    """Who gets the newsletter. Only a reader confirms or stops; here one sees it and can delete."""

    view_capability = change_capability = Capability.NEWSLETTERS_MANAGE
    list_display = ["email", "name", "status", "person", "source", "confirmed_at", "stopped_at"]
    list_filter = ["status", ("person", admin.EmptyFieldListFilter)]
    search_fields = ["email", "name"]
    list_select_related = ["person"]
    fields = ["email", "name", "person", "status", "source", "asked_at", "confirmed_at", "stopped_at"]
    readonly_fields = ["person", "status", "source", "asked_at", "confirmed_at", "stopped_at"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A reader subscribes, or is a participant."""
        return False


@admin.register(Edition)
class EditionAdmin(PortalAdmin):
    """Editions to find back; they are made on the portal's own page."""

    view_capability = Capability.NEWSLETTERS_MANAGE
    list_display = ["subject", "status", "send_at", "recipients_count", "desk"]
    list_filter = ["status"]
    search_fields = ["subject"]
    fields = ["subject", "status", "send_at", "recipients_count"]
    readonly_fields = fields

    @admin.display(description="maken")
    def desk(self, edition: Edition) -> str:
        """Lead to the desk of this edition."""
        return format_html('<a href="{}">Open</a>', edition.get_absolute_url())
