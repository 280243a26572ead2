"""A workbook that is written while its rows come: what is read back is what was given, in flat memory."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from core.jobs import STALE_AFTER, TIME_LIMIT
from core.sheets import stream_xlsx
from core.spreadsheets import open_checked_workbook

HEADERS = ["Kenmerk", "Toelichting & <meer>"]


def made(rows: list[list[Any]], **more: Any) -> bytes:
    return b"".join(stream_xlsx(headers=HEADERS, rows=rows, title="Voorvallen/2026", **more))


def read(content: bytes) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Voorvallen 2026"]
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("=1+1", "=1+1"),
        ("  spaties  ", "  spaties  "),
        ('a & <b> "c" ‘d’ €', 'a & <b> "c" ‘d’ €'),
        ("regel\r\nregel\rregel", "regel\nregel\nregel"),
        ("\x00\x0bweg\ud800\uffff", "weg"),
        ("x" * 40_000, "x" * 32_767),
        ("00123", "00123"),
        (123, 123),
        (Decimal("1250.05"), 1250.05),
        (0.1, 0.1),
        (True, True),
        (None, None),
        ("", None),
        (date(2014, 6, 17), datetime(2014, 6, 17)),
        (datetime(2014, 6, 17, 8, 40, tzinfo=UTC), datetime(2014, 6, 17, 10, 40)),
        (datetime(2014, 12, 31, 23, 30, tzinfo=UTC), datetime(2015, 1, 1, 0, 30)),
        (time(10, 40), "10:40"),
    ],
)
def test_what_is_read_back_is_what_was_given(given: Any, found: Any) -> None:
    [head, row] = read(made([["1", given]]))
    assert head == HEADERS
    assert row == ["1", found]


def test_no_text_is_a_formula_and_the_headings_are_bold_and_stay() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(made([["=cmd|' /C calc'!A0", "+1"]]))).worksheets[0]
    assert [cell.data_type for cell in sheet[2]] == ["s", "s"]
    assert sheet["A1"].font.b and not sheet["A2"].font.b
    assert sheet.freeze_panes == "A2"


def test_the_portal_takes_it_in_again() -> None:
    content = made([["1", "é"], [2, None]])
    assert open_checked_workbook(io.BytesIO(content)).sheetnames == ["Voorvallen 2026"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.get_sheet_by_index(0).to_python() == [HEADERS, ["1", "é"], [2.0, ""]]


def test_more_rows_than_a_sheet_holds_are_refused() -> None:
    assert len(read(made([["1", "a"]], row_limit=2))) == 2
    with pytest.raises(ValueError, match="no more than 2 rows"):
        made([["1", "a"], ["2", "b"]], row_limit=2)


def _peak(count: int) -> int:
    def rows() -> Iterator[list[Any]]:
        for number in range(count):
            yield [f"V{number}", f"De bezoeker schold aan de balie (zaak {number * 7919})."]

    tracemalloc.start()
    size = sum(len(piece) for piece in stream_xlsx(headers=HEADERS, rows=rows(), title="x"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > count
    return peak


def test_three_times_the_rows_take_no_more_memory() -> None:
    assert _peak(90_000) < 1.1 * _peak(30_000)


def test_a_worker_is_gone_before_its_job_counts_as_stale() -> None:
    assert STALE_AFTER.total_seconds() > TIME_LIMIT
