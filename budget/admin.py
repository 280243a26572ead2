"""The budget in the cockpit of the project leader."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from budget.documents import amount_words, in_kind_words
from budget.models import BudgetAmount, BudgetLine, BudgetVersion, Cost, Grant, GrantYear
from budget.resources import CostResource
from core.versioned_admin import VersionedAdminMixin
from participants.access import Capability
from participants.admin_base import ExchangeAdmin, PortalAdmin, PortalInline


class _BudgetAdmin(VersionedAdminMixin, PortalAdmin):
    """Base of the pages of this app."""

    view_capability = Capability.BUDGET_VIEW
    change_capability = Capability.BUDGET_MANAGE


class _BudgetInline(PortalInline):
    """Base of the tables in those pages."""

    view_capability = Capability.BUDGET_VIEW
    change_capability = Capability.BUDGET_MANAGE


class _GrantYearInline(_BudgetInline):
    """The grant per year."""

    model = GrantYear


class _LineInline(_BudgetInline):
    """The lines of the budget."""

    model = BudgetLine
    prepopulated_fields = {"code": ("name",)}


@admin.register(Grant)
class GrantAdmin(_BudgetAdmin):
    """The grant with its years and lines."""

    list_display = ("name", "awarded_total", "regime")
    inlines = (_GrantYearInline, _LineInline)


class _AmountInline(_BudgetInline):
    """The amounts of a version."""

    model = BudgetAmount


@admin.register(BudgetVersion)
class BudgetVersionAdmin(_BudgetAdmin):
    """Versions of the budget; a new one is made in the portal."""

    list_display = ("name", "dated_on", "reason", "is_current")
    list_filter = ("is_current",)
    inlines = (_AmountInline,)
    view_on_site = True


class _MissingFilter(admin.SimpleListFilter):
    """What is missing from a cost."""

    title = "wat ontbreekt"
    parameter_name = "mist"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the questions."""
        return [
            ("proof", "zonder bon of betaalbewijs"),
            ("amount", "nog geen bedrag"),
            ("pm", "PM: hoogte onbekend"),
            ("in_kind", "om niet gegeven"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the costs that answer the question."""
        names = {"proof": "unproven", "amount": "without_amount", "pm": "pro_memoria", "in_kind": "in_kind"}
        found: QuerySet[Any] = getattr(queryset, names[self.value() or ""])() if self.value() in names else queryset
        return found


@admin.register(Cost)
class CostAdmin(VersionedAdminMixin, ExchangeAdmin):
    """Costs, with import and export as XLSX and CSV."""

    view_capability = Capability.BUDGET_VIEW
    change_capability = Capability.BUDGET_MANAGE
    resource_classes = [CostResource]
    list_display = ("description", "year_plain", "in_words", "state", "has_receipt")
    list_filter = (_MissingFilter, "line", "year", "state", "amount_kind")
    search_fields = ("description", "supplier", "source")
    list_select_related = ("line",)
    exclude = ("receipt", "payment_proof")
    view_on_site = True

    @admin.display(description="jaar", ordering="year")
    def year_plain(self, cost: Cost) -> str:
        """Return the year without the point of the thousands."""
        return str(cost.year)

    @admin.display(description="bedrag", ordering="amount")
    def in_words(self, cost: Cost) -> str:
        """Return the amount, or the words for what is not an amount."""
        return in_kind_words(cost) if cost.is_in_kind else amount_words(cost)

    @admin.display(description="bon", boolean=True)
    def has_receipt(self, cost: Cost) -> bool:
        """Tell whether a receipt or invoice is kept."""
        return cost.receipt_id is not None
