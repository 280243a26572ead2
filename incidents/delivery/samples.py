"""Files to fill in: headings, and in Excel an explanation, the lists and choices that can be picked."""

from __future__ import annotations

import io
from functools import lru_cache

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from core.spreadsheets import write_csv
from incidents.delivery.fields import Field, Holds
from incidents.delivery.mapping import fields_of
from incidents.delivery.table import SHEETS
from incidents.models import ImportKind

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILLED_ROWS = 2_000
_WORDS = {
    Holds.MOMENT: "datum, met of zonder tijd",
    Holds.DAY: "datum",
    Holds.TIME: "tijd",
    Holds.CHOICE: "één uit de lijst",
    Holds.CHOICES: "een of meer uit de lijst, met ; ertussen",
    Holds.YES_NO: "ja of nee",
    Holds.NUMBER: "heel getal",
    Holds.MONEY: "bedrag in euro",
    Holds.TEXT: "tekst",
    Holds.DEPARTMENT: "naam van een afdeling",
}


@lru_cache(maxsize=8)
def sample(kind: ImportKind, file_format: str) -> tuple[bytes | str, str]:
    """Return an empty file of this kind, and its type."""
    fields = fields_of(kind)
    if file_format == "csv":
        return write_csv([field.label for field in fields], []), "text/csv; charset=utf-8"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEETS[kind]
    _headings(sheet, [field.label for field in fields])
    explanation = book.create_sheet("Uitleg")
    _explain(explanation, fields)
    listed = [field for field in fields if field.choices]
    if listed:
        _lists(book.create_sheet("Keuzelijsten"), sheet, fields, listed)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue(), XLSX


def _headings(sheet: Worksheet, labels: list[str]) -> None:
    for place, label in enumerate(labels, start=1):
        cell = sheet.cell(row=1, column=place, value=label)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(place)].width = max(14, min(len(label) + 2, 28))
    sheet.freeze_panes = "A2"


def _explain(sheet: Worksheet, fields: tuple[Field, ...]) -> None:
    _headings(sheet, ["Kolom", "Wat vult u in", "Verplicht", "Uitleg"])
    for row, field in enumerate(fields, start=2):
        cells = (field.label, _WORDS[field.holds], "ja" if field.is_required else "nee", field.hint)
        for place, text in enumerate(cells, start=1):
            sheet.cell(row=row, column=place, value=text)
    texts = ("Kolommen die u niet gebruikt, mag u weghalen.", "Schrijf nergens namen van personen op.")
    for row, text in enumerate(texts, start=len(fields) + 3):
        sheet.cell(row=row, column=1, value=text)
    sheet.column_dimensions["D"].width = 70


def _lists(sheet: Worksheet, filled: Worksheet, fields: tuple[Field, ...], listed: list[Field]) -> None:
    """Write each list in a column of its own, and let single choices be picked from it; other words may be typed."""
    _headings(sheet, [field.label for field in listed])
    for place, field in enumerate(listed, start=1):
        letter = get_column_letter(place)
        for row, label in enumerate(field.choices.values(), start=2):
            sheet.cell(row=row, column=place, value=label)
        reference = f"Keuzelijsten!${letter}$2:${letter}${len(field.choices) + 1}"
        rule = DataValidation(type="list", formula1=reference, allow_blank=True, showErrorMessage=False)
        at = get_column_letter(fields.index(field) + 1)
        rule.add(f"{at}2:{at}{_FILLED_ROWS}")
        filled.add_data_validation(rule)
