"""A workbook of one sheet, written while its rows come: any number of rows in the same little memory.

Every text is a text, whatever it starts with; numbers, days and moments are what they are. Nothing is kept for the end:
the parts that a workbook needs beside its rows do not depend on them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.utils import timezone

MAX_ROWS = 1_048_576
"""The rows that a sheet can hold, its headings among them."""
LONGEST_TEXT = 32_767
_AT_ONCE = 64 * 1024
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ZERO = date(1899, 12, 30)
_BOLD, _DAY, _MOMENT = 1, 2, 3

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="d\\-m\\-yyyy\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
_SHEET = (
    f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)


class _Pieces(io.RawIOBase):
    """Holds what was written until it is taken."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        """Tell that it can be written."""
        return True

    def write(self, piece: Any) -> int:
        """Keep a piece; most of the time nothing was squeezed out yet."""
        if piece:
            self._held.append(bytes(piece))
            self.size += len(piece)
        return len(piece)

    def take(self) -> bytes:
        """Return what was written since the last time."""
        taken, self._held, self.size = b"".join(self._held), [], 0
        return taken


def stream_xlsx(
    *, headers: Sequence[str], rows: Iterable[Sequence[Any]], title: str, row_limit: int = MAX_ROWS
) -> Iterator[bytes]:
    """Yield a workbook in pieces, with a bold, frozen first row.

    Raises:
        ValueError: when there are more rows than a sheet can hold.
    """
    out = _Pieces()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in _PARTS.items():
            package.writestr(name, _HEAD + content)
        package.writestr("xl/workbook.xml", _workbook(title))
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(_SHEET.encode())
            sheet.write(_line([_text(header, _BOLD) for header in headers]))
            for number, row in enumerate(rows, start=2):
                if number > row_limit:
                    raise ValueError(f"a sheet holds no more than {row_limit} rows")
                sheet.write(_line([_cell(value) for value in row]))
                if out.size > _AT_ONCE:
                    yield out.take()
            sheet.write(b"</sheetData></worksheet>")
    yield out.take()


def _workbook(title: str) -> str:
    name = quoteattr(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "Gegevens")
    sheets = f'<sheets><sheet name={name} sheetId="1" r:id="rId1"/></sheets>'
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{sheets}</workbook>'


def _line(cells: list[str]) -> bytes:
    return f"<row>{''.join(cells)}</row>".encode()


def _cell(value: Any) -> str:
    """Return a cell. An empty one is written too: cells have no address and stand in order."""
    if value is None or value == "":
        return "<c/>"
    write = _WRITERS.get(type(value))
    return write(value) if write is not None else _text(str(value))


def _text(value: str, style: int = 0) -> str:
    value = value[:LONGEST_TEXT]
    if _SPECIAL.search(value):
        value = escape(_CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")))
    mark = f' s="{style}"' if style else ""
    return f'<c t="inlineStr"{mark}><is><t xml:space="preserve">{value}</t></is></c>'


def _moment(value: datetime) -> str:
    local = timezone.make_naive(value) if timezone.is_aware(value) else value
    part = (local.hour * 3600 + local.minute * 60 + local.second) / 86_400
    return f'<c s="{_MOMENT}"><v>{(local.date() - _ZERO).days + part!r}</v></c>'


def _day(value: date) -> str:
    return f'<c s="{_DAY}"><v>{(value - _ZERO).days}</v></c>'


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _text,
    bool: lambda value: f'<c t="b"><v>{int(value)}</v></c>',
    int: lambda value: f"<c><v>{value}</v></c>",
    float: lambda value: f"<c><v>{value!r}</v></c>",
    Decimal: lambda value: f"<c><v>{value}</v></c>",
    datetime: _moment,
    date: _day,
    time: lambda value: _text(value.isoformat("minutes")),
}
