"""Keeping longer, and the term of an organisation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from core.forms import PortalForm
from incidents.models.retention import PauseReason


class PauseForm(PortalForm):
    """Why text and attachments are kept longer, and until when."""

    reason = forms.ChoiceField(
        label="Waarom langer bewaren?",
        choices=PauseReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies een reden."},
    )
    until = forms.DateField(
        label="Tot en met welke dag?",
        help_text="Ten hoogste twee jaar. Daarna kunt u opnieuw verlengen.",
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control dateinput"}),
        error_messages={"required": "Kies een dag."},
    )

    def __init__(self, *args: Any, proposed: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = proposed.isoformat()


class TermForm(PortalForm):
    """How many months after closing the text is kept."""

    months = forms.IntegerField(
        label="Aantal maanden na afhandelen",
        min_value=3,
        max_value=84,
        help_text="Van 3 tot en met 84. In uw afweging over privacy (DPIA) staat waarom deze termijn nodig is.",
        error_messages={
            "required": "Vul een aantal maanden in.",
            "min_value": "De bewaartermijn is ten minste 3 maanden.",
            "max_value": "De bewaartermijn is ten hoogste 84 maanden (zeven jaar).",
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
