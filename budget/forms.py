"""Forms of the budget: costs, their receipts, the list's filter and a new version."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from budget.figures import Overview, amounts_of
from budget.models import AmountKind, BudgetLine, BudgetVersion, Cost, CostState, Grant
from core.forms import IdempotentFormMixin, PortalForm, PortalModelForm, VersionedFormMixin
from programme.models import PlanItem

MISSING = {
    "proof": "bon of betaalbewijs ontbreekt",
    "amount": "nog geen bedrag",
    "pm": "PM: hoogte onbekend",
    "in_kind": "om niet gegeven",
}


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class YearInput(forms.NumberInput):
    """A year, without the point of the Dutch thousands."""

    def format_value(self, value: Any) -> str | None:
        """Write the digits as they are."""
        return None if value in (None, "") else str(value)


class CostForm(IdempotentFormMixin, VersionedFormMixin, PortalModelForm):
    """One cost, or something given for free."""

    class Meta:
        model = Cost
        fields = [
            "description",
            "line",
            "year",
            "dated_on",
            "supplier",
            "amount_kind",
            "amount",
            "state",
            "paid_on",
            "is_in_kind",
            "in_kind_value",
            "in_kind_hours",
            "measure",
            "plan_item",
            "source",
        ]
        localized_fields = ["amount", "in_kind_value", "in_kind_hours"]
        widgets = {
            "dated_on": DateInput,
            "paid_on": DateInput,
            "year": YearInput,
            "amount_kind": forms.RadioSelect,
            "amount": forms.TextInput,
            "in_kind_value": forms.TextInput,
            "in_kind_hours": forms.TextInput,
        }
        help_texts = {
            "amount": "Bijvoorbeeld 1.234,50. PM en leeg zijn iets anders dan nul.",
            "paid_on": "Alleen als de stand ‘betaald’ is.",
        }

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = BudgetLine.objects.filter(grant=grant)  # type: ignore[attr-defined]
        self.fields["plan_item"].queryset = PlanItem.objects.filter(programme=grant.programme_id)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Take "om niet" as what it is: no posting, so nothing to choose about amount and state."""
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("is_in_kind") and cleaned.get("amount") is None:
            cleaned.update(amount_kind=AmountKind.EMPTY, state=CostState.PLANNED, paid_on=None)
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return the fields that the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "submit_key")}


class FileForm(PortalForm):
    """An invoice or receipt, or the proof of payment."""

    slot = forms.ChoiceField(
        label="Wat is het?",
        choices=[("receipt", "bon of factuur"), ("payment_proof", "betaalbewijs")],
        widget=forms.RadioSelect,
        initial="receipt",
    )
    upload = forms.FileField(label="Bestand", help_text="Een pdf of een foto, ten hoogste 10 MB.")


class CostFilterForm(PortalForm):
    """What the list of costs shows."""

    line = forms.ModelChoiceField(BudgetLine.objects.none(), label="Post", required=False, empty_label="alle posten")
    year = forms.TypedChoiceField(label="Jaar", required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label="Stand", required=False)
    missing = forms.ChoiceField(label="Wat ontbreekt", required=False)

    def __init__(self, *args: Any, grant: Grant, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = BudgetLine.objects.filter(grant=grant)  # type: ignore[attr-defined]
        self.fields["year"].choices = [("", "alle jaren"), *((year, str(year)) for year in years)]  # type: ignore[attr-defined]
        self.fields["state"].choices = [("", "alle standen"), *CostState.choices]  # type: ignore[attr-defined]
        self.fields["missing"].choices = [("", "maakt niet uit"), *MISSING.items()]  # type: ignore[attr-defined]

    def narrow(self, costs: QuerySet[Cost]) -> QuerySet[Cost]:
        """Apply what was chosen; an odd choice is told in the form and narrows nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        for name in ("line", "year", "state"):
            if chosen.get(name):
                costs = costs.filter(**{name: chosen[name]})
        if chosen.get("state"):
            costs = costs.posted()  # type: ignore[attr-defined]
        return _MISSING_FILTERS[chosen.get("missing") or ""](costs)


_MISSING_FILTERS: dict[str, Any] = {
    "": lambda costs: costs,
    "proof": lambda costs: costs.unproven(),
    "amount": lambda costs: costs.without_amount(),
    "pm": lambda costs: costs.pro_memoria(),
    "in_kind": lambda costs: costs.in_kind(),
}


class CompareForm(PortalForm):
    """Two versions to lay side by side."""

    van = forms.ModelChoiceField(BudgetVersion.objects.none(), label="Van", empty_label=None)
    naar = forms.ModelChoiceField(BudgetVersion.objects.none(), label="Naar", empty_label=None)

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("van", "naar"):
            self.fields[name].queryset = grant.versions.all()  # type: ignore[attr-defined]


class VersionForm(IdempotentFormMixin, PortalForm):
    """A new version: why, and an amount for each line and year."""

    name = forms.CharField(label="Naam", max_length=80, help_text="Bijvoorbeeld: versie 3.")
    dated_on = forms.DateField(label="Datum", widget=DateInput)
    reason = forms.CharField(
        label="Reden", max_length=300, error_messages={"required": "Geef in één regel de reden van deze versie."}
    )

    def __init__(self, *args: Any, overview: Overview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.overview = overview
        self.places = list(self._places())
        for line, year, name, amount in self.places:
            self.fields[name] = forms.DecimalField(
                label=f"{line.name}, {year or 'zonder jaar'}",
                required=False,
                min_value=Decimal(0),
                max_digits=12,
                decimal_places=2,
                localize=True,
                initial=amount,
                widget=forms.TextInput({"inputmode": "decimal", "class": "form-control number"}),
                error_messages={"min_value": "Vul een bedrag van 0 of hoger in."},
            )

    def _places(self) -> Iterator[tuple[BudgetLine, int | None, str, Decimal | None]]:
        held = amounts_of(self.overview.version)
        for row in self.overview.rows:
            for year in (*self.overview.years, None):
                yield row.line, year, f"amount_{row.line.pk}_{year or 0}", held.get((row.line.pk, year))

    def table(self) -> list[tuple[BudgetLine, list[Any]]]:
        """Return the fields of each line, in the order of the years and then without a year."""
        found: dict[BudgetLine, list[Any]] = {}
        for line, _, name, _ in self.places:
            found.setdefault(line, []).append(self[name])
        return list(found.items())

    def amounts(self) -> dict[tuple[BudgetLine, int | None], Decimal | None]:
        """Return what was filled in, for the service."""
        return {(line, year): self.cleaned_data[name] for line, year, name, _ in self.places}
