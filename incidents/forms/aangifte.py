"""The form that asks for the help sheet for the report to the police."""

from __future__ import annotations

from django import forms

from core.forms import PortalForm


class SheetForm(PortalForm):
    """Whether the reporter's own words go along; without them there are lines to write on."""

    has_narrative = forms.BooleanField(
        label="Zet ook de eigen woorden van de melder op het blad",
        required=False,
        help_text="Doe dit alleen als er geen namen in staan. Zonder vinkje blijft er ruimte om zelf te schrijven.",
    )
