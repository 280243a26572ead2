"""Spreadsheets in and out: nothing that leaves can run as a formula, nothing that enters can blow up.

CSV: every cell in quotes, and an apostrophe before what a spreadsheet program would take for a formula. XLSX: texts
are stored as texts, whatever they start with; numbers and dates stay what they are.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any

import openpyxl
import tablib
from django.core.exceptions import ValidationError
from django.utils import timezone
from import_export.formats.base_formats import CSV, XLSX
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.workbook import Workbook

_FORMULA = re.compile(r"^(?:[\s\0]*[=+\-@＝＋－＠]|[\t\r\n\0])")
_GUARDED = re.compile(r"^'(?=(?:[\s\0]*[=+\-@＝＋－＠]|[\t\r\n\0]))")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

MAX_BYTES = 5 * 1024 * 1024
MAX_ENTRIES = 200
MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 100
BIG_PART = 1024 * 1024
MAX_ROWS = 5_001
MAX_COLUMNS = 61


def safe_text(value: Any) -> Any:
    """Return a cell for CSV: an apostrophe before a text that would run; anything but text as it is."""
    if isinstance(value, str) and _FORMULA.match(value):
        return "'" + value
    return value


def plain_text(value: Any) -> Any:
    """Undo `safe_text` when reading back."""
    return value[1:] if isinstance(value, str) and _GUARDED.match(value) else value


def _cell(value: Any) -> Any:
    """Return a value that XLSX can hold: moments in local time, no control characters."""
    if isinstance(value, datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if value is None or isinstance(value, bool | int | float | Decimal | date | time):
        return value
    return _CONTROL.sub("", str(value))


class SafeCSV(CSV):
    """CSV for people: semicolons, quotes round everything, formulas disarmed, readable by Excel."""

    def get_title(self) -> str:
        """Return the name of the format."""
        return "csv"

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> str:
        """Return the whole file, with headers guarded like cells."""
        return write_csv(dataset.headers or [], dataset)

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> tablib.Dataset:
        """Read comma or semicolon separated text, with apostrophes of ours taken off again."""
        text = str(in_stream).removeprefix("\ufeff")
        first = text.partition("\n")[0]
        delimiter = ";" if first.count(";") >= first.count(",") else ","
        rows = [[plain_text(cell) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
        return _dataset([row for row in rows if any(cell.strip() for cell in row)])


class SafeXLSX(XLSX):
    """XLSX whose texts are texts, read with limits."""

    CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def get_title(self) -> str:
        """Return the name of the format."""
        return "xlsx"

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """Return the whole file."""
        return write_xlsx(headers=dataset.headers or [], rows=dataset, title=dataset.title or "Gegevens")

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> tablib.Dataset:
        """Read the first sheet, within the limits."""
        content = in_stream if isinstance(in_stream, bytes) else bytes(in_stream)
        return _dataset(read_rows(open_checked_workbook(io.BytesIO(content))))


FORMATS = [SafeXLSX, SafeCSV]


def _dataset(rows: Sequence[Sequence[Any]]) -> tablib.Dataset:
    if not rows:
        return tablib.Dataset()
    headers = [str(cell or "").strip() for cell in rows[0]]
    dataset = tablib.Dataset(headers=headers)
    for row in rows[1:]:
        dataset.append([*row[: len(headers)], *[""] * (len(headers) - len(row))])
    return dataset


def write_csv(headers: Sequence[Any], rows: Iterable[Sequence[Any]]) -> str:
    """Return CSV text with a byte order mark, so that Excel reads it as UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in [headers, *rows]:
        writer.writerow([csv_cell(value) for value in row])
    return "\ufeff" + buffer.getvalue()


