"""Forms of delivering: a file, what its columns mean, what its words mean, and what an export holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from core.forms import PortalForm
from incidents.delivery.departments import NO_DEPARTMENTS, departments_of
from incidents.delivery.fields import BY_CODE, Holds
from incidents.delivery.mapping import SKIP, fields_of
from incidents.models import ImportKind, ImportRun
from incidents.vocabulary import SOURCES
from participants.models import Organisation

_NOTHING = "-"
"""A choice of its own, so that each question has an answer."""
_SYSTEMS = [
    ("import", "een ander systeem, of een eigen lijst"),
    ("gir", SOURCES["gir"].label),
    ("zenya", SOURCES["zenya"].label),
]


class FileForm(PortalForm):
    """A file to be read in. Which kind of file an organisation delivers follows from how it registers."""

    file = forms.FileField(
        label="Bestand",
        help_text="CSV (tot 100 MB) of Excel (.xlsx, tot 25 MB). Zonder namen van personen.",
        error_messages={"required": "Kies een bestand.", "empty": "Dit bestand is leeg. Kies een ander bestand."},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )
    source_system = forms.ChoiceField(
        label="Uit welk systeem komt het?", choices=_SYSTEMS, initial="import", widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, organisation: Organisation, kind: ImportKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation, self.kind = organisation, kind


class VersionForm(PortalForm):
    """A press on a button of a page that was made from one version of the file's row."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class StepForm(VersionForm):
    """A press on a button, and whether known cases are changed as well."""

    update = forms.BooleanField(
        required=False,
        help_text="Alleen wat in het bestand is ingevuld. Wat in het portaal is gewijzigd, blijft zoals het is.",
    )

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["update"].label = f"Werk bekende voorvallen bij ({run.rows_changed})"
        if not run.rows_new:
            self.fields["update"].widget = forms.HiddenInput()
            self.initial["update"] = "on"
        elif not run.rows_changed:
            del self.fields["update"]


class ColumnsForm(VersionForm):
    """What each column of the file means; a column that means nothing here is left out."""

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = list(dict.fromkeys(run.columns))  # what JSON keeps has no order
        choices = [(_NOTHING, "niet inlezen"), *((each.code, each.label) for each in fields_of(run.kind))]
        for place, heading in enumerate(self.headings):
            self.fields[f"c{place}"] = forms.ChoiceField(
                label=heading or f"kolom {place + 1} zonder kop",
                choices=choices,
                initial=run.mapping.get(heading) or _NOTHING,
            )

    @property
    def columns(self) -> dict[str, str]:
        """Return heading and code."""
        chosen = (self.cleaned_data.get(f"c{place}", _NOTHING) for place in range(len(self.headings)))
        return {
            heading: SKIP if code == _NOTHING else code for heading, code in zip(self.headings, chosen, strict=True)
        }

    def clean(self) -> dict[str, Any]:
        """Refuse two columns with one meaning."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        seen: dict[str, str] = {}
        for place, heading in enumerate(self.headings):
            code = data.get(f"c{place}")
            if code == _NOTHING:
                continue
            if code and code in seen:
                self.add_error(f"c{place}", f"Dit koos u al bij ‘{seen[code]}’. Kies iets anders, of ‘niet inlezen’.")
            elif code:
                seen[code] = heading
        return data


class WordsForm(VersionForm):
    """What words of the file mean that stand in none of our lists."""

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: list[tuple[str, str]] = []
        self.departments = departments_of(run.organisation_id) if "unit" in run.unknown_words else NO_DEPARTMENTS
        for code, words in run.unknown_words.items():
            self._add(code, words)

    def _add(self, code: str, words: Mapping[str, str]) -> None:
        field = BY_CODE.get(code)
        if field is None:
            return
        known = self.departments.choices if field.holds is Holds.DEPARTMENT else field.choices.items()
        choices = [(_NOTHING, "weet ik nog niet"), *known]
        for word, shown in words.items():
            label = f"{field.label}: ‘{shown}’" if shown else f"{field.label}: leeg"
            name = f"w{len(self.places)}"
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, initial=_NOTHING)
            self.places.append((code, word))

    @property
    def words(self) -> dict[str, dict[str, str]]:
        """Return per column what each explained word means."""
        found: dict[str, dict[str, str]] = {}
        for place, (code, word) in enumerate(self.places):
            chosen = self.cleaned_data.get(f"w{place}", _NOTHING)
            if chosen != _NOTHING:
                found.setdefault(code, {})[word] = chosen
        return found


class ExportForm(PortalForm):
    """What an export holds."""

    file_format = forms.ChoiceField(
        label="Soort bestand",
        choices=[("csv", "CSV"), ("xlsx", "Excel (.xlsx)")],
        initial="csv",
        widget=forms.RadioSelect,
    )
    with_text = forms.BooleanField(
        label="Ook de vrije tekst",
        required=False,
        help_text="Omschrijving, locatie en andere tekst. Kies dit alleen als het nodig is: het wordt vastgelegd.",
    )
