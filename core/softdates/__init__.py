"""Soft dates: a date as a plan writes it, with the days between which it falls, and never a false day."""

from core.softdates.fields import SoftDateField, soft_columns, soft_order, soft_overlap, soft_values
from core.softdates.parser import Precision, SoftDate, parse_soft_date

__all__ = [
    "Precision",
    "SoftDate",
    "SoftDateField",
    "parse_soft_date",
    "soft_columns",
    "soft_order",
    "soft_overlap",
    "soft_values",
]
