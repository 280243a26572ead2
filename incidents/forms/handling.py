"""Forms of the coordinator: duties, steps of the flow, facts, filters and counts."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, TypeVar

from django import forms
from django.utils import timezone

from core.forms import PortalForm
from incidents.choices import DUTY_REASONS, DutyKind, DutyState, TalkState
from incidents.clock import moment_of
from incidents.models import AftercareTalk, Duty
from incidents.vocabulary import KINDS

FieldT = TypeVar("FieldT", bound=forms.Field)


class VersionForm(PortalForm):
    """A form that remembers from which version of a row it was made."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


def _when_asked(field: FieldT) -> FieldT:
    """Mark a field that belongs to one answer: it is shown with that answer, and asked only there."""
    field.is_conditional = True  # type: ignore[attr-defined]
    return field


class DutyForm(VersionForm):
    """The answer to a duty: done on, or not needed because, or still to do."""

    state = forms.ChoiceField(
        label="Wat is het antwoord?",
        choices=[
            (DutyState.DONE, "Gedaan"),
            (DutyState.NOT_NEEDED, "Niet nodig"),
            (DutyState.TODO, "Nog te doen"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies een antwoord."},
    )
    done_on = _when_asked(
        forms.DateField(
            label="Gedaan op (dag)", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )
    )
    done_time = forms.TimeField(
        label="Gedaan op (tijd)",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="Laat leeg als u de tijd niet weet.",
    )
    reason = _when_asked(forms.ChoiceField(label="Niet nodig, omdat", required=False, widget=forms.RadioSelect))

    def __init__(self, *args: Any, duty: Duty, at: datetime, **kwargs: Any) -> None:
        self.at = at
        local = timezone.localtime(duty.done_at or at)
        answered = "" if duty.state == DutyState.TODO else duty.state
        kwargs["initial"] = {
            "state": answered,
            "reason": duty.reason,
            "version": duty.version,
            "done_on": local.date(),
            "done_time": local.time(),
        }
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = DUTY_REASONS[DutyKind(duty.kind)].choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Work out the moment; a day without a time counts as now today, and as its end on an earlier day."""
        data = super().clean() or self.cleaned_data
        data["done_at"] = None
        state = data.get("state")
        if state == DutyState.DONE:
            if not data.get("done_on"):
                if "done_on" not in self.errors:
                    self.add_error("done_on", "Vul in op welke dag dit gedaan is.")
            else:
                data["done_at"] = self._moment(data)
        if state == DutyState.NOT_NEEDED and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Kies waarom dit niet nodig is.")
        return data

    def _moment(self, data: dict[str, Any]) -> datetime | None:
        day, at = data["done_on"], data.get("done_time")
        if day.year < 2014:
            self.add_error("done_on", "Kies een dag vanaf 1 januari 2014.")
            return None
        if at is None:
            return self.at if day == timezone.localdate(self.at) else moment_of(day, time(23, 59))
        return moment_of(day, at)


class CloseForm(VersionForm):
    """Closing with a sentence for the reporter."""

    conclusion = forms.CharField(
        label="Een zin voor de melder",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Wat is er met de melding gedaan? Geen namen. De melder leest dit in het portaal.",
    )


class DuplicateForm(VersionForm):
    """Double with another report of the same organisation."""

    reference = forms.CharField(
        label="Kenmerk van de andere melding",
        max_length=12,
        help_text="Bijvoorbeeld GDA-7K3QF.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Vul het kenmerk in van de melding die blijft."},
    )

    def clean_reference(self) -> str:
        """Take small letters and spaces too."""
        value: str = self.cleaned_data["reference"]
        return value.upper().replace(" ", "")


class ConfirmForm(VersionForm):
    """A step that asks nothing more."""


class TalkForm(VersionForm):
    """A talk of aftercare: planned on a day, held on a day, or not wanted. Each answer has its own day."""

    DAYS = {TalkState.PLANNED: "planned_on", TalkState.HELD: "held_on"}

    state = forms.ChoiceField(
        label="Hoe staat het met dit gesprek?",
        choices=TalkState.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies een antwoord."},
    )
    planned_on = _when_asked(
        forms.DateField(
            label="Gepland op", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )
    )
    held_on = _when_asked(
        forms.DateField(
            label="Gevoerd op", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )
    )

    def __init__(self, *args: Any, talk: AftercareTalk, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "state": talk.state,
            "planned_on": talk.planned_on,
            "held_on": talk.held_on or min(talk.planned_on, today),
            "version": talk.version,
        }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Take the day of the answer that was chosen; a talk that is wanted has one."""
        data = super().clean() or self.cleaned_data
        name = self.DAYS.get(TalkState(data["state"])) if data.get("state") else None
        data["day"] = data.get(name) if name else None
        if name and not data["day"] and name not in self.errors:
            self.add_error(name, "Vul een dag in.")
        return data


class MonthForm(VersionForm):
    """The counts of one month, a number a kind, or nothing happened."""

    is_nil = forms.BooleanField(label="Geen voorvallen in deze maand", required=False)

    def __init__(self, *args: Any, kinds: list[str], counts: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        for kind in kinds:
            self.fields[f"n_{kind}"] = forms.IntegerField(
                label=KINDS.label(kind).capitalize(),
                required=False,
                min_value=0,
                max_value=100_000,
                initial=counts.get(kind),
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
        self.order_fields([*(f"n_{kind}" for kind in kinds), "is_nil"])

    @property
    def counts(self) -> dict[str, int]:
        """Return the numbers that were filled in."""
        return {kind: self.cleaned_data.get(f"n_{kind}") or 0 for kind in self.kinds}
