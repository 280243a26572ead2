"""Spreadsheets: no formula leaves, no bomb enters, and what was a number stays one."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import tablib
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from import_export.formats.base_formats import CSV, XLSX

from core.spreadsheets import (
    FORMATS,
    MAX_ROWS,
    SafeCSV,
    SafeXLSX,
    open_checked_workbook,
    plain_text,
    read_rows,
    safe_text,
    write_csv,
    write_xlsx,
)
from tests.helpers import work_of

PAYLOADS = [
    "=1+1",
    "==1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://x.example","klik")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\x00=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    " \t\r =1",
]


def is_dangerous(cell: str) -> bool:
    """Tell whether a spreadsheet program would take this for a formula, as an outsider would look at it."""
    first = cell.replace("\0", "").lstrip(" \t\r\n")[:1]
    return first in tuple("=+-@＝＋－＠") or cell[:1] in ("\t", "\r", "\n", "\0")


def csv_cells(text: str) -> list[str]:
    """Return every cell of a CSV text."""
    return [cell for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";") for cell in row]


def dataset() -> tablib.Dataset:
    """Return a dataset with a payload as header and one in each row."""
    held = tablib.Dataset(headers=[PAYLOADS[0], "aantal"])
    for payload in PAYLOADS:
        held.append([payload, -5])
    return held


def test_seventeen_payloads() -> None:
    assert len(PAYLOADS) == 17
    assert all(is_dangerous(payload) for payload in PAYLOADS)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_cell_of_csv_cannot_run_and_comes_back(payload: str) -> None:
    assert not is_dangerous(safe_text(payload))
    assert plain_text(safe_text(payload)) == payload


@given(st.text())
def test_any_text_is_safe_and_reversible(text: str) -> None:
    assert not is_dangerous(safe_text(text))
    if not text.startswith("'"):
        assert plain_text(safe_text(text)) == text


def test_an_export_as_csv_cannot_run() -> None:
    cells = csv_cells(SafeCSV().export_data(dataset()))
    numbers = [cell for cell in cells if cell == "-5"]
    assert len(numbers) == 17, "numbers stay numbers"
    assert not [cell for cell in cells if is_dangerous(cell) and cell != "-5"]


def test_an_export_as_xlsx_holds_no_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(SafeXLSX().export_data(dataset())))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert {cell.value for cell in cells[3::2]} == {-5}
    assert [cell.value for cell in cells[2::2]][:5] == PAYLOADS[:5], "the text is untouched"
    with zipfile.ZipFile(io.BytesIO(SafeXLSX().export_data(dataset()))) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_the_librarys_own_formats_do_run() -> None:
    """Negative control: without the guard the same export holds formulas."""
    held = tablib.Dataset(headers=["a"])
    for payload in PAYLOADS[:11]:
        held.append([payload])
    text = CSV().export_data(held)
    assert [cell for row in csv.reader(io.StringIO(text)) for cell in row if is_dangerous(cell)]
    book = openpyxl.load_workbook(io.BytesIO(XLSX().export_data(held)))
    assert [cell for row in book.active.iter_rows() for cell in row if cell.data_type == "f"]


def test_values_keep_their_kind() -> None:
    moment = datetime(2015, 1, 15, 9, 30, tzinfo=UTC)
    row = [1, 2.5, Decimal("3.50"), date(2014, 7, 17), moment, None, True, "tekst", "a\x0bb"]
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(headers=["a"] * 9, rows=[row], title="Blad: 1/2")))
    values = [cell.value for cell in book.active[2]]
    assert values[:3] == [1, 2.5, 3.5]
    assert values[3] == datetime(2014, 7, 17)
    assert values[4] == datetime(2015, 1, 15, 10, 30)
    assert values[5:] == [None, True, "tekst", "ab"]
    assert csv_cells(write_csv(["a"], [row]))[1:] == [
        *("1", "2,5", "3,50", "2014-07-17", "2015-01-15 10:30", "", "ja", "tekst", "a\x0bb")
    ]


@pytest.mark.parametrize("kind", FORMATS)
def test_what_goes_out_comes_in_again(kind: Any) -> None:
    held = tablib.Dataset(headers=["naam", "code"])
    held.append(['=Gemeente; "A"', "GDA"])
    held.append(["Zoë", "LDN"])
    exported = kind().export_data(held)
    again = kind().create_dataset(exported)
    assert again.headers == ["naam", "code"]
    assert [list(row) for row in again] == [['=Gemeente; "A"', "GDA"], ["Zoë", "LDN"]]


def test_csv_with_commas_and_blank_lines() -> None:
    again = SafeCSV().create_dataset("\ufeffnaam,code\r\nGouda,GDA\r\n\r\n,\r\nLeiden,LDN\r\n")
    assert [list(row) for row in again] == [["Gouda", "GDA"], ["Leiden", "LDN"]]


# --- Opening what others made ---------------------------------------------------------------------------------------


def workbook(change: Callable[[zipfile.ZipFile], None] = lambda package: None, **parts: bytes) -> bytes:
    """Return a small workbook, with parts added or replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(write_xlsx(headers=["a"], rows=[["b"]]))) as source:
        held = {name: source.read(name) for name in source.namelist()}
    held |= {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in held.items():
            package.writestr(name, content)
        change(package)
    return buffer.getvalue()


def _many(package: zipfile.ZipFile) -> None:
    for number in range(250):
        package.writestr(f"xl/media/{number}.txt", b"x")


def _compact(package: zipfile.ZipFile) -> None:
    package.writestr("xl/media/nul.bin", b"\0" * 20_000_000)


def _together(package: zipfile.ZipFile) -> None:
    for number in range(60):
        package.writestr(f"xl/media/{number}.bin", b"\0" * 999_999)


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst>&b;</sst>'
BOMBS = {
    "too many parts": lambda: workbook(_many),
    "one part of zeros": lambda: workbook(_compact),
    "many parts of zeros": lambda: workbook(_together),
    "entities": lambda: workbook(xl__sharedStrings_dot_xml=ENTITIES),
    "macros": lambda: workbook(xl__vbaProject_dot_bin=b"x"),
    "links to elsewhere": lambda: workbook(xl__externalLinks__externalLink1_dot_xml=b"<x/>"),
    "embedded objects": lambda: workbook(xl__embeddings__oleObject1_dot_bin=b"x"),
    "too large": lambda: workbook() + b"x" * 6_000_000,
    "no workbook": lambda: workbook()[:200],
    "a text": lambda: b"naam;code",
    "nothing": lambda: b"",
    "another zip": lambda: zip_of({"a.txt": b"x"}),
}


def zip_of(parts: dict[str, bytes]) -> bytes:
    """Return a zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def _work_of_reading(content: bytes) -> int:
    return work_of(lambda: read_rows(open_checked_workbook(io.BytesIO(content))))


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused_with_less_work_than_a_small_one_takes(make: Callable[[], bytes]) -> None:
    content = make()

    def refuse() -> None:
        with pytest.raises(ValidationError, match="Dit Excel-bestand kan niet worden gelezen"):
            open_checked_workbook(io.BytesIO(content))

    assert work_of(refuse) < _work_of_reading(workbook())


def test_an_ordinary_workbook_is_opened() -> None:
    """Negative control: the same file without the bomb is read."""
    assert read_rows(open_checked_workbook(io.BytesIO(workbook()))) == [["a"], ["b"]]


def test_one_cell_far_down_does_not_keep_us_busy() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "a"
    book.active.cell(row=1_048_576, column=16_384, value="x")
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_rows(open_checked_workbook(io.BytesIO(buffer.getvalue()))) == [["a"]]
    assert _work_of_reading(buffer.getvalue()) < 50 * _work_of_reading(workbook())


def test_too_many_rows_are_refused_instead_of_cut_off() -> None:
    content = write_xlsx(headers=["a"], rows=([number] for number in range(MAX_ROWS + 10)))
    with pytest.raises(ValidationError, match="meer dan 5000 regels"):
        read_rows(open_checked_workbook(io.BytesIO(content)))


def test_formulas_are_read_as_their_values() -> None:
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.active.append(["=1+1"])
    buffer = io.BytesIO()
    book.save(buffer)
    assert "=1+1" not in str(read_rows(open_checked_workbook(io.BytesIO(buffer.getvalue()))))
