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


_COST_WIDGETS = {
    "dated_on": DateInput,
    "paid_on": DateInput,
    "year": YearInput,
    "amount_kind": forms.RadioSelect,
    "amount": forms.TextInput({"inputmode": "decimal"}),
    "in_kind_value": forms.TextInput({"inputmode": "decimal"}),
    "in_kind_hours": forms.TextInput({"inputmode": "decimal"}),
}


class _SpendingForm(IdempotentFormMixin, VersionedFormMixin, PortalModelForm):
    """What both forms share: choices of this grant, and the fields for the service."""

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = {
            "line": BudgetLine.objects.filter(grant=grant),
            "plan_item": PlanItem.objects.filter(programme=grant.programme_id),
        }
        for name in choices.keys() & self.fields.keys():
            self.fields[name].queryset = choices[name]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return the fields that the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "submit_key")}


class CostForm(_SpendingForm):
    """One cost that weighs on the grant."""

    class Meta:
        model = Cost
        fields = [
            "description",
            "line",
            "year",
            "amount_kind",
            "amount",
            "state",
            "paid_on",
            "dated_on",
            "supplier",
            "measure",
            "plan_item",
            "source",
        ]
        localized_fields = ["amount"]
        widgets = _COST_WIDGETS
        help_texts = {
            "amount": "Alleen bij ‘bedrag’, bijvoorbeeld 1.234,50. PM en leeg zijn iets anders dan nul.",
            "paid_on": "Alleen als de stand ‘betaald’ is.",
            "dated_on": "De datum van de bon, de factuur of de afspraak.",
        }
        error_messages = {"line": {"required": "Kies de post waarop deze kosten drukken."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].required = True

    def clean(self) -> dict[str, Any]:
        """Tell at the field itself what does not fit together; the database guards the same."""
        cleaned: dict[str, Any] = super().clean()
        kind, amount, is_paid = cleaned.get("amount_kind"), cleaned.get("amount"), cleaned.get("state") == "paid"
        if "amount" in cleaned and kind == AmountKind.AMOUNT and amount is None:
            self.add_error("amount", "Vul een bedrag in, of kies PM of ‘nog niet ingevuld’.")
        elif kind and kind != AmountKind.AMOUNT and amount is not None:
            self.add_error("amount", "Laat het bedrag leeg, of kies ‘bedrag’.")
        if "paid_on" in cleaned and is_paid != (cleaned["paid_on"] is not None):
            words = "Vul de datum van betaling in." if is_paid else "Laat dit leeg, of kies de stand ‘betaald’."
            self.add_error("paid_on", words)
        return cleaned


class InKindForm(_SpendingForm):
    """Something that a partner gives for free; nothing is posted."""

    class Meta:
        model = Cost
        fields = [
            "description",
            "supplier",
            "year",
            "dated_on",
            "in_kind_hours",
            "in_kind_value",
            "measure",
            "plan_item",
            "source",
        ]
        localized_fields = ["in_kind_hours", "in_kind_value"]
        widgets = _COST_WIDGETS
        labels = {"supplier": "Gegeven door", "description": "Wat is gegeven"}
        help_texts = {
            "description": "Bijvoorbeeld een zaal, een spreker of uren.",
            "in_kind_value": "Een schatting in euro. Telt niet mee in de bedragen van de subsidie.",
        }

    def values(self) -> dict[str, Any]:
        """Return the fields that the service takes: given for free, without posting."""
        return {**super().values(), "is_in_kind": True, "amount_kind": AmountKind.EMPTY, "amount": None, "line": None}


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
