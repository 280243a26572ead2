"""Forms of giving out a letter and of noting that it was sent."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from core.forms import PortalForm
from incidents.clock import moment_of
from incidents.letters.kinds import LetterKind
from incidents.models import Incident
from incidents.privacy import find


class GiveLetterForm(PortalForm):
    """What goes into the letter beside the plain facts."""

    has_location = forms.BooleanField(required=False)

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        location = incident.text.location
        if not location:
            del self.fields["has_location"]
            return
        field = self.fields["has_location"]
        field.label = f"Zet de plek erin zoals de melder die schreef: ‘{location}’"
        field.initial = not find(location)
        field.help_text = "Zonder vinkje staat alleen de soort plek in de brief."


class LetterSentForm(PortalForm):
    """When it was sent or held; for a ban also until when."""

    done_on = forms.DateField(
        label="Dag",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Vul in op welke dag dit gedaan is."},
    )
    done_time = forms.TimeField(
        label="Tijd",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="Laat leeg als u de tijd niet weet.",
    )
    ban_until = forms.DateField(
        label="Laatste dag van het verbod",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, kind: LetterKind, incident: Incident, at: datetime, **kwargs: Any) -> None:
        self.at = at
        local = timezone.localtime(at)
        kwargs["initial"] = {"done_on": local.date(), "done_time": local.time(), "ban_until": incident.ban_until}
        super().__init__(*args, **kwargs)
        if kind.reaction not in ("pandverbod", "contactverbod", "beperking"):
            del self.fields["ban_until"]

    def clean(self) -> dict[str, Any]:
        """Work out the moment: without a time, now for today and the end of an earlier day."""
        data = super().clean() or self.cleaned_data
        day, at = data.get("done_on"), data.get("done_time")
        data["sent_at"] = None
        if day is None or "done_time" in self.errors or "done_on" in self.errors:
            return data
        if day.year < 2014:
            self.add_error("done_on", "Kies een dag vanaf 1 januari 2014.")
        elif at is None:
            data["sent_at"] = self.at if day == timezone.localdate(self.at) else moment_of(day, time(23, 59))
        else:
            data["sent_at"] = min(moment_of(day, at), self.at) if self._is_this_minute(day, at) else moment_of(day, at)
        return data

    def _is_this_minute(self, day: Any, at: time) -> bool:
        local = timezone.localtime(self.at)
        return day == local.date() and (at.hour, at.minute) == (local.hour, local.minute)
