"""Costs in and out of a spreadsheet: PM and empty stay what they are, and a row that moved meanwhile is refused."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from import_export import fields, widgets

from budget.figures import current_grant
from budget.models import AmountKind, BudgetLine, Cost, CostState, Grant
from budget.services import record_import
from core.exchange import ExchangeResource

PM = "PM"
_DUTCH_NUMBER = re.compile(r"-?\d{1,3}(\.\d{3})*(,\d{1,2})?|-?\d+([.,]\d{1,2})?")


def read_amount(value: Any) -> Decimal | None:
    """Return an amount from a cell: a number, or text the Dutch way; None for an empty cell.

    Raises:
        ValueError: with a Dutch sentence when it is neither.
    """
    text = str(value if value is not None else "").replace("€", "").replace("\N{NO-BREAK SPACE}", "").strip()
    if not text:
        return None
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _to_the_cent(Decimal(str(value)), text)
    if not _DUTCH_NUMBER.fullmatch(text):
        raise ValueError(f"‘{text[:40]}’ is geen bedrag. Schrijf bijvoorbeeld 1.234,50, PM of laat het leeg.")
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"-?\d{1,3}(\.\d{3})+", text):
        text = text.replace(".", "")
    return _to_the_cent(Decimal(text), text)


def _to_the_cent(amount: Decimal, text: str) -> Decimal:
    try:
        exact = amount.quantize(Decimal("0.01"))
    except InvalidOperation:
        exact = None
    if exact is None or exact != amount:
        raise ValueError(f"‘{text[:40]}’ heeft meer dan twee cijfers achter de komma of is te groot.")
    return exact


class AmountWidget(widgets.Widget):
    """An amount, "PM" or nothing in one cell."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | str | None:
        """Return the amount, "PM", or None for empty."""
        if str(value or "").strip().upper().rstrip(".") == PM:
            return PM
        return read_amount(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the amount as a number; `kwargs` of the library are not used."""
        return PM if obj is not None and obj.amount_kind == AmountKind.PM else value


class AmountField(fields.Field):
    """Writes amount and kind of amount together."""

    def save(self, instance: Cost, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """Put the cell into the cost."""
        value = self.clean(row, **kwargs)
        instance.amount = value if isinstance(value, Decimal) else None
        is_pm = value == PM
        instance.amount_kind = AmountKind.PM if is_pm else AmountKind.AMOUNT if value is not None else AmountKind.EMPTY

    def export(self, instance: Cost, **kwargs: Any) -> Any:
        """Return the amount, "PM" or nothing."""
        return PM if instance.amount_kind == AmountKind.PM else instance.amount


class ChoiceWidget(widgets.Widget):
    """A choice by its Dutch word."""

    def __init__(self, choices: Any) -> None:
        super().__init__()
        self.words = {str(label): value for value, label in choices}
        self.labels = {value: label for label, value in self.words.items()}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the key of a word.

        Raises:
            ValueError: when the word is not one of the choices.
        """
        text = str(value or "").strip().lower()
        if text not in self.words:
            raise ValueError(f"‘{str(value)[:40]}’ kan niet. Kies uit: {', '.join(self.words)}.")
        return str(self.words[text])

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the word."""
        return self.labels.get(value, "")


class MoneyWidget(widgets.Widget):
    """A number with two places, or nothing."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        """Return the number."""
        return read_amount(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the number."""
        return value


class YesNoWidget(widgets.Widget):
    """Yes or no in Dutch."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        """Return whether it says yes."""
        return str(value or "").strip().lower() in ("ja", "true", "1", "waar")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the word."""
        return "ja" if value else "nee"


class WholeWidget(widgets.IntegerWidget):
    """A whole number; spreadsheets give 2014.0 for 2014."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        """Return the number.

        Raises:
            ValueError: when it is not whole.
        """
        text = str(value if value is not None else "").strip().removesuffix(".0")
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            raise ValueError(f"‘{text[:40]}’ is geen heel getal.")
        return int(text)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the number as it is."""
        return value


class LineWidget(widgets.Widget):
    """A line of the budget by its name, of the grant that holds now."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> BudgetLine | None:
        """Return the line.

        Raises:
            ValueError: when there is no line with this name.
        """
        text = str(value or "").strip()
        if not text:
            return None
        line = BudgetLine.objects.filter(grant=current_grant(), name__iexact=text).first()
        if line is None:
            raise ValueError(f"Er is geen post ‘{text[:40]}’.")
        return line

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the name."""
        return str(value) if value else ""


class CostResource(ExchangeResource):
    """Costs of the grant that holds now. "nummer" and "versie" tell which row is changed; both empty adds one."""

    nummer = fields.Field("pk", "nummer", widget=WholeWidget())
    versie = fields.Field("version", "versie", widget=WholeWidget(), readonly=True)
    omschrijving = fields.Field("description", "omschrijving", widget=widgets.CharWidget(coerce_to_string=True))
    post = fields.Field("line", "post", widget=LineWidget())
    jaar = fields.Field("year", "jaar", widget=WholeWidget())
    datum = fields.Field("dated_on", "datum", widget=widgets.DateWidget())
    leverancier = fields.Field("supplier", "leverancier", widget=widgets.CharWidget(coerce_to_string=True))
    bedrag = AmountField("amount", "bedrag", widget=AmountWidget())
    stand = fields.Field("state", "stand", widget=ChoiceWidget(CostState.choices))
    betaald_op = fields.Field("paid_on", "betaald op", widget=widgets.DateWidget())
    om_niet = fields.Field("is_in_kind", "om niet", widget=YesNoWidget())
    waarde = fields.Field("in_kind_value", "waarde om niet", widget=MoneyWidget())
    uren = fields.Field("in_kind_hours", "uren om niet", widget=MoneyWidget())
    bron = fields.Field("source", "bron", widget=widgets.CharWidget(coerce_to_string=True))

    class Meta:
        model = Cost
        fields = (
            "nummer",
            "versie",
            "omschrijving",
            "post",
            "jaar",
            "datum",
            "leverancier",
            "bedrag",
            "stand",
            "betaald_op",
            "om_niet",
            "waarde",
            "uren",
            "bron",
        )
        import_id_fields = ("nummer",)
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True

    grant: Grant | None = None

    def get_queryset(self) -> Any:
        """Reach only costs of the grant that holds now."""
        return Cost.objects.filter(grant=current_grant()).with_parts()

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Look up the grant once.

        Raises:
            ValidationError: when there is none.
        """
        self.grant = current_grant()
        if self.grant is None:
            raise ValidationError("Er is nog geen subsidie. Leg die eerst vast.")

    def init_instance(self, row: Any = None) -> Cost:
        """Start a new cost on the grant."""
        return Cost(grant=self.grant)

    def get_instance(self, instance_loader: Any, row: Any) -> Cost | None:
        """Return the cost with this number, if it has not changed since the export.

        Raises:
            ValidationError: when there is no such cost, or when somebody changed it meanwhile.
        """
        number = WholeWidget().clean(row.get("nummer"))
        if number is None:
            return None
        cost: Cost | None = self.get_queryset().filter(pk=number).first()
        if cost is None:
            raise ValidationError(f"Er is geen kostenregel {number}. Laat ‘nummer’ leeg voor een nieuwe regel.")
        if WholeWidget().clean(row.get("versie")) != cost.version:
            raise ValidationError(f"Regel {number} is gewijzigd na uw export. Haal de lijst opnieuw op.")
        return cost

    def import_field(self, field: Any, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """Leave the number of a row as it is: it finds a row and never sets one."""
        if field.column_name != "nummer":
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Leave the sequence alone: numbers are never imported, and the application's role may not set it."""

    def after_save_instance(self, instance: Cost, row: Any, **kwargs: Any) -> None:
        """Record what the import changed."""
        if not kwargs.get("dry_run"):
            record_import(cost=instance, actor=kwargs["user"])
