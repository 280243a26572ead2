"""Reads a delivered file row by row, whatever its length: CSV in the usual kinds, XLSX through a process of its own.

Everything becomes text. What cannot be read ends in `FileRefused` with a sentence, never in an error.
"""

from __future__ import annotations

import codecs
import csv
import io
import lzma
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from core.spreadsheets import why_package_refused
from incidents.delivery import sheet_reader, vault
from incidents.delivery.problems import FileRefused

Row = tuple[int, list[str]]
MAX_CSV = 100 * 1024 * 1024
MAX_XLSX = 25 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_ROWS = 300_000
MAX_COLUMNS = 100
_LONGEST_LINE = 1_000_000
_LONGEST_CELL = 100_000
_SNIFFED = 64 * 1024
_DELIMITERS = (";", ",", "\t", "|")
_TOO_LONG = "Regel {} is te lang. Misschien mist er een aanhalingsteken. Sla het bestand opnieuw op als CSV."
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Table:
    """The headings of a file, and its filled rows with their numbers; the heading is row 1 in most files."""

    headings: list[str]
    rows: Iterator[Row]


class Look:
    """Looks at the bytes as they pass: what kind of file, which characters, how long."""

    def __init__(self) -> None:
        self.size, self.start, self.file_format = 0, b"", ""
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._is_utf8 = True

    def at(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Pass the chunks on.

        Raises:
            FileRefused: for what is no CSV or XLSX, is empty or is too long.
        """
        for chunk in chunks:
            if not self.size:
                self.start = chunk[:4]
                self.file_format = _format(chunk)
            self.size += len(chunk)
            self._check(chunk)
            yield chunk
        if not self.size:
            raise FileRefused("Dit bestand is leeg. Kies een ander bestand.")

    def _check(self, chunk: bytes) -> None:
        most = MAX_XLSX if self.file_format == "xlsx" else MAX_CSV
        if self.size > most:
            raise FileRefused(
                f"Dit bestand is groter dan {most // (1024 * 1024)} MB. Splits het, bijvoorbeeld per jaar."
            )
        if self.file_format == "csv" and not self.start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            if b"\0" in chunk:
                raise FileRefused("Dit bestand is geen tekst. Sla het op als CSV (UTF-8) of als Excel-bestand (.xlsx).")
            self._decode(chunk)

    def _decode(self, chunk: bytes) -> None:
        if self._is_utf8:
            try:
                self._utf8.decode(chunk)
            except UnicodeDecodeError:
                self._is_utf8 = False

    @property
    def encoding(self) -> str:
        """Return the name of the characters: UTF-8 where it is that, else those of Windows in Western Europe."""
        if self.file_format == "xlsx":
            return ""
        if self.start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        return "utf-8-sig" if self._is_utf8 else "cp1252"


def _format(chunk: bytes) -> str:
    if chunk.startswith(b"PK\x03\x04"):
        return "xlsx"
    if chunk.startswith(_OLD_EXCEL):
        raise FileRefused("Dit is een oud of beveiligd Excel-bestand. Sla het op als gewone .xlsx, zonder wachtwoord.")
    if chunk.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"<!DOCTYPE", b"<html", b"MZ", b"\x7fELF")):
        raise FileRefused("Dit is geen CSV- of Excel-bestand. Kies een bestand dat eindigt op .csv of .xlsx.")
    return "csv"


@contextmanager
def open_table(key: UUID, file_format: str, encoding: str, sheet: str) -> Iterator[Table]:
    """Open a kept file for reading; `sheet` is the name of the sheet that is wanted, if it is there.

    Raises:
        FileRefused: when it cannot be read, here or while reading its rows.
    """
    try:
        if file_format == "xlsx":
            with _sheet_rows(key, sheet) as rows:
                yield _table(rows)
        else:
            yield _table(_csv_rows(key, encoding))
    except FileNotFoundError:
        raise FileRefused("Dit bestand is intussen verwijderd. Plaats het opnieuw.") from None


def _table(rows: Iterator[Row]) -> Table:
    first = next(rows, None)
    if first is None:
        raise FileRefused("In dit bestand staat niets. Kies een ander bestand.")
    headings = [" ".join(heading.split())[:100] for heading in first[1]]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MAX_COLUMNS:
        raise FileRefused(f"Dit bestand heeft meer dan {MAX_COLUMNS} kolommen. Haal weg wat u niet wilt inlezen.")
    return Table(headings, _at_most(rows))


def _at_most(rows: Iterator[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows):
        if count >= MAX_ROWS:
            raise FileRefused("Dit bestand heeft meer dan 300.000 regels. Splits het, bijvoorbeeld per jaar.")
        yield row


def _csv_rows(key: UUID, encoding: str) -> Iterator[Row]:
    with io.BufferedReader(vault.Reading(key), 1 << 18) as raw:
        start = raw.peek(_SNIFFED)[:_SNIFFED].decode(encoding, errors="replace")
        delimiter, skipped = _delimiter(start)
        text = io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="")
        lines = _lines(text)
        if skipped:
            next(lines, "")
        yield from _parsed(csv.reader(lines, delimiter=delimiter), 1 + skipped)


def _parsed(reader: Iterator[list[str]], first: int) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_CELL)
    number = first - 1
    try:
        for number, row in enumerate(reader, first):
            if any(row):
                yield number, row
    except csv.Error:
        raise FileRefused(_TOO_LONG.format(number + 1)) from None


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(_LONGEST_LINE):
        number += 1
        if len(line) == _LONGEST_LINE:
            raise FileRefused(_TOO_LONG.format(number))
        yield line


def _delimiter(start: str) -> tuple[str, int]:
    """Return what stands between the cells, and how many lines come before the headings (Excel's own `sep=`)."""
    first, _, rest = start.lstrip("\ufeff").partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], 1
    line = first.strip("\r") or rest.partition("\n")[0]
    counts = {mark: len(next(csv.reader([line], delimiter=mark), [])) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: counts[mark]), 0


_SHEET_REFUSED = "Dit Excel-bestand kan niet worden gelezen: {}. Sla het op als CSV en probeer het nog eens."


@contextmanager
def _sheet_rows(key: UUID, sheet: str) -> Iterator[Iterator[Row]]:
    content = b"".join(vault.chunks_of(key))
    if reason := _why_refused(content):
        raise FileRefused(_SHEET_REFUSED.format(reason))
    command = [sys.executable, "-I", str(Path(sheet_reader.__file__)), sheet]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with process.stdin as stdin:
                stdin.write(content)
            del content
            with io.TextIOWrapper(process.stdout, encoding="utf-8", newline="") as text:
                yield _numbered(text, process)
        except BrokenPipeError:
            raise FileRefused(_SHEET_REFUSED.format("het is geen geldig bestand")) from None
        finally:
            process.kill()


def _numbered(text: io.TextIOWrapper, process: subprocess.Popen[bytes]) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_CELL)
    try:
        for row in csv.reader(text):
            yield int(row[0]), row[1:]
    except (csv.Error, ValueError, IndexError):
        raise FileRefused(_SHEET_REFUSED.format("er staat een te lange tekst in")) from None
    if process.wait() != 0:
        raise FileRefused(_SHEET_REFUSED.format("het is te groot of beschadigd"))


def _why_refused(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if "xl/workbook.xml" not in package.namelist():
                return "het is geen Excel-bestand"
            return why_package_refused(package, max_unpacked=MAX_UNPACKED)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError):
        return "het is beschadigd"
    except (ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        return "het is beschadigd of beveiligd"
