"""The keys of a file in a temporary table, and the few statements that look at it as a whole, for a check.

What takes a whole file to see is seen here by the database: cases that are known, references that came twice. All
within the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from psycopg import Copy

from incidents.delivery import marks
from incidents.delivery.encoding import KEYS
from incidents.delivery.known import KnownRows
from incidents.models import ImportRun

STATEMENT_SECONDS = 110  # below the hard limit of a task
KEY_COLUMNS = "row_no int not null, ref text not null, has_ref boolean not null, portal_reference text not null"


def prepare() -> None:
    """Make the table."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('statement_timeout', %s, true)", [f"{STATEMENT_SECONDS}s"])
        cursor.execute("drop table if exists pg_temp.import_lines")
        cursor.execute(f"create temporary table import_lines ({KEY_COLUMNS}) on commit drop")


@contextmanager
def lines() -> Iterator[Copy]:
    """Open the table for lines of COPY. Meanwhile the connection can do nothing else: a query would wait for ever."""
    names = ", ".join(KEYS)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy import_lines ({names}) from stdin") as copy,
        connection.execute_wrapper(refuse),
    ):
        yield copy


def refuse(*args: Any) -> None:
    """Refuse a query while the connection is busy with lines."""
    raise RuntimeError("no query while lines come in")


def _rows(statement: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _do(statement: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


_NUMBER_ALIKE = """
update import_lines l set ref = l.ref || '#' || d.n
from (select row_no, row_number() over (partition by ref order by row_no) n from import_lines where not has_ref) d
where d.row_no = l.row_no and d.n > 1
"""
_TWICE = """
select row_no, first, ref from (
    select row_no, ref, min(row_no) over (partition by ref) first from import_lines where has_ref) d
where row_no > first order by row_no limit %s
"""
_STRANGE = """
select row_no, portal_reference from import_lines l
where portal_reference <> '' and not exists (
    select from incidents_incident i where i.organisation_id = %s and i.reference = l.portal_reference)
order by row_no limit %s
"""
FORGET_KNOWN = """
delete from import_lines l using incidents_incident i
where i.organisation_id = %s and i.source_system = %s and i.source_ref = l.ref and i.import_run_id is distinct from %s
"""
_ERASED = """
select source_ref from incidents_incident where organisation_id = %s and source_system = %s and source_ref like %s
"""
FORGET_OWN = """
delete from import_lines l using incidents_incident i
where l.portal_reference <> '' and i.organisation_id = %s and i.reference = l.portal_reference
"""


def tell_alike_apart() -> None:
    """Number rows that say exactly the same and have no reference of their own: two alike are two."""
    with connection.cursor() as cursor:
        cursor.execute("analyze import_lines (row_no, ref, has_ref, portal_reference)")
    _do(_NUMBER_ALIKE, [])


def twice(limit: int) -> list[tuple[int, int, str]]:
    """Return rows whose reference stands on an earlier row: (row, the earlier row, reference)."""
    return [(row, first, ref) for row, first, ref in _rows(_TWICE, [limit])]


def strange(run: ImportRun, limit: int) -> list[tuple[int, str]]:
    """Return rows with a reference of the portal that this organisation does not have."""
    return [(row, reference) for row, reference in _rows(_STRANGE, [run.organisation_id, limit])]


KNOWN = """
select l.row_no, i.id from import_lines l
join incidents_incident i on i.organisation_id = %s and i.source_system = %s and i.source_ref = l.ref
where l.has_ref and l.portal_reference = '' order by l.row_no
"""


def known(run: ImportRun) -> KnownRows:
    """Return the rows whose own reference the organisation has already, with the cases that they are about.

    A row that is known by what it says has nothing to tell otherwise, and one that is known by the reference of the
    portal was never of a file.
    """
    found = KnownRows()
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [run.organisation_id, run.source_system])
        for row, case in cursor:
            found.add(row, case)
    return found


HAVING_REF = "select row_no, ref from import_lines where has_ref"
FORGET_ROWS = "delete from import_lines where row_no = any (%s)"


def erased_refs(run: ImportRun) -> frozenset[str]:
    """Return what is left of the references of cases of this system that were anonymised: only a mark."""
    return frozenset(ref for (ref,) in _rows(_ERASED, [run.organisation_id, run.source_system, f"{marks.ERASED}%"]))


def erased_rows(rows: Iterable[tuple[int, str]], kept: frozenset[str], secret: bytes) -> list[int]:
    """Return the rows that are about an anonymised case."""
    return [row for row, ref in rows if marks.erased(secret, ref) in kept]


def forget_known(run: ImportRun) -> int:
    """Take out what the organisation has already; return how many."""
    known = _do(FORGET_OWN, [run.organisation_id])
    if kept := erased_refs(run):
        gone = erased_rows(_rows(HAVING_REF, []), kept, marks.secret_of(run.organisation_id))
        known += _do(FORGET_ROWS, [gone])
    return known + _do(FORGET_KNOWN, [run.organisation_id, run.source_system, run.pk])
