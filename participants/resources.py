"""Organisations and people in and out of a spreadsheet: explicit columns, natural keys, a whole file or nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from import_export import fields, widgets

from core.exchange import ExchangeResource
from participants.models import (
    ClockStart,
    Organisation,
    Person,
    RegistrationMode,
    Sector,
    Wave,
)


class DayWidget(widgets.Widget):
    """A day: a date of the spreadsheet, 2014-04-03 or 3-4-2014."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        """Return the day, or None for an empty cell."""
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = str(value or "").strip()
        for form in ("%Y-%m-%d", "%d-%m-%Y"):
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007  (a day, no moment)
            except ValueError:
                continue
        if text:
            raise ValueError(f"‘{text[:40]}’ is geen datum. Schrijf bijvoorbeeld 3-4-2014.")
        return None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the day itself; the file format writes it."""
        return value


class ChoiceWidget(widgets.Widget):
    """A choice by its Dutch words."""

    def __init__(self, choices: type[models.Choices]) -> None:
        super().__init__()
        self.labels = {str(choice.label): choice.value for choice in choices}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Return the choice with these words."""
        text = str(value or "").strip().lower()
        if text not in self.labels:
            raise ValueError(f"‘{text[:40]}’ kan niet. Kies uit: {', '.join(self.labels)}.")
        return self.labels[text]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the words of the choice."""
        return next((label for label, kept in self.labels.items() if kept == value), "")


class RelatedWidget(widgets.ForeignKeyWidget):
    """Another row by its natural key, with a Dutch sentence when it is not there."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> models.Model | None:
        """Return the row with this key, or None for an empty cell."""
        text = str(value or "").strip()
        if not text:
            return None
        found: models.Model | None = self.model._base_manager.filter(**{self.field: text}).first()
        if found is None:
            name = str(self.model._meta.verbose_name)
            raise ValueError(f"De {name} ‘{text[:40]}’ bestaat niet. Voeg die eerst toe of pas de cel aan.")
        return found


class TextWidget(widgets.Widget):
    """Text without spaces around it; a whole number of a spreadsheet is written without .0."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the text."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return str(value if value is not None else "").strip()

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the value itself; the file format guards it."""
        return value


class HoursWidget(widgets.Widget):
    """A whole number of hours."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        """Return the number."""
        text = str(value if value is not None else "").strip().removesuffix(".0")
        if not text.isdecimal():
            raise ValueError(f"‘{text[:40]}’ is geen heel aantal uren, zoals 48.")
        return int(text)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the number."""
        return value


def _column(attribute: str, header: str, widget: widgets.Widget | None = None) -> fields.Field:
    return fields.Field(attribute=attribute, column_name=header, widget=widget or TextWidget())


class _ParticipantResource(ExchangeResource):
    """What both files share: nothing is written when a row is wrong, and a missing column is said at once."""

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Refuse a file that lacks a column, before any row."""
        lacking = [field.column_name for field in self.get_import_fields() if field.column_name not in dataset.headers]
        if lacking:
            raise ValidationError(
                f"Deze kolommen ontbreken: {', '.join(lacking)}. Download eerst het bestand als voorbeeld."
            )


class OrganisationResource(_ParticipantResource):
    """Organisations, known by their code."""

    code = _column("code", "code")
    naam = _column("name", "naam")
    sector = _column("sector", "sector", RelatedWidget(Sector, "name"))
    groep = _column("wave", "groep", ChoiceWidget(Wave))
    deelnemer_sinds = _column("joined_on", "deelnemer sinds", DayWidget())
    deelnemer_tot = _column("ended_on", "deelnemer tot", DayWidget())
    opgegaan_in = _column("successor", "opgegaan in (code)", RelatedWidget(Organisation, "code"))
    handtekening = _column("commitment_signed_on", "handtekening gezet op", DayWidget())
    verwerkersovereenkomst = _column("processor_agreement_on", "verwerkersovereenkomst sinds", DayWidget())
    wijze_van_registreren = _column("registration_mode", "wijze van registreren", ChoiceWidget(RegistrationMode))
    reactietermijn = _column("reaction_hours", "reactietermijn in uren", HoursWidget())
    termijn_loopt_vanaf = _column("clock_start", "termijn loopt vanaf", ChoiceWidget(ClockStart))
    eigen_norm = _column("norm_statement", "eigen norm in één zin")
    telefoon_opvang = _column("aftercare_phone", "telefoon collegiale opvang")
    website = _column("website", "website")

    class Meta:
        model = Organisation
        fields = (
            "code",
            "naam",
            "sector",
            "groep",
            "deelnemer_sinds",
            "deelnemer_tot",
            "opgegaan_in",
            "handtekening",
            "verwerkersovereenkomst",
            "wijze_van_registreren",
            "reactietermijn",
            "termijn_loopt_vanaf",
            "eigen_norm",
            "telefoon_opvang",
            "website",
        )
        import_id_fields = ("code",)
        clean_model_instances = True
        use_transactions = True
        skip_unchanged = True
        report_skipped = True


class PersonResource(_ParticipantResource):
    """People, known by their e-mail address. An account is made by hand, never by a file."""

    e_mailadres = _column("email", "e-mailadres")
    naam = _column("name", "naam")
    functie = _column("job_title", "functie")
    telefoon = _column("phone", "telefoon")
    organisatie = _column("organisation", "organisatie (code)", RelatedWidget(Organisation, "code"))

    class Meta:
        model = Person
        fields = ("e_mailadres", "naam", "functie", "telefoon", "organisatie")
        import_id_fields = ("e_mailadres",)
        clean_model_instances = True
        use_transactions = True
        skip_unchanged = True
        report_skipped = True
