"""Makers of the fields that the parts of an incident share; nothing has to be filled in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

EMPTY = ("", "nog niet ingevuld")


def one(label: str, choices: Iterable[tuple[str, Any]] = (), **options: Any) -> forms.ChoiceField:
    """Make a list from which one or nothing is chosen."""
    return forms.ChoiceField(label=label, choices=[EMPTY, *choices], **{"required": False, **options})


def several(label: str, **options: Any) -> forms.MultipleChoiceField:
    """Make boxes of which any number is ticked."""
    return forms.MultipleChoiceField(label=label, widget=forms.CheckboxSelectMultiple, **{"required": False, **options})


def words(label: str, length: int, *, rows: int = 0, **options: Any) -> forms.CharField:
    """Make a field for free text."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=length, widget=widget, **options)


def number(label: str) -> forms.IntegerField:
    """Make a field for a count of people."""
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=999, widget=widget)


def day(label: str, **options: Any) -> forms.DateField:
    """Make a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **options)


def euros(label: str) -> forms.DecimalField:
    """Make a field for an amount; a Dutch comma is fine."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=10, decimal_places=2, localize=True, widget=widget
    )


def yes_or_no(label: str, **options: Any) -> forms.TypedChoiceField:
    """Make a question with yes, no and not filled in."""
    return forms.TypedChoiceField(
        label=label,
        choices=[EMPTY, ("True", "ja"), ("False", "nee")],
        coerce=lambda value: value == "True",
        empty_value=None,
        required=False,
        **options,
    )
