"""Base of every form: Dutch, without the browser's own checks, safe against odd characters, doubles and overwriting."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.models import Conflict
from core.oddinput import is_odd

ODD = "Dit veld bevat een teken dat niet kan worden opgeslagen. Verwijder het en probeer het opnieuw."
_YEARS = range(1900, 2101)
FAR = f"Vul een jaar in tussen {_YEARS[0]} en {_YEARS[-1]}."


class _PortalFormMixin:
    """What our forms share."""

    use_required_attribute = False
    fields: dict[str, forms.Field]
    data: Any

    @property
    def helper(self) -> FormHelper:
        """Return how crispy draws this form: only its fields, the page has the form tag and the buttons."""
        helper: FormHelper | None = getattr(self, "_helper", None)
        if helper is None:
            helper = FormHelper(self)
            helper.form_tag = False
            helper.disable_csrf = True
            helper.render_hidden_fields = True  # version and key also when a form has a layout of its own
            helper.attrs = {"novalidate": ""}
            self._helper = helper
        return helper

    @helper.setter
    def helper(self, helper: FormHelper) -> None:
        self._helper = helper

    def clean(self) -> Any:
        """Refuse texts that the database cannot hold, and days that nobody can mean."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data  # type: ignore[misc, attr-defined]
        for name, value in list(cleaned.items()):
            if isinstance(value, str) and (is_odd(value) or "\ufffd" in value):  # U+FFFD: was half a character
                self.add_error(name, ValidationError(ODD, code="odd"))  # type: ignore[attr-defined]
            elif isinstance(value, date) and value.year not in _YEARS:
                self.add_error(name, ValidationError(FAR, code="far"))  # type: ignore[attr-defined]
            elif isinstance(value, list) and all(isinstance(each, str) for each in value):
                cleaned[name] = list(dict.fromkeys(value))  # no page sends an answer twice
        return cleaned


class PortalForm(_PortalFormMixin, forms.Form):
    """A form that stands for itself."""


class PortalModelForm(_PortalFormMixin, forms.ModelForm):  # type: ignore[type-arg]
    """A form over one row."""


class VersionedFormMixin:
    """Tells the second of two editors what changed meanwhile, and keeps what was typed.

    Put it before `PortalModelForm`, over a `VersionedModel`. Saving compares the version once more in the database,
    so that nothing is lost between this check and the write. A service that writes itself gets
    `form.cleaned_data["version"]` and calls `row.check_version(version)` after locking.
    """

    instance: Any
    conflicts: list[tuple[str, str, str]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts = []
        self.fields["version"] = forms.IntegerField(  # type: ignore[attr-defined]
            required=False, widget=forms.HiddenInput, initial=self.instance.version, min_value=0
        )

    def clean(self) -> Any:
        """Compare the version that the form was made from with the row as it is now."""
        cleaned = super().clean()  # type: ignore[misc]
        if self.instance.pk is None:
            return cleaned
        current = type(self.instance)._base_manager.filter(pk=self.instance.pk).first()
        if current is None:
            raise ValidationError("Dit onderdeel is intussen verwijderd.", code="gone")
        if cleaned.get("version") != current.version:
            self._tell(current)
        else:
            self.instance.version = current.version
        return cleaned

    def _tell(self, current: Any) -> None:
        """Add the error with both values, and let the next attempt start from the row as it is now."""
        self.conflicts = list(self._differences(current))
        lines = format_html_join("", "<li>{}: nu staat er ‘{}’, u vulde in ‘{}’.</li>", self.conflicts)
        text = Conflict.sentence + " Uw tekst staat nog in het formulier."
        message = SafeString(f"{text}<ul>{lines}</ul>" if self.conflicts else text)
        self.add_error(None, ValidationError(message, code="conflict"))  # type: ignore[attr-defined]
        self.data = self.data.copy()  # type: ignore[has-type]
        self.data[self.add_prefix("version")] = str(current.version)  # type: ignore[attr-defined]

    def _differences(self, current: Any) -> Any:
        for name in self.changed_data_against(current):
            field = self.fields[name]  # type: ignore[attr-defined]
            bound = self[name]  # type: ignore[index]
            yield (
                str(field.label or name),
                _shown(field, forms.model_to_dict(current).get(name)),
                _shown(field, bound.value()),
            )

    def changed_data_against(self, current: Any) -> list[str]:
        """Return the fields whose typed value is not what the row holds now."""
        held = forms.model_to_dict(current)
        names = [name for name in self.fields if name in held and name != "version"]  # type: ignore[attr-defined]
        return [
            name
            for name in names
            if self.fields[name].has_changed(held[name], self[name].data)  # type: ignore[attr-defined, index]
        ]


def _shown(field: forms.Field, value: Any) -> str:
    """Return a value as a reader knows it: the label of a choice, not its key."""
    values = value if isinstance(value, list | tuple) else [value]
    choices = {str(key): str(label) for key, label in getattr(field, "choices", None) or []}
    shown = [choices.get(str(getattr(item, "pk", item)), str(item)) for item in values if item not in (None, "")]
    return ", ".join(shown) or "niets"


class IdempotentFormMixin:
    """Carries a key of the form's own, made when it is shown, so that a double press makes one row.

    The service looks for a row with `cleaned_data["submit_key"]` first and returns that one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submit_key"] = forms.UUIDField(  # type: ignore[attr-defined]
            required=False, widget=forms.HiddenInput, initial=uuid.uuid4
        )

    def clean_submit_key(self) -> uuid.UUID:
        """Return the key; a form that came without one is an intention of its own."""
        key: uuid.UUID | None = self.cleaned_data.get("submit_key")  # type: ignore[attr-defined]
        return key or uuid.uuid4()
