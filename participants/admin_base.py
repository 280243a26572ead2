"""Base of every admin page: rights come from the one table, not from permissions in the database."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from import_export.admin import ImportExportModelAdmin

from core.spreadsheets import FORMATS
from participants.access import Capability, decide


class CapabilityAdminMixin:
    """Answers Django's four questions from `GRANTS`. `view_capability` reads, `change_capability` writes."""

    view_capability: Capability
    change_capability: Capability | None = None

    def _may(self, request: HttpRequest, capability: Capability | None) -> bool:
        return capability is not None and bool(decide(request.user, capability))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the app when its models may be read."""
        return self._may(request, self.view_capability)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Read."""
        return self._may(request, self.view_capability)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Add."""
        return self._may(request, self.change_capability)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Change."""
        return self._may(request, self.change_capability)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Delete."""
        return self._may(request, self.change_capability)


class PortalAdmin(CapabilityAdminMixin, admin.ModelAdmin):
    """Base of the pages on which the project leader works."""

    list_per_page = 50
    show_full_result_count = False


class ExchangeAdmin(ImportExportModelAdmin, PortalAdmin):
    """Base of pages with import and export: importing asks what changing asks, exporting what reading asks."""

    formats = FORMATS

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Import."""
        return self._may(request, self.change_capability)

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Export."""
        return self._may(request, self.view_capability)


class PortalInline(CapabilityAdminMixin, admin.TabularInline):
    """Base of tables inside a page."""

    extra = 0

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Name each cell after its column, for who does not see the heading."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            widget: Any = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", str(field.label or db_field.verbose_name))
        return field
