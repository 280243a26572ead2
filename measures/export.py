"""Writes annex 1 as the workbook that board and ministry know, ready to print.

Two hidden columns carry the key and the version of each row: rows may be moved, and a later import sees what was
changed where.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from measures.matrix import Block, blocks
from measures.models import COLUMNS, MatrixLine, MatrixTopic
from measures.spreadsheet import KEY_COLUMN, VERSION_COLUMN

TITLE: Final = "Veilige Publieke Taak"
_WIDTHS: Final = (28, 22, 30, 36, 18, 40, 40, 24, 36)
_HEADINGS: Final = (
    ("Onderwerp", "Doel", "Strategisch", "Tactisch", "Kosten", "Operationeel", "Resultaat", "Planning", "Borging"),
    (
        "",
        "",
        "Wie en wat zet u in?",
        "Hoe zet u het in?",
        "€",
        "Inhoud voor de apothekerskast",
        "Wat heeft het opgeleverd?",
        "Datum van uitvoering",
        "Hoe blijft het na 2016 op de agenda?",
    ),
    (
        "",
        "",
        "bijvoorbeeld het netwerk",
        "zoals Join the Club",
        "",
        "instrument of werkvorm",
        "meetbaar",
        "",
        "",
    ),
)
_MERGED: Final = ("A1:I1", "A2:A4", "B2:B4", "E3:E4", "H3:H4", "I3:I4")
_THIN: Final = Border(**{side: Side("thin", "BFBFBF") for side in ("left", "right", "top", "bottom")})
_HEAD_FILL: Final = PatternFill("solid", "D9E2EC")
_TOPIC_FILL: Final = PatternFill("solid", "EEF2F6")
_ROWS_PER_PAGE: Final = 14


def export_matrix() -> bytes:
    """Return the whole of annex 1 as an .xlsx file."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Bijlage 1"
    _headings(sheet)
    _content(sheet, blocks())
    _page(sheet)
    target = BytesIO()
    workbook.save(target)
    return target.getvalue()


def _headings(sheet: Worksheet) -> None:
    _put(sheet, 1, 1, TITLE).font = Font(bold=True, size=16)
    for row, texts in enumerate(_HEADINGS, start=2):
        for column, text in enumerate(texts, start=1):
            cell = _put(sheet, row, column, text)
            cell.font = Font(bold=row == 2, italic=row > 2)
            cell.fill, cell.border = _HEAD_FILL, _THIN
    for area in _MERGED:
        sheet.merge_cells(area)


def _content(sheet: Worksheet, found: Iterable[Block]) -> None:
    row, on_page = 5, 0
    for block in found:
        if on_page and on_page + len(block.rows) > _ROWS_PER_PAGE:
            sheet.row_breaks.append(Break(id=row - 1))
            on_page = 0
        _topic(sheet, row, block.topic)
        for offset, line_row in enumerate(block.rows, start=1):
            _line(sheet, row + offset, line_row.line)
        row += len(block.rows) + 1
        on_page += len(block.rows) + 1


def _topic(sheet: Worksheet, row: int, topic: MatrixTopic) -> None:
    heading = topic.heading_as_written or _heading(topic)
    for column, text in enumerate([heading, topic.goal, *[""] * 7], start=1):
        cell = _put(sheet, row, column, text)
        cell.font, cell.fill, cell.border = Font(bold=True), _TOPIC_FILL, _THIN
    _identify(sheet, row, topic.key, topic.version)


def _heading(topic: MatrixTopic) -> str:
    main, _, sub = topic.code.partition(".")
    return f"{sub}. {topic.title}" if sub else f"{main} {topic.title}"


def _line(sheet: Worksheet, row: int, line: MatrixLine) -> None:
    texts = [line.level_as_written, *(line.cell(column) for column in COLUMNS)]
    for column, text in enumerate(texts, start=1):
        cell = _put(sheet, row, column, text)
        cell.border = _THIN
        cell.font = Font(italic=column == 1)
    _identify(sheet, row, line.key, line.version)


def _identify(sheet: Worksheet, row: int, key: str, version: int) -> None:
    _put(sheet, row, KEY_COLUMN, key)
    sheet.cell(row, VERSION_COLUMN, version)


def _put(sheet: Worksheet, row: int, column: int, text: str) -> SheetCell:
    """Write text as text: a leading "=" never becomes a formula."""
    cell = sheet.cell(row, column)
    if text:
        cell.value = text
        cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=column < KEY_COLUMN, vertical="top")
    return cell


def _page(sheet: Worksheet) -> None:
    for index, width in enumerate(_WIDTHS):
        sheet.column_dimensions[chr(ord("A") + index)].width = width
    for hidden in "JK":
        sheet.column_dimensions[hidden].hidden = True
    sheet.print_area = f"A1:I{sheet.max_row}"
    sheet.print_title_rows = "1:4"
    sheet.freeze_panes = "B5"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.oddFooter.center.text = "Bijlage 1, bladzijde &P van &N"
