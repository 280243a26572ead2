"""Forms of the reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from core.forms import IdempotentFormMixin, PortalForm


class ReportForm(IdempotentFormMixin, PortalForm):
    """A day, and the words of the leader around the figures."""

    on = forms.DateField(label="Stand op", help_text="Bijvoorbeeld 30-6-2015. De cijfers tellen tot en met deze dag.")
    opening = forms.CharField(
        label="In het kort",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
        help_text="Twee of drie zinnen: wat is er gebeurd en wat komt er?",
    )
    request = forms.CharField(
        label="Wat vraagt u van het bestuur?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate

    def clean_on(self) -> Any:
        """A report looks back."""
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Kies vandaag of een dag die voorbij is; over later zijn er nog geen cijfers.")
        if day.year < 2000:
            raise forms.ValidationError("Kies een dag na 1 januari 2000.")
        return day