def _as_csv(value: Any) -> Any:
    """Return numbers the Dutch way and moments as people read them."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float | Decimal):
        return f"{value}".replace(".", ",")
    if isinstance(value, datetime):
        return _cell(value).strftime("%Y-%m-%d %H:%M")
    return "" if value is None else value if isinstance(value, int) else str(value)


def csv_cell(value: Any) -> Any:
    """Return a cell of a CSV file that is written row by row: the Dutch way, and disarmed."""
    return safe_text(_as_csv(value))


def write_xlsx(*, headers: Sequence[Any], rows: Iterable[Sequence[Any]], title: str = "Gegevens") -> bytes:
    """Return a workbook of one sheet with a bold, frozen first row; no cell in it is a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "Gegevens")
    sheet.freeze_panes = "A2"
    sheet.append([xlsx_cell(sheet, header, bold=True) for header in headers])
    for row in rows:
        sheet.append([xlsx_cell(sheet, value) for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xlsx_cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    """Return a cell of a sheet that is written row by row; a text stays a text, whatever it starts with."""
    held = _cell(value)
    cell = WriteOnlyCell(sheet, value=held)
    if isinstance(held, str):
        cell.data_type = "s"  # a text that starts with = is stored as text, not as a formula
    if bold:
        cell.font = Font(bold=True)
    return cell


_REFUSED = "Dit Excel-bestand kan niet worden gelezen: {}. Sla het opnieuw op als gewone .xlsx en probeer het nog eens."


def open_checked_workbook(file: IO[bytes]) -> Workbook:
    """Open a workbook for reading, after looking at it as a zip file.

    Raises:
        ValidationError: in Dutch, when it is too large, too compact, has macros or links, or is no workbook.
    """
    content = file.read(MAX_BYTES + 1)
    reason = _why_refused(content)
    if reason:
        raise ValidationError(_REFUSED.format(reason), code="workbook")
    try:
        return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        raise ValidationError(_REFUSED.format("het is geen geldig bestand"), code="workbook") from error


def _why_refused(content: bytes) -> str:
    """Return in Dutch why these bytes are not opened; empty when they are."""
    if len(content) > MAX_BYTES:
        return "het is groter dan 5 MB"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return why_package_refused(package) or ("" if _has_sheets(package) else "het is geen Excel-bestand")
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        return "het is beschadigd of beveiligd"


def _has_sheets(package: zipfile.ZipFile) -> bool:
    return "xl/workbook.xml" in package.namelist()


_FORBIDDEN = re.compile(r"vbaproject|externallinks?/|activex|oleobject|/embeddings/|macrosheets", re.IGNORECASE)


def why_package_refused(package: zipfile.ZipFile, *, max_unpacked: int = MAX_UNPACKED) -> str:
    """Return in Dutch why an Office file is refused: too many or too large parts, macros, links, entities."""
    parts = package.infolist()
    if len(parts) > MAX_ENTRIES:
        return "het bestaat uit te veel onderdelen"
    if sum(part.file_size for part in parts) > max_unpacked:
        return "het wordt uitgepakt te groot"
    for part in parts:
        if part.flag_bits & 0x1:
            return "het is beveiligd met een wachtwoord"
        if part.file_size > BIG_PART and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            return "het wordt uitgepakt te groot"
        if _FORBIDDEN.search(part.filename):
            return "het bevat macro’s, koppelingen of ingesloten bestanden"
    return _why_xml_refused(package, parts)


_NOT_ALLOWED = re.compile(rb"<!DOCTYPE|<!ENTITY|macroEnabled")
_PIECE = 1024 * 1024
_LONGEST = len(b"macroEnabled")


def _why_xml_refused(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> str:
    """Look through each part in pieces: a sheet of a hundred thousand rows takes no more memory than a small one."""
    for part in parts:
        if part.filename.endswith((".xml", ".rels", ".vml")):
            size, tail = 0, b""
            with package.open(part) as stream:  # a size that the directory lies about is cut off here
                while piece := stream.read(_PIECE):
                    size += len(piece)
                    if size > part.file_size:
                        return "het is beschadigd"
                    if _NOT_ALLOWED.search(tail + piece):
                        return "het bevat onderdelen die niet zijn toegestaan"
                    tail = piece[-_LONGEST:]
    return ""


def read_rows(
    book: Workbook, *, sheet: str | None = None, max_row: int = MAX_ROWS, max_col: int = MAX_COLUMNS
) -> list[list[Any]]:
    """Return the filled rows of a sheet as values, never further than the limits.

    Raises:
        ValidationError: when more rows are filled than `max_row`.
    """
    worksheet = book[sheet] if sheet else book.worksheets[0]
    rows: list[list[Any]] = []
    for row in worksheet.iter_rows(max_row=max_row, max_col=max_col, values_only=True):
        values = [value if value is not None else "" for value in row]
        if any(value != "" for value in values):
            rows.append(values)
    if len(rows) >= max_row:
        raise ValidationError(_REFUSED.format(f"het heeft meer dan {max_row - 1} regels"), code="workbook")
    width = max((index + 1 for row in rows for index, value in enumerate(row) if value != ""), default=0)
    return [row[:width] for row in rows]
