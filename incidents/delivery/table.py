"""The rows of a delivered file as cases or as months, whatever kind of file it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from incidents.delivery.counts import CleanMonth, clean_month
from incidents.delivery.departments import Departments
from incidents.delivery.mapping import codes_in_order
from incidents.delivery.problems import FileRefused, Problem
from incidents.delivery.reading import Table, open_table
from incidents.delivery.rows import CleanCase, Cleaner
from incidents.models import ImportKind, ImportRun

SHEETS = {ImportKind.CASES: "Voorvallen", ImportKind.COUNTS: "Aantallen"}
_MORE_CELLS = Problem(
    "",
    "na de laatste kolom",
    "Deze regel heeft meer cellen dan er koppen zijn.",
    "Kijk of er een aanhalingsteken mist.",
)


@contextmanager
def table_of(run: ImportRun) -> Iterator[Table]:
    """Open the file of a run.

    Raises:
        FileRefused: when it cannot be read.
    """
    if run.file_key is None:
        raise FileRefused("Dit bestand is intussen verwijderd. Plaats het opnieuw.")
    with open_table(run.file_key, run.file_format, run.encoding, SHEETS[ImportKind(run.kind)]) as table:
        yield table


def values_of(table: Table, mapping: dict[str, str]) -> Iterator[tuple[int, dict[str, object] | None]]:
    """Yield each row as values by code; None for a row with more cells than headings."""
    codes = codes_in_order(table.headings, mapping)
    wanted = [(place, code) for place, code in enumerate(codes) if code]
    width = len(codes)
    for number, row in table.rows:
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            yield number, None
            continue
        cells = row if len(row) >= width else row + [""] * (width - len(row))
        yield number, {code: text for place, code in wanted if (text := cells[place].strip())}


def cases_of(
    run: ImportRun, table: Table, at: datetime, departments: Departments
) -> Iterator[tuple[int, CleanCase | list[Problem]]]:
    """Yield each row as a case, or what is wrong with it. It asks no query: the rows go into an open COPY."""
    codes = codes_in_order(table.headings, run.mapping)
    own = codes.index("reference") if "reference" in codes else None
    cleaner = Cleaner(run.words, at=at, departments=departments)
    read, width = cleaner.reader(codes), len(codes)
    for number, row in table.rows:
        if len(row) != width:
            if any(cell.strip() for cell in row[width:]):
                yield number, [_MORE_CELLS]
                continue
            row.extend([""] * (width - len(row)))
        if own is not None and row[own].strip():
            yield number, _of_ours(row[own].strip())
        else:
            yield number, read(row)


def _of_ours(reference: str) -> CleanCase:
    """A row with a reference of the portal is never new: it is only looked up."""
    return CleanCase("", reference.upper()[:12], is_closed=True, closed_at=None, reaction_at=None)


def months_of(run: ImportRun, table: Table, at: datetime) -> Iterator[tuple[int, CleanMonth | list[Problem]]]:
    """Yield each row as a month, or what is wrong with it."""
    for number, values in values_of(table, run.mapping):
        yield number, [_MORE_CELLS] if values is None else clean_month(values, at=at)
