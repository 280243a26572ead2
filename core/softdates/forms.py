"""The soft date in a form: one line of text, with below it how the text is read."""

from __future__ import annotations

from typing import Any

from django import forms

from core.softdates.parser import SoftDate, parse_soft_date

HINT = "Schrijf het zoals in het plan, bijvoorbeeld ‘17-7-2014’, ‘mei/juni 2014’ of ‘voorjaar 2016’."


class SoftDateWidget(forms.TextInput):
    """A line of text that shows how its value is read."""

    template_name = "core/widgets/soft_date.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add the reading of the current value."""
        context = super().get_context(name, str(value) if value else value, attrs)
        soft = value if isinstance(value, SoftDate) else parse_soft_date(str(value or ""))
        context["widget"]["reading"] = soft.describe()
        return context


class SoftDateFormField(forms.CharField):
    """Takes a date as a plan writes it."""

    widget = SoftDateWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs["help_text"] = kwargs.get("help_text") or HINT
        widget = kwargs.get("widget")
        if widget is not None and not (isinstance(widget, type) and issubclass(widget, SoftDateWidget)):
            kwargs["widget"] = SoftDateWidget  # the admin and crispy offer their own line of text
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Keep the soft date as it is: the widget shows its text and its reading."""
        return value

    def clean(self, value: Any) -> Any:
        """Validate the text and return the soft date."""
        return parse_soft_date(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the texts."""
        return bool(super().has_changed(str(initial or ""), str(data or "")))
