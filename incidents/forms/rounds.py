"""Forms of measurement rounds: what an organisation states, what a sponsor sends back, why a round is reopened."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import PortalForm
from incidents.forms.handling import VersionForm
from incidents.models import MeasurementRound, OrganisationRound
from incidents.services.rounds import Statement

Source = OrganisationRound.Source
_NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


def _count(label: str, help_text: str = "", **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=options.pop("required", False),
        min_value=0,
        max_value=options.pop("max_value", 1_000_000),
        widget=forms.NumberInput(attrs=_NUMBER),
        **options,
    )


class ParticipationForm(VersionForm):
    """What an organisation states about its window. The counts are asked only where the portal cannot count."""

    employees = _count(
        "Hoeveel mensen werkten er?",
        "Alle medewerkers, niet alleen wie een voorval meemaakte.",
        required=True,
        error_messages={"required": "Vul in hoeveel mensen er werkten. Zonder dat aantal is er geen cijfer."},
    )
    fte = forms.DecimalField(
        label="Hoeveel fte is dat?",
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=1,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="Mag leeg blijven.",
    )
    days_covered = _count(
        "Op hoeveel dagen hebt u geteld?",
        max_value=3_660,
        required=True,
        error_messages={"required": "Vul in hoeveel dagen u hebt geteld."},
    )
    source = forms.ChoiceField(
        label="Waar komt het aantal vandaan?", choices=Source.choices, widget=forms.RadioSelect, required=True
    )
    count = _count("Aantal voorvallen in deze dagen", "Alleen als u aantallen levert.")
    serious_count = _count("Waarvan zwaar", "Mag leeg blijven als u dat niet apart telt.")
    is_nil = forms.BooleanField(label="Wij hadden geen voorvallen in deze dagen", required=False)

    def __init__(self, *args: Any, row: OrganisationRound, most_days: int, may_use_cases: bool, **kwargs: Any) -> None:
        names = ("employees", "fte", "days_covered", "source", "count", "serious_count", "is_nil", "version")
        kwargs["initial"] = {name: getattr(row, name) for name in names} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["days_covered"].help_text = f"Ten hoogste {most_days}."
        if not may_use_cases:
            self.fields["source"].choices = [(Source.COUNTS, Source.COUNTS.label)]  # type: ignore[attr-defined]
            self.fields["source"].widget = forms.HiddenInput()
            self.fields["count"].help_text = ""

    @property
    def statement(self) -> Statement:
        """Return what was stated."""
        names = ("employees", "fte", "days_covered", "source", "count", "serious_count", "is_nil")
        given: dict[str, Any] = {name: self.cleaned_data.get(name) for name in names}
        return Statement(**given)


class SendBackForm(VersionForm):
    """Why a sponsor does not sign."""

    remark = forms.CharField(
        label="Wat klopt er niet?",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Uw collega leest dit bij de meting. Noem geen namen.",
    )


class ReopenForm(VersionForm):
    """Why an organisation may fill in again after the freeze."""

    reason = forms.CharField(
        label="Waarom mag deze organisatie opnieuw invullen?",
        required=False,
        max_length=200,
        help_text="De reden blijft bij de meting staan.",
    )


class PairForm(PortalForm):
    """Which two rounds are compared."""

    eerst = forms.ChoiceField(label="Eerste meting", required=False)
    daarna = forms.ChoiceField(label="Tweede meting", required=False)

    def __init__(self, *args: Any, rounds: list[MeasurementRound], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name in self.fields:
            self.fields[name].widget.attrs["class"] = "form-select"
            self.fields[name].choices = [(each.code, each.label) for each in rounds]  # type: ignore[attr-defined]
