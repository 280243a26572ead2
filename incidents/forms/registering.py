"""The seven screens of the register form. A single choice is a button, so that it takes one tap without JavaScript."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from core.forms import PortalForm
from core.oddinput import is_odd
from incidents.choices import FIRST_HOUR, DayPart, OffenderKnown, Precision, ReportedBy, Severity
from incidents.clock import moment_of
from incidents.models import Incident
from incidents.privacy import find_all
from incidents.registering.examples import severity_examples
from incidents.registering.places import recent_places
from incidents.vocabulary import ACTIONS, CHANNELS, FUNCTION_GROUPS, KINDS
from participants.models import User

EARLIEST = date(2014, 1, 1)
MOST_TILES = 12
_DATE = {"type": "date", "class": "form-control dateinput"}
_TIME = {"type": "time", "class": "form-control timeinput"}


class StepForm(PortalForm):
    """One question. `facts` are fields of the incident, `text` fields of its free text; both valid after `is_valid`."""

    def __init__(self, *args: Any, incident: Incident, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.incident = incident
        self.at = at
        self.today = timezone.localdate(at)
        self.prepare()

    def prepare(self) -> None:
        """Fill choices that depend on the incident or the day."""

    def screen(self, user: User, asked_day: str) -> dict[str, Any]:
        """Return what the screen shows beside the form; `asked_day` is the day that was chosen in the address."""
        return {}

    @property
    def facts(self) -> dict[str, Any]:
        """Return what goes on the incident."""
        return dict(self.cleaned_data)

    @property
    def text(self) -> dict[str, str]:
        """Return what goes on its text."""
        return {}


class KindsForm(StepForm):
    """What happened: one tile or more."""

    kinds = forms.MultipleChoiceField(
        label="Wat gebeurde er?",
        error_messages={"required": "Kies ten minste één tegel. Weet u het niet? Kies ‘iets anders’."},
    )

    def prepare(self) -> None:
        """Offer what may be chosen today, and what was chosen before."""
        offered = KINDS.choices(self.today)
        self.fields["kinds"].choices = offered  # type: ignore[attr-defined]

    def screen(self, user: User, asked_day: str) -> dict[str, Any]:
        """Return seven tiles, the rarer kinds below them, and what is chosen."""
        chosen = set(self.data.getlist("kinds") if self.is_bound else self.incident.kinds)
        offered = [kind for kind in KINDS if kind.holds(self.today)]
        return {
            "chosen": chosen,
            "tiles": [kind for kind in offered if kind.tile],
            "more": [kind for kind in offered if not kind.tile],
            "opens_more": any(kind.code in chosen for kind in offered if not kind.tile),
        }


class WhenForm(StepForm):
    """When: just now is one tap; another day is a day and a part of it."""

    when = forms.ChoiceField(
        label="Wanneer was het?",
        choices=[("nu", "Zojuist"), ("vandaag", "Vandaag eerder"), ("gisteren", "Gisteren"), ("dag", "Andere dag")],
        error_messages={"required": "Kies wanneer het was."},
    )
    day = forms.DateField(
        label="Welke dag?",
        required=False,
        widget=forms.DateInput(attrs=_DATE),
    )
    recent = forms.DateField(label="Welke dag?", required=False)
    part = forms.ChoiceField(
        label="Welk deel van de dag?", choices=[*DayPart.choices, ("onbekend", "weet ik niet")], required=False
    )
    at_time = forms.TimeField(
        label="Weet u de tijd precies?",
        required=False,
        widget=forms.TimeInput(attrs=_TIME),
    )

    def clean(self) -> dict[str, Any]:
        """Work out the moment: a part of a day counts from its first hour, so that no term looks longer than it is."""
        data = super().clean() or self.cleaned_data
        if "when" not in data or self.errors:
            return data
        if data["when"] == "nu":
            self.moment, self.precision = self.at, Precision.EXACT
            return data
        day = self._day(data)
        if day is None:
            self.add_error("day", "Kies een dag.")
            return data
        self.precision = self._precision(data)
        self.moment = moment_of(day, self._time(data))
        if day < EARLIEST:
            self.add_error("day", "Kies een dag vanaf 1 januari 2014.")
        elif self.moment > self.at:
            self.add_error(None, "Dit moment moet nog komen. Kies een eerder moment.")
        return data

    def _day(self, data: dict[str, Any]) -> date | None:
        if data["when"] == "vandaag":
            return self.today
        if data["when"] == "gisteren":
            return self.today - timedelta(days=1)
        return data.get("day") or data.get("recent")

    @staticmethod
    def _precision(data: dict[str, Any]) -> Precision:
        if data.get("at_time"):
            return Precision.EXACT
        return Precision.DAY_PART if data.get("part") in FIRST_HOUR else Precision.DAY

    @staticmethod
    def _time(data: dict[str, Any]) -> time:
        if data.get("at_time"):
            return time(data["at_time"].hour, data["at_time"].minute)
        part = data.get("part")
        return time(FIRST_HOUR[DayPart(part)]) if part in FIRST_HOUR else time(0)

    @property
    def facts(self) -> dict[str, Any]:
        """Return the moment and how exactly it is known."""
        return {"occurred_at": self.moment, "occurred_precision": self.precision}

    def screen(self, user: User, asked_day: str) -> dict[str, Any]:
        """Return the parts of the chosen day; without a day the tiles of the days are shown."""
        day = self.data.get("when", "") if self.is_bound else asked_day
        day = day if day in ("vandaag", "gisteren", "dag") else ""
        return {"day": day, "parts": self.parts(day == "vandaag"), "recent_days": self.recent_days()}

    def parts(self, is_today: bool) -> list[tuple[str, str]]:
        """Return the parts of the day that have begun."""
        hour = timezone.localtime(self.at).hour
        return [(part.value, part.label.capitalize()) for part in DayPart if not is_today or FIRST_HOUR[part] <= hour]

    def recent_days(self) -> list[tuple[str, str]]:
        """Return the days before yesterday as choices with their names."""
        days = [self.today - timedelta(days=back) for back in range(2, 7)]
        return [(day.isoformat(), date_format(day, "l j-n")) for day in days]


class WhereForm(StepForm):
    """Where: a place that was used before, or a kind of place with, if wanted, a few words."""

    channel = forms.CharField(label="Waar was het?", max_length=200, error_messages={"required": "Kies waar het was."})
    location = forms.CharField(
        label="Welke plek? (mag leeg)",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Bijvoorbeeld: balie publiekszaken. Geen woonadres.",
    )

    def screen(self, user: User, asked_day: str) -> dict[str, Any]:
        """Return the places used last, and the tiles."""
        return {"tiles": CHANNELS, "recent": recent_places(user, self.incident)}

    def clean_channel(self) -> str:
        """Read a tile, or a used place written as tile|words."""
        code, _, place = self.cleaned_data["channel"].partition("|")
        if code not in CHANNELS or is_odd(place):
            raise forms.ValidationError("Kies een van de tegels.")
        self.place = place[:120]
        return code

    @property
    def facts(self) -> dict[str, Any]:
        """Return the kind of place."""
        return {"channel": self.cleaned_data["channel"]}

    @property
    def text(self) -> dict[str, str]:
        """Return the words for the place."""
        return {"location": self.place or self.cleaned_data["location"]}


class SeverityForm(StepForm):
    """How bad it was."""

    severity = forms.ChoiceField(
        label="Hoe erg was het?", choices=Severity.choices, error_messages={"required": "Kies hoe erg het was."}
    )

    def screen(self, user: User, asked_day: str) -> dict[str, Any]:
        """Return the cards with their examples from the own sector."""
        examples = severity_examples(self.incident.organisation.sector.slug)
        return {"tiles": [(each, each.label.capitalize(), examples.get(each, "")) for each in Severity]}


class OffenderForm(StepForm):
    """Whether it is known who did it."""

    offender_known = forms.ChoiceField(
        label="Is bekend wie het deed?",
        choices=OffenderKnown.choices,
        error_messages={"required": "Kies een antwoord."},
    )


class ActionsForm(StepForm):
    """What has been done already; nothing chosen is an answer too."""

    actions_taken = forms.MultipleChoiceField(label="Wat is er al gedaan?", choices=ACTIONS.choices(), required=False)

    def screen(self, user: User, asked_day: str) -> dict[str, Any]:
        """Return the tiles and what is chosen."""
        return {"tiles": ACTIONS, "chosen": set(self.incident.actions_taken)}

    @property
    def facts(self) -> dict[str, Any]:
        """Return what was done; "nothing yet" falls away beside something else."""
        done = [code for code in self.cleaned_data["actions_taken"] if code != "niets"]
        return {"actions_taken": done or self.cleaned_data["actions_taken"]}


class WordsForm(StepForm):
    """A few words and the number in the organisation's own file; both may be empty."""

    narrative = forms.CharField(
        label="Wat gebeurde er, in een paar zinnen?",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Geen namen. Schrijf bijvoorbeeld ‘de bezoeker’.",
    )
    own_reference = forms.CharField(
        label="Uw eigen zaaknummer (mag leeg)",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def screen(self, user: User, asked_day: str) -> dict[str, Any]:
        """Return the gentle warnings about what was typed before."""
        return {"findings": find_all(self.incident.text.narrative, self.incident.text.own_reference)}

    def prepare(self) -> None:
        """Show what was typed before."""
        if not self.is_bound:
            self.initial = {
                "narrative": self.incident.text.narrative,
                "own_reference": self.incident.text.own_reference,
            }

    @property
    def facts(self) -> dict[str, Any]:
        """Return nothing: all of this is text."""
        return {}

    @property
    def text(self) -> dict[str, str]:
        """Return the words and the number."""
        return {"narrative": self.cleaned_data["narrative"], "own_reference": self.cleaned_data["own_reference"]}


class ReporterForm(StepForm):
    """In which part somebody reports: for oneself, for a colleague, as manager or as central reporter. Never who."""

    reported_by_role = forms.ChoiceField(
        label="Wie meldt?", choices=ReportedBy.choices, error_messages={"required": "Kies een antwoord."}
    )


class UnitForm(StepForm):
    """Where in the organisation it was: a unit and a group of functions, both may be left open."""

    unit: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Welke afdeling of welk team?",
        queryset=None,
        required=False,
        error_messages={"invalid_choice": "Kies een van de afdelingen."},
    )
    function_group = forms.ChoiceField(
        label="Welke functie? (mag leeg)",
        required=False,
        choices=[("", "Zeg ik niet"), *FUNCTION_GROUPS.choices()],
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def prepare(self) -> None:
        """Offer the units in use of the own organisation, and what was chosen before."""
        self.units = self.incident.organisation.units.filter(is_current=True)
        self.fields["unit"].queryset = self.units  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial = {"function_group": self.incident.function_group}

    def screen(self, user: User, asked_day: str) -> dict[str, Any]:
        """Return the units: as tiles, or as a list where there are too many to look over."""
        units = list(self.units)
        return {"units": units, "chosen_unit": self.incident.unit_id, "is_long": len(units) > MOST_TILES}
