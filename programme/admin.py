"""The programme in the cockpit of the project leader."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.versioned_admin import VersionedAdminForm, VersionedAdminMixin
from participants.access import Capability
from participants.admin_base import PortalAdmin, PortalInline
from programme.models import (
    Category,
    Decision,
    IntendedResult,
    PlanDocument,
    PlanItem,
    PlanItemSource,
    Programme,
)


class _ProgrammeAdmin(VersionedAdminMixin, PortalAdmin):
    """Base of the pages of this app."""

    view_capability = Capability.PROGRAMME_VIEW
    change_capability = Capability.PROGRAMME_MANAGE


class _CategoryFilter(admin.SimpleListFilter):
    """Which of the three things it serves."""

    title = "categorie"
    parameter_name = "categorie"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the three categories, and none."""
        return [*((value, str(label)) for value, label in Category.choices), ("none", "zonder categorie")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep rows with this category."""
        if self.value() == "none":
            return queryset.filter(categories=[])
        return queryset.filter(categories__contains=[self.value()]) if self.value() else queryset


class _ProofFilter(admin.SimpleListFilter):
    """Which results lack proof or are late."""

    title = "wat ontbreekt"
    parameter_name = "mist"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the two questions."""
        return [("proof", "zonder bewijs"), ("late", "volgende stap te laat")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the results that answer the question."""
        found: Any = queryset
        if self.value() == "proof":
            found = found.unproven()
        return found.overdue(timezone.localdate()) if self.value() == "late" else found


class _PlanFilter(admin.SimpleListFilter):
    """Which activities ask for attention."""

    title = "wat vraagt aandacht"
    parameter_name = "vraagt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the questions."""
        return [("late", "te laat"), ("moved", "datum gewijzigd"), ("conflict", "bronnen spreken elkaar tegen")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the activities that answer the question."""
        found: Any = queryset
        if self.value() == "late":
            return found.overdue(timezone.localdate())
        if self.value() == "moved":
            return found.moved()
        return found.with_disagreeing_sources() if self.value() == "conflict" else queryset


class _CategoriesForm(VersionedAdminForm):
    """Shows the three categories as boxes."""

    categories = forms.MultipleChoiceField(
        label="Categorieën", choices=Category.choices, widget=forms.CheckboxSelectMultiple, required=False
    )


@admin.register(Programme)
class ProgrammeAdmin(_ProgrammeAdmin):
    """The programme record."""

    list_display = ("name", "region_name", "starts_on", "ends_on", "is_current")
    fieldsets = (
        (None, {"fields": ("name", "region_name", "is_current")}),
        ("Looptijd", {"fields": ("starts_on", "ends_on", "original_ends_on")}),
        ("Landelijk streven", {"fields": ("national_target_percent", "national_target_year", "target_remark")}),
        ("Vergelijken van metingen", {"fields": ("comparison_organisations", "comparison_percent")}),
        ("Voor gebruikers", {"fields": ("contact_email", "privacy_text")}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep the programme: everything hangs on it."""
        return False


@admin.register(IntendedResult)
class IntendedResultAdmin(_ProgrammeAdmin):
    """The intended results."""

    form = _CategoriesForm
    list_display = ("number", "title", "state", "in_words", "has_proof", "next_step_on")
    list_display_links = ("number", "title")
    list_filter = (_ProofFilter, _CategoryFilter, "state")
    search_fields = ("title", "text", "proof_text")
    exclude = ("proof_file",)

    @admin.display(description="categorie")
    def in_words(self, result: IntendedResult) -> str:
        """Return the categories in words."""
        return ", ".join(result.category_labels) or "geen"

    @admin.display(description="bewijs", boolean=True)
    def has_proof(self, result: IntendedResult) -> bool:
        """Tell whether anything proves it."""
        return result.has_proof


class _SourceInline(PortalInline):
    """What each document says about the date."""

    model = PlanItemSource
    view_capability = Capability.PROGRAMME_VIEW
    change_capability = Capability.PROGRAMME_MANAGE


class _PlanItemForm(_CategoriesForm):
    """Shows results and measures as boxes as well."""

    class Meta:
        widgets = {"results": forms.CheckboxSelectMultiple, "measures": forms.CheckboxSelectMultiple}


@admin.register(PlanItem)
class PlanItemAdmin(_ProgrammeAdmin):
    """The planning. Dates and status change on the page of the activity, where the reason is asked."""

    form = _PlanItemForm
    list_display = ("title", "original", "current", "status", "reason")
    list_filter = (_PlanFilter, "status", "kind", _CategoryFilter)
    search_fields = ("title", "reason", "source")
    inlines = (_SourceInline,)
    readonly_fields = ("original", "current", "status", "happened_on", "reason")
    view_on_site = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Add activities in the portal, so that the first date becomes the original one."""
        return False


@admin.register(Decision)
class DecisionAdmin(_ProgrammeAdmin):
    """What bodies decided."""

    list_display = ("taken", "body", "kind", "subject", "source", "is_year_inferred")
    list_display_links = ("taken", "subject")
    list_filter = ("body", "kind", "is_year_inferred")
    search_fields = ("subject", "source", "remark")
    list_select_related = ()


@admin.register(PlanDocument)
class PlanDocumentAdmin(_ProgrammeAdmin):
    """The register of documents."""

    list_display = ("title", "version_label", "dated", "remark")
    search_fields = ("title", "version_label")
    exclude = ("file",)
