"""The form for a new key of the API."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import PortalForm
from participants.access import Capability, organisations
from participants.models import User


class TokenForm(PortalForm):
    """A new key: for which organisation, and for which of its systems."""

    organisation = forms.ModelChoiceField(label="Organisatie", queryset=None, empty_label=None)
    name = forms.CharField(
        label="Van welk systeem is de sleutel?",
        max_length=60,
        help_text="Bijvoorbeeld ‘registratiesysteem publiekszaken’.",
        error_messages={"required": "Vul in van welk systeem de sleutel is."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = organisations(user, Capability.INCIDENTS_HANDLE).order_by("name")
        if len(found := list(field.queryset[:2])) == 1:
            field.initial, field.widget = found[0], forms.HiddenInput()
