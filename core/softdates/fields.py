"""The soft date as a model field: one text with three real columns beside it, which sort and filter."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OrderBy, Q
from django.db.models.query_utils import DeferredAttribute

from core.softdates.parser import Precision, SoftDate, parse_soft_date

PARTS = ("precision", "earliest", "latest")


class _Stored(str):
    """A text that comes from the database, whose parts stand beside it and need no reading."""

    __slots__ = ()


def as_soft(value: Any) -> SoftDate:
    """Return a soft date of what was assigned: a soft date, a text or nothing."""
    return value if isinstance(value, SoftDate) else parse_soft_date(str(value) if value is not None else "")


class _SoftAttribute(DeferredAttribute):
    """Gives a `SoftDate`; takes one, or a text that is then read."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, SoftDate):
            return value
        name = self.field.attname
        return SoftDate(str(value or ""), *(getattr(instance, f"{name}_{part}") for part in PARTS))

    def __set__(self, instance: Any, value: Any) -> None:
        kept = value if isinstance(value, _Stored) else as_soft(value)
        instance.__dict__[self.field.attname] = kept


class _PartAttribute(DeferredAttribute):
    """One of the three parts: that of a newly assigned soft date, else what the database holds."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        whole, _, part = self.field.attname.rpartition("_")
        value = instance.__dict__.get(whole)
        if isinstance(value, SoftDate):
            return getattr(value, part)
        return super().__get__(instance, cls)

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class _PartMixin:
    """A column that follows from the text; never asked for in a form."""

    descriptor_class = _PartAttribute

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        if not any(field.name == name for field in cls._meta.local_fields):
            super().contribute_to_class(cls, name, private_only=private_only)  # type: ignore[misc]


class PrecisionField(_PartMixin, models.CharField):  # type: ignore[type-arg, misc]
    """How precise the text is."""


class BoundField(_PartMixin, models.DateField):  # type: ignore[type-arg, misc]
    """First or last day on which it can fall."""


class SoftDateField(models.CharField):  # type: ignore[type-arg]
    """A date as written. `<name>` is the text, `<name>_precision`, `_earliest` and `_latest` are real columns.

    Assign a text or a `SoftDate` (with the bounds of the programme); read a `SoftDate`. In `update()` and
    `save(update_fields=…)` name the columns together: `soft_values` gives all four, `soft_columns` their names.
    """

    descriptor_class = _SoftAttribute

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Name the public path, so that migrations do not depend on how this package is cut."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "core.softdates.SoftDateField", args, kwargs

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        """Put the three columns beside the text. Historical models list them themselves."""
        super().contribute_to_class(cls, name, private_only)
        if cls.__module__ == "__fake__":
            return
        choices = Precision.choices
        options: dict[str, Any] = {"editable": False}
        for part, field in {
            "precision": PrecisionField("precisie", max_length=10, choices=choices, default=Precision.OPEN, **options),
            "earliest": BoundField("niet voor", null=True, **options),
            "latest": BoundField("niet na", null=True, **options),
        }.items():
            field.creation_counter = self.creation_counter
            field.contribute_to_class(cls, f"{name}_{part}")

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> _Stored | None:
        """Mark the text as stored, so that loading a row reads nothing anew."""
        return None if value is None else _Stored(value)

    def to_python(self, value: Any) -> Any:
        """Return a soft date of whatever was given."""
        return as_soft(value)

    def get_prep_value(self, value: Any) -> Any:
        """Store and compare the text."""
        return str(value) if value is not None else value

    def value_to_string(self, obj: Any) -> str:
        """Serialise the text."""
        return str(self.value_from_object(obj))

    def clean(self, value: Any, model_instance: Any) -> SoftDate:
        """Validate the text and return the soft date, with the bounds it came with."""
        soft = as_soft(value)
        if not soft and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")
        self.run_validators(soft.text)
        return soft

    def formfield(self, **kwargs: Any) -> Any:
        """Ask for the text in one line, and show how it is read."""
        from core.softdates.forms import SoftDateFormField  # forms load templates: not needed to read rows

        return super().formfield(**{"form_class": SoftDateFormField, **kwargs})


def soft_columns(name: str) -> list[str]:
    """Return the four columns of a soft date, as `save(update_fields=…)` needs them."""
    return [name, *(f"{name}_{part}" for part in PARTS)]


def soft_values(name: str, soft: SoftDate) -> dict[str, Any]:
    """Return the four columns of a soft date with their values, as `update()` needs them."""
    values = (str(soft), soft.precision, soft.earliest, soft.latest)
    return dict(zip(soft_columns(name), values, strict=True))


def soft_order(name: str, *, descending: bool = False) -> list[OrderBy]:
    """Return an ordering by first and last day, with what has no date at the end."""
    columns = [F(f"{name}_earliest"), F(f"{name}_latest")]
    if descending:
        return [column.desc(nulls_last=True) for column in columns]
    return [column.asc(nulls_last=True) for column in columns]


def soft_overlap(name: str, first: date, last: date) -> Q:
    """Return the condition that it can fall between these days; without any bound it cannot be told, so not."""
    earliest, latest = f"{name}_earliest", f"{name}_latest"
    starts = Q(**{f"{earliest}__lte": last}) | Q(**{f"{earliest}__isnull": True, f"{latest}__isnull": False})
    ends = Q(**{f"{latest}__gte": first}) | Q(**{f"{latest}__isnull": True, f"{earliest}__isnull": False})
    return starts & ends
