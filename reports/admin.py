"""Reports to find back in the admin; they are made on the portal's own page."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html

from participants.access import Capability
from participants.admin_base import PortalAdmin
from reports.models import Report


@admin.register(Report)
class ReportAdmin(PortalAdmin):
    """Editions and concepts."""

    view_capability = Capability.REPORTS_MANAGE
    list_display = ["title", "number", "status", "on", "published_at", "open"]
    list_filter = ["status"]
    fields = ["title", "number", "status", "on", "opening", "request", "published_at"]
    readonly_fields = fields

    @admin.display(description="lezen")
    def open(self, report: Report) -> str:
        """Lead to the report."""
        return format_html('<a href="{}">Open</a>', report.get_absolute_url())
