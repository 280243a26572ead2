"""Forms of the programme: results, planning and decisions."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import IdempotentFormMixin, PortalForm, PortalModelForm, VersionedFormMixin
from core.softdates import SoftDate, parse_soft_date
from core.softdates.forms import SoftDateFormField
from programme.models import Category, Decision, IntendedResult, PlanItem, Programme


class CategoriesField(forms.MultipleChoiceField):
    """Any number of the three categories, as boxes."""

    def __init__(self, **kwargs: Any) -> None:
        options: dict[str, Any] = {
            "choices": Category.choices,
            "widget": forms.CheckboxSelectMultiple,
            "required": False,
            "label": "Categorieën",
        }
        super().__init__(**{**options, **kwargs})


def _with_bounds(soft: SoftDate, programme: Programme) -> SoftDate:
    """Read the text once more with the running time, for "tot einde project"."""
    return parse_soft_date(str(soft), programme=(programme.starts_on, programme.ends_on))


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class ResultForm(VersionedFormMixin, PortalModelForm):
    """How far a result is, what proves it and what comes next."""

    categories = CategoriesField()
    proof_upload = forms.FileField(
        label="Bewijsstuk", required=False, help_text="Een pdf, afbeelding of Office-bestand. Vervangt het vorige."
    )

    class Meta:
        model = IntendedResult
        fields = [
            "state",
            "categories",
            "proof_text",
            "proof_url",
            "next_step",
            "next_step_on",
            "assured_by",
        ]
        widgets = {"next_step_on": DateInput, "proof_text": forms.Textarea({"rows": 4})}


class _PlanItemForm(PortalModelForm):
    categories = CategoriesField()
    programme: Programme

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.fields["results"].queryset = IntendedResult.objects.filter(programme=programme)  # type: ignore[attr-defined]

    def parts(self) -> dict[str, Any]:
        """Return what the service takes: the plain fields, and the links apart."""
        links = {name: self.cleaned_data[name] for name in ("results", "measures")}
        leave = {*links, "version", "submit_key"}
        return {"fields": {k: v for k, v in self.cleaned_data.items() if k not in leave}, **links}


_PLAN_WIDGETS = {
    "results": forms.CheckboxSelectMultiple,
    "measures": forms.CheckboxSelectMultiple,
    "conflict_note": forms.Textarea({"rows": 3}),
}


class PlanItemAddForm(IdempotentFormMixin, _PlanItemForm):
    """A new activity."""

    class Meta:
        model = PlanItem
        fields = ["title", "kind", "current", "categories", "results", "measures", "source"]
        labels = {"current": "Wanneer"}
        widgets = _PLAN_WIDGETS

    def clean_current(self) -> SoftDate:
        """Read the date within the running time."""
        return _with_bounds(self.cleaned_data["current"], self.programme)


class PlanItemEditForm(VersionedFormMixin, _PlanItemForm):
    """Words and links of an activity; its date moves with a form of its own, with a reason."""

    class Meta:
        model = PlanItem
        fields = ["title", "kind", "categories", "results", "measures", "source", "conflict_note"]
        widgets = _PLAN_WIDGETS


class _StepForm(VersionedFormMixin, PortalForm):
    """A step of an activity, with the version that the page was made from."""

    def __init__(self, *args: Any, instance: PlanItem, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)


class _ReasonForm(_StepForm):
    reason = forms.CharField(
        label="Reden",
        max_length=300,
        help_text="Eén regel. Deze staat in de planning en in het voortgangsverslag.",
        error_messages={"required": "Geef in één regel de reden."},
    )


class MoveForm(_ReasonForm):
    """Another date, with the reason."""

    current = SoftDateFormField(
        label="Nieuwe datum", max_length=200, error_messages={"required": "Vul in wanneer het nu is gepland."}
    )
    field_order = ["current", "reason"]

    def clean_current(self) -> SoftDate:
        """Read the date within the running time."""
        return _with_bounds(self.cleaned_data["current"], self.instance.programme)


class RealiseForm(_StepForm):
    """It took place: on a day, or without one for what went on for longer."""

    happened_on = forms.DateField(
        label="Datum waarop het plaatsvond",
        required=False,
        widget=DateInput,
        help_text="Laat leeg als het niet op één dag was.",
    )
    remark = forms.CharField(label="Opmerking", max_length=300, required=False)


class DropForm(_ReasonForm):
    """It will not take place."""


class ReopenForm(_ReasonForm):
    """Back into the planning."""


class DecisionForm(IdempotentFormMixin, VersionedFormMixin, PortalModelForm):
    """What a body decided, and which source says so."""

    class Meta:
        model = Decision
        fields = ["body", "kind", "subject", "taken", "is_year_inferred", "source", "remark", "plan_item"]
        labels = {"taken": "Wanneer"}
        widgets = {"remark": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.fields["plan_item"].queryset = PlanItem.objects.filter(programme=programme)  # type: ignore[attr-defined]

    def clean_taken(self) -> SoftDate:
        """Read the date within the running time."""
        return _with_bounds(self.cleaned_data["taken"], self.programme)

    def values(self) -> dict[str, Any]:
        """Return the fields that the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "submit_key")}
