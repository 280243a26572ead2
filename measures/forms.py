"""Forms of measures: a line of annex 1, a file of annex 1, the nine cards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from crispy_forms.layout import HTML, Field, Fieldset, Layout
from django import forms
from django.template.loader import render_to_string

from core.components import choice_label
from core.forms import PortalForm, PortalModelForm, VersionedFormMixin
from measures.models import COLUMNS, MatrixLine, Measure, OrganisationMeasureState, State
from measures.services import Answer

_HELP = {
    "target_group": "Voor wie is deze regel bedoeld?",
    "strategic": "Wie en wat zet u in? Bijvoorbeeld het netwerk.",
    "tactical": "Hoe zet u het in? Bijvoorbeeld een Join the Club-bijeenkomst.",
    "cost": "Een bedrag (€ 600), PM of leeg. PM en leeg tellen niet als nul.",
    "operational": "Wat levert het op voor de apothekerskast?",
    "result": "Wat moet het opleveren? Liefst iets wat u kunt tellen.",
    "planning": "Zoals u het zou zeggen: 17-6-2014, voorjaar 2016, ad hoc.",
    "assurance": "Hoe blijft dit na het project op de agenda?",
}


class LineForm(VersionedFormMixin, PortalModelForm):
    """The eight cells of a line; the second of two editors is told and keeps the typed text."""

    class Meta:
        model = MatrixLine
        fields = list(COLUMNS)
        labels = COLUMNS
        help_texts = _HELP
        widgets: ClassVar = {
            name: forms.Textarea(attrs={"rows": 2 if name in ("target_group", "cost") else 4})
            for name in COLUMNS
            if name != "planning"
        }

    @property
    def cells(self) -> dict[str, str]:
        """The eight texts as typed."""
        return {name: str(self.cleaned_data[name] or "") for name in COLUMNS}


class MatrixUploadForm(PortalForm):
    """A workbook of annex 1."""

    file = forms.FileField(
        label="Excel-bestand van bijlage 1",
        help_text="Een .xlsx-bestand van ten hoogste 5 MB. U ziet eerst wat er verandert; daarna pas slaat u op.",
        error_messages={"required": "Kies een bestand."},
        widget=forms.ClearableFileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
    )


class MatrixApplyForm(PortalForm):
    """Save the file; where both sides changed a cell, a person chooses. Without conflicts nothing is asked."""

    file_wins = forms.BooleanField(
        label="Bij een botsing geldt het bestand", required=False, help_text="Anders wordt er niets opgeslagen."
    )

    def __init__(self, *args: Any, has_conflicts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_conflicts:
            del self.fields["file_wins"]


class CardsForm(PortalForm):
    """Nine measures, each with tiles that say what one would see on the work floor. The last answer is filled in."""

    def __init__(
        self,
        *args: Any,
        measures: Iterable[Measure],
        latest: Mapping[int, OrganisationMeasureState],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.measures = list(measures)
        for measure in self.measures:
            self._add_measure(measure, latest.get(measure.pk))
        self.helper.layout = Layout(*(self._fieldset(measure) for measure in self.measures))

    def _add_measure(self, measure: Measure, last: OrganisationMeasureState | None) -> None:
        anchors = {anchor.state: anchor.text for anchor in measure.anchors.all()}
        choices = [(state.value, choice_label(state.label.capitalize(), anchors.get(state, ""))) for state in State]
        self.fields[f"{measure.slug}_state"] = forms.ChoiceField(
            label="Hoe ver bent u?",
            choices=choices,
            required=False,
            initial=last.state if last else None,
            widget=forms.RadioSelect(attrs={"class": "tiles"}),
            error_messages={"invalid_choice": "Kies een van de zes antwoorden."},
        )
        self.fields[f"{measure.slug}_reason"] = forms.CharField(
            label="Waarom is deze maatregel niet van toepassing?",
            required=False,
            max_length=300,
            initial=last.reason if last else "",
            help_text="Alleen als u ‘niet van toepassing’ kiest.",
        )
        self.fields[f"{measure.slug}_note"] = forms.CharField(
            label="Wat is er veranderd?", required=False, max_length=300, help_text="In één regel, mag leeg blijven."
        )

    def _fieldset(self, measure: Measure) -> Fieldset:
        lead = render_to_string("measures/components/card_lead.html", {"measure": measure})
        reason = Field(f"{measure.slug}_reason", wrapper_class="measure-reason")
        parts = (HTML(lead.replace("{", "&#123;")), f"{measure.slug}_state", reason, f"{measure.slug}_note")
        return Fieldset(measure.label, *parts, css_class="measure-card")

    def clean(self) -> dict[str, Any]:
        """Ask a reason where a measure does not apply, and at least one answer."""
        data = super().clean() or self.cleaned_data
        for measure in self.measures:
            is_away = data.get(f"{measure.slug}_state") == State.NOT_APPLICABLE
            if is_away and not data.get(f"{measure.slug}_reason"):
                self.add_error(
                    f"{measure.slug}_reason", f"Schrijf in één zin waarom ‘{measure.label}’ niet van toepassing is."
                )
        if not self.errors and not self.answers:
            self.add_error(None, "Kies bij ten minste één maatregel een antwoord.")
        return data

    @property
    def answers(self) -> dict[Measure, Answer]:
        """The answers that were given; a measure without an answer is left out."""
        data = self.cleaned_data
        return {
            measure: Answer(
                State(data[f"{measure.slug}_state"]),
                data.get(f"{measure.slug}_reason", ""),
                data.get(f"{measure.slug}_note", ""),
            )
            for measure in self.measures
            if data.get(f"{measure.slug}_state")
        }
