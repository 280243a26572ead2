"""Forms of posters and of the short report that a colleague without an account sends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from core.forms import IdempotentFormMixin, PortalForm
from incidents.choices import OffenderKnown, Severity
from incidents.forms.registering import WhenForm
from incidents.models import Unit
from incidents.privacy import Finding, find
from incidents.services.poster import NOT_CONFIRMED
from incidents.vocabulary import CHANNELS, KINDS
from participants.models import Organisation


class PosterForm(PortalForm):
    """For which place a poster is."""

    label = forms.CharField(
        label="Voor welke plek is de poster?",
        max_length=60,
        help_text="Bijvoorbeeld: balie begane grond. U ziet later bij elke melding van welke poster zij komt.",
        error_messages={"required": "Vul in voor welke plek de poster is."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    unit = forms.ModelChoiceField(
        queryset=Unit.objects.none(),
        label="Bij welke afdeling hoort die plek?",
        required=False,
        empty_label="geen",
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if units.exists():
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        else:
            del self.fields["unit"]


class MiniReportForm(IdempotentFormMixin, WhenForm):
    """One screen: what, when, where, how bad, and a few words when wanted. All but the words are taps."""

    kinds = forms.MultipleChoiceField(
        label="Wat gebeurde er?",
        error_messages={"required": "Kies ten minste één tegel bij ‘Wat gebeurde er?’."},
    )
    channel = forms.ChoiceField(
        label="Waar was het?", choices=CHANNELS.choices(), error_messages={"required": "Kies waar het was."}
    )
    severity = forms.ChoiceField(
        label="Hoe erg was het?", choices=Severity.choices, error_messages={"required": "Kies hoe erg het was."}
    )
    words = forms.CharField(label="In een paar woorden (mag leeg)", required=False, max_length=1000)
    is_checked = forms.BooleanField(required=False)
    website = forms.CharField(required=False, max_length=200)  # nobody sees it; only a machine fills it in

    def __init__(self, *args: Any, organisation: Organisation, at: datetime, **kwargs: Any) -> None:
        self.organisation = organisation
        super().__init__(*args, incident=None, at=at, **kwargs)

    def prepare(self) -> None:
        """Offer the kinds that may be chosen today."""
        self.fields["kinds"].choices = KINDS.choices(self.today)  # type: ignore[attr-defined]

    @property
    def findings(self) -> list[Finding]:
        """Return what in the words looks like a person, until the sender says that it was looked at."""
        if self.errors or self.cleaned_data.get("is_checked"):
            return []
        return find(self.cleaned_data["words"])

    @property
    def is_by_machine(self) -> bool:
        """Tell whether the field was filled that people do not see."""
        return bool(self.cleaned_data.get("website"))

    @property
    def answers(self) -> dict[str, Any]:
        """Return what is kept of the report."""
        data = self.cleaned_data
        return {
            "kinds": data["kinds"],
            "occurred_at": self.moment,
            "occurred_precision": self.precision,
            "channel": data["channel"],
            "severity": data["severity"],
            "words": data["words"],
        }

    def chosen(self, name: str) -> set[str]:
        """Return what was chosen for one question, to show it again."""
        return set(self.data.getlist(name)) if self.is_bound else set()


class ConfirmMiniForm(PortalForm):
    """The one thing that a short report does not ask, and the clock needs."""

    offender_known = forms.ChoiceField(
        label="Is bekend wie het deed?",
        choices=OffenderKnown.choices,
        initial=OffenderKnown.UNKNOWN,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies een antwoord."},
    )


class RejectMiniForm(PortalForm):
    """Why a short report is set aside."""

    reason = forms.ChoiceField(
        label="Waarom wijst u de melding af?",
        choices=NOT_CONFIRMED.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Kies waarom u deze melding afwijst."},
    )
