"""Reads a workbook in a process of its own and writes its rows as CSV: `python -I sheet_reader.py NAME < in > out`.

A workbook of a few kilobytes can ask for any amount of memory and time. Here it can have no more than its share: the
process dies, and the portal says that the file cannot be read. It knows nothing of the portal and imports none of it.
"""

from __future__ import annotations

import csv
import io
import resource
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook

MEMORY = 1_200 * 1024 * 1024
SECONDS = 90


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).replace(".", ",")


def _moment(value: datetime) -> str:
    near = value + timedelta(microseconds=500_000)
    return near.strftime("%Y-%m-%d %H:%M:%S" if near.second else "%Y-%m-%d %H:%M")


def _length(value: timedelta) -> str:
    minutes = round(value.total_seconds() / 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: str,
    float: _number,
    bool: lambda value: "ja" if value else "nee",
    datetime: _moment,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: _length,
}


def as_text(value: Any) -> str:
    """Return a cell as people in the Netherlands write it."""
    return _WRITERS.get(type(value), str)(value)


def main(wanted: str) -> None:
    """Write the rows of the sheet with this name, else of the first, each after its number."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    names = book.sheet_names
    sheet = book.get_sheet_by_name(wanted if wanted in names else names[0])
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", newline="")
    write = csv.writer(out, lineterminator="\n").writerow
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if any(value != "" for value in row):
            write([number, *map(as_text, row)])
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1])
