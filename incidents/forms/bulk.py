"""Forms over several incidents, and over who handles one."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import PortalForm
from incidents.forms.handling import VersionForm


class CloseManyForm(PortalForm):
    """One sentence for the reporters of all."""

    conclusion = forms.CharField(
        label="Een zin voor de melders",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Iedere melder leest deze zin bij de eigen melding. Geen namen, en niets over één voorval.",
    )


class AssignForm(VersionForm):
    """A colleague of the own organisation, or nobody."""

    assignee = forms.ChoiceField(
        label="Wie behandelt dit?",
        widget=forms.RadioSelect,
        error_messages={"required": "Kies een collega.", "invalid_choice": "Kies een collega uit de lijst."},
        help_text="Uw collega krijgt geen mail, wel een regel op de startpagina.",
    )

    def __init__(self, *args: Any, people: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].choices = [*people, ("niemand", "nog niemand")]  # type: ignore[attr-defined]
