"""Where the project leader works on measures and annex 1."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.forms import PortalModelForm, VersionedFormMixin
from measures.forms import LineForm
from measures.models import (
    COLUMNS,
    MatrixLine,
    MatrixTopic,
    Measure,
    MeasureAnchor,
    OrganisationMeasureState,
    StateConfirmation,
)
from measures.services import change_line
from participants.access import Capability
from participants.admin_base import PortalAdmin, PortalInline


class _FixedRowsMixin:
    """Rows that are neither added nor deleted by hand: they come from the plan or from a file."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows come from the plan."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows stay."""
        return False


class _VersionedMixin:
    """Carries the hidden version of a row through the page, so that the second of two editors is told."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Leave the version to the form itself: it is no field to edit."""
        kwargs["fields"] = [name for name in self.fields if name not in self.readonly_fields]  # type: ignore[attr-defined]
        return super().get_form(request, obj, change, **kwargs)  # type: ignore[misc]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Draw the fields, and the hidden version at the end."""
        return [(None, {"fields": [*self.fields, "version"]})]  # type: ignore[attr-defined]


class AnchorInline(_FixedRowsMixin, PortalInline):
    """The five steps of a measure."""

    model = MeasureAnchor
    view_capability = Capability.MEASURES_VIEW
    change_capability = Capability.MEASURES_MANAGE
    readonly_fields = ("state",)


@admin.register(Measure)
class MeasureAdmin(_FixedRowsMixin, PortalAdmin):
    """The nine measures: their words may change, their number may not."""

    view_capability = Capability.MEASURES_MANAGE
    change_capability = Capability.MEASURES_MANAGE
    list_display = ("label", "plan_number", "annex_number", "regional_alias", "is_national")
    readonly_fields = ("slug", "plan_number", "annex_number", "is_national")
    inlines = (AnchorInline,)


class TopicForm(VersionedFormMixin, PortalModelForm):
    """A block of annex 1 under the eyes of two editors."""

    class Meta:
        model = MatrixTopic
        fields = ("title", "goal", "measure")


@admin.register(MatrixTopic)
class MatrixTopicAdmin(_FixedRowsMixin, _VersionedMixin, PortalAdmin):
    """The blocks of annex 1."""

    view_capability = Capability.MEASURES_MANAGE
    change_capability = Capability.MEASURES_MANAGE
    form = TopicForm
    list_display = ("code", "title", "goal", "measure")
    search_fields = ("title", "goal")
    fields = ("code", "title", "goal", "measure")
    readonly_fields = ("code",)

    def save_model(self, request: HttpRequest, obj: MatrixTopic, form: Any, change: bool) -> None:
        """Keep who changed it; the version rises by itself, so that the next import sees it."""
        obj.edited_by, obj.edited_at = request.user, timezone.now()  # type: ignore[assignment]
        super().save_model(request, obj, form, change)


class GapFilter(admin.SimpleListFilter):
    """The questions that the project leader asks of annex 1."""

    title = "wat valt op"
    parameter_name = "wat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Name the questions."""
        return [("leeg", "Helemaal leeg"), ("zonder-borging", "Zonder borging"), ("pm", "Met PM")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[MatrixLine]) -> QuerySet[MatrixLine]:
        """Answer the question that was asked."""
        if self.value() == "leeg":
            return queryset.blank()  # type: ignore[attr-defined]
        if self.value() == "zonder-borging":
            return queryset.without_assurance()  # type: ignore[attr-defined]
        if self.value() == "pm":
            return queryset.filter(cost_kind="open")
        return queryset


@admin.register(MatrixLine)
class MatrixLineAdmin(_FixedRowsMixin, _VersionedMixin, PortalAdmin):
    """The lines of annex 1."""

    view_capability = Capability.MEASURES_MANAGE
    change_capability = Capability.MEASURES_MANAGE
    form = LineForm
    list_display = ("topic", "level_label", "planning", "cost", "edited_at")
    list_filter = (GapFilter, "level", "topic")
    list_select_related = ("topic",)
    search_fields = ("topic__title", "tactical", "result", "assurance")
    fields = ("topic", "level", *COLUMNS)
    readonly_fields = ("topic", "level")

    @admin.display(description="niveau", ordering="level")
    def level_label(self, line: MatrixLine) -> str:
        """Return the level in words."""
        return line.level_label

    def save_model(self, request: HttpRequest, obj: MatrixLine, form: Any, change: bool) -> None:
        """Save through the service, which keeps version, cost and audit right."""
        cells = {name: str(form.cleaned_data[name] or "") for name in COLUMNS}
        change_line(
            line=obj,
            cells=cells,
            version=form.cleaned_data["version"],
            actor=request.user,  # type: ignore[arg-type]
            changed_at=timezone.now(),
        )


class _ReadOnlyMixin(_FixedRowsMixin):
    """Rows that the organisations write themselves; the project leader reads them."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the organisation itself changes this."""
        return False


@admin.register(OrganisationMeasureState)
class StateAdmin(_ReadOnlyMixin, PortalAdmin):
    """What organisations answered on the nine cards."""

    view_capability = Capability.STATES_VIEW
    list_display = ("organisation", "measure", "state", "reason", "recorded_on")
    list_filter = ("state", "measure", "organisation__sector")
    list_select_related = ("organisation", "measure")
    search_fields = ("organisation__name",)
    date_hierarchy = "recorded_on"


@admin.register(StateConfirmation)
class ConfirmationAdmin(_ReadOnlyMixin, PortalAdmin):
    """Which sponsors confirmed, and when."""

    view_capability = Capability.STATES_VIEW
    list_display = ("organisation", "confirmed_on", "confirmed_by")
    list_select_related = ("organisation", "confirmed_by__person")
    search_fields = ("organisation__name",)
