"""Base of every admin page: rights come from the one table, not from permissions in the database."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, transaction
from django.forms.models import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from import_export.admin import ImportExportModelAdmin
from import_export.forms import ImportForm, SelectableFieldsExportForm
from import_export.results import Result

from core.middleware import Refused
from core.spreadsheets import FORMATS
from participants.access import Capability, decide

SENT_TWICE = (
    "Dit staat er al, misschien omdat u twee keer op Opslaan drukte. Ververs de pagina en kijk wat er is bewaard."
)
STILL_NEEDED = "Dit kan niet weg: er hangen gegevens aan die alleen de organisatie zelf ziet, zoals voorvallen."
NO_SUCH_LIST = "Deze lijst bestaat niet. Ga terug naar de lijst en kies opnieuw."


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

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Show a list of choices as boxes; typed with commas, a % in it would break Django's own message."""
        if isinstance(db_field, ArrayField) and db_field.base_field.choices:
            return forms.MultipleChoiceField(
                label=capfirst(db_field.verbose_name),
                choices=db_field.base_field.choices,
                required=not db_field.blank,
                help_text=db_field.help_text,
                widget=forms.CheckboxSelectMultiple,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Name the fields that stand in the list itself: there is a heading above them, but no label."""
        rows: Any = super().get_changelist_formset(request, **kwargs)
        for field in rows.form.base_fields.values():
            field.widget.attrs.setdefault("aria-label", str(field.label))
        return rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the row; an empty `_to_field` in the address names no field."""
        return super().get_object(request, object_id, from_field or None)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show or save a row with what hangs on it; a form that is sent twice is told so, and saves nothing more."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            raise Refused(409, SENT_TWICE) from None

    def response_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        """Do an action on the chosen rows whole or not at all, with what is noted about it."""
        with transaction.atomic():
            return super().response_action(request, *args, **kwargs)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete, unless something hangs on it that the second wall hides: the keys of the database see it."""
        super().delete_model(request, obj)
        _refuse_when_needed()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete several."""
        super().delete_queryset(request, queryset)
        _refuse_when_needed()


def _refuse_when_needed() -> None:
    """Ask the deferred keys now instead of at the end of the request.

    Raises:
        Refused: when a row still hangs on what was deleted.
    """
    try:
        with transaction.atomic():
            connection.check_constraints()
    except IntegrityError:
        raise Refused(400, STILL_NEEDED) from None


class ToldFaults:
    """Tells at the top of the form what is wrong with a field that nobody sees."""

    def clean(self) -> Any:
        """Repeat the faults of hidden fields."""
        for field in self.hidden_fields():  # type: ignore[attr-defined]
            for fault in field.errors.as_data():
                self.add_error(None, fault)  # type: ignore[attr-defined]
        return super().clean()  # type: ignore[misc]


class _ImportForm(ToldFaults, ImportForm):
    """The file to read."""


class _ExportForm(ToldFaults, SelectableFieldsExportForm):
    """The columns to write."""


class ExchangeAdmin(ImportExportModelAdmin, PortalAdmin):
    """Base of pages with import and export: importing asks what changing asks, exporting what reading asks."""

    formats = FORMATS
    import_form_class = _ImportForm
    export_form_class = _ExportForm

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Write the whole file or nothing, also when a row only turns out wrong at the last moment."""
        return {**super().get_import_data_kwargs(**kwargs), "rollback_on_validation_errors": True}

    def process_result(self, result: Result, request: HttpRequest) -> HttpResponse:
        """Say what was written; nothing, with the reasons, when a row was wrong after all."""
        wrong = _errors_of(result)
        if not wrong:
            return super().process_result(result, request)
        for sentence in wrong[:10]:
            messages.error(request, sentence)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")

    def add_success_message(self, result: Result, request: HttpRequest) -> None:
        """Say in Dutch how many rows were written."""
        new, changed, same = (result.totals[kind] for kind in ("new", "update", "skip"))
        messages.success(request, f"Ingelezen: {new} nieuw, {changed} gewijzigd, {same} al gelijk.")

    def get_export_queryset(self, request: HttpRequest) -> Any:
        """Take the rows of the list as it was narrowed.

        Raises:
            Refused: when the address narrows it by something that does not exist.
        """
        try:
            return super().get_export_queryset(request)
        except IncorrectLookupParameters as error:
            raise Refused(400, NO_SUCH_LIST) from error

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Import."""
        return self._may(request, self.change_capability)

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Export."""
        return self._may(request, self.view_capability)


def _errors_of(result: Result) -> list[str]:
    """Return what was wrong with a file, a sentence each."""
    whole = [str(error.error) for error in result.base_errors]
    rows = [f"Regel {number}: {error.error}" for number, errors in result.row_errors() for error in errors]
    return [*whole, *rows, *(f"Regel {row.number}: {row.error}" for row in result.invalid_rows)]


class NamedFormSet(BaseInlineFormSet):
    """Rows of a table whose box to delete has a name."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Name the box after the row that it deletes."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            name = form.instance if form.instance.pk else "deze nieuwe regel"
            form.fields["DELETE"].widget.attrs["aria-label"] = f"Verwijder {name}"


class _InlineForm(ToldFaults, ModelForm):
    """A row of a table inside a page."""


class PortalInline(CapabilityAdminMixin, admin.TabularInline):
    """Base of tables inside a page."""

    extra = 0
    form = _InlineForm
    formset = NamedFormSet

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Name each cell after its column, for who does not see the heading."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            widget: Any = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", str(field.label or db_field.verbose_name))
        return field
