"""The temporary table through which a file comes in, and the few statements that look at it as a whole.

COPY is refused into tables with policies, so the lines go here first. What takes a whole file to see is seen here by
the database: cases that are known, references that came twice. All within the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from psycopg import Copy

from incidents.choices import DutyKind
from incidents.delivery import marks
from incidents.delivery.encoding import COLUMNS, DUTY_PARTS, FACTS, KEYS, PLACE, random_references
from incidents.delivery.fields import TEXTS
from incidents.delivery.known import KnownRows
from incidents.models import ImportRun

STATEMENT_SECONDS = 110  # below the hard limit of a task
_KEY_COLUMNS = "row_no int not null, ref text not null, has_ref boolean not null, portal_reference text not null"
_OWN = ("reference", *(name for name, _, _ in FACTS), *PLACE)


def _duty_columns() -> str:
    types = {"state": "text", "due_at": "timestamptz", "done_at": "timestamptz", "reason": "text"}
    return ", ".join(f"{kind.value}_{part} {types[part]}" for kind in DutyKind for part in DUTY_PARTS)


def prepare(*, whole: bool) -> None:
    """Make the table: with every column, or for a dry run only with the keys."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('statement_timeout', %s, true)", [f"{STATEMENT_SECONDS}s"])
        cursor.execute("drop table if exists pg_temp.import_lines")
        if not whole:
            cursor.execute(f"create temporary table import_lines ({_KEY_COLUMNS}) on commit drop")
            return
        own, texts = ", ".join(_OWN), ", ".join(f"'' :: text as {name}" for name in TEXTS)
        cursor.execute(
            f"create temporary table import_lines on commit drop as select {own}, {texts} from incidents_incident"  # noqa: S608
            " with no data"
        )
        keys = _KEY_COLUMNS.split(", ")
        more = [*keys, *_duty_columns().split(", ")]
        sequence = "default nextval(pg_get_serial_sequence('incidents_incident', 'id'))"
        adds = ", ".join(f"add column {column}" for column in [*more, f"id bigint {sequence}"])
        cursor.execute(f"alter table import_lines {adds}")


@contextmanager
def lines(*, whole: bool) -> Iterator[Copy]:
    """Open the table for lines of COPY. Meanwhile the connection can do nothing else: a query would wait for ever."""
    names = ", ".join(COLUMNS if whole else KEYS)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy import_lines ({names}) from stdin") as copy,
        connection.execute_wrapper(_refuse),
    ):
        yield copy


def _refuse(*args: Any) -> None:
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
_FORGET_KNOWN = """
delete from import_lines l using incidents_incident i
where i.organisation_id = %s and (i.source_system = %s and i.source_ref = l.ref)
"""
_ERASED = """
select source_ref from incidents_incident where organisation_id = %s and source_system = %s and source_ref like %s
"""
_FORGET_OWN = """
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


_KNOWN = """
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
        cursor.execute(_KNOWN, [run.organisation_id, run.source_system])
        for row, case in cursor:
            found.add(row, case)
    return found


def forget_known(run: ImportRun) -> int:
    """Take out what the organisation has already; return how many."""
    known = _do(_FORGET_OWN, [run.organisation_id]) + _forget_erased(run)
    return known + _do(_FORGET_KNOWN, [run.organisation_id, run.source_system])


def _forget_erased(run: ImportRun) -> int:
    """Take out what was anonymised here: of its reference only a mark is left."""
    kept = {ref for (ref,) in _rows(_ERASED, [run.organisation_id, run.source_system, f"{marks.ERASED}%"])}
    if not kept:
        return 0
    secret = marks.secret_of(run.organisation_id)
    refs = _rows("select row_no, ref from import_lines where has_ref", [])
    gone = [row for row, ref in refs if marks.erased(secret, ref) in kept]
    return _do("delete from import_lines where row_no = any(%s)", [gone])


_COLLIDING = """
select row_no from (select row_no, row_number() over (partition by reference order by row_no) n from import_lines) d
where n > 1
union
select l.row_no from import_lines l join incidents_incident i on i.organisation_id = %s and i.reference = l.reference
"""


def settle_references(run: ImportRun) -> None:
    """Draw again for references that were drawn twice or are taken; of 28 million few are."""
    fresh = random_references(run.organisation.code)
    while numbers := [row for (row,) in _rows(_COLLIDING, [run.organisation_id])]:
        drawn = [next(fresh) for _ in numbers]
        _do(
            "update import_lines l set reference = d.reference"
            " from unnest(%s::int[], %s::text[]) d (row_no, reference) where d.row_no = l.row_no",
            [numbers, drawn],
        )


def write(run: ImportRun, at: Any) -> int:
    """Write incidents, their texts and their duties; return how many incidents.

    The checks of keys are planned while the table is still thought to be as small as it was before this file: without
    the setting they might read the whole of it for each row.
    """
    with connection.cursor() as cursor:
        cursor.execute("select set_config('enable_seqscan', 'off', true)")
    own = ", ".join(_OWN)
    fixed = "organisation_id, version, created_at, saved_at, source_system, source_ref, import_run_id"
    count = _do(
        f"insert into incidents_incident (id, {own}, {fixed})"  # noqa: S608  names of columns
        f" select id, {own}, %s, 0, %s, %s, %s, ref, %s from import_lines",
        [run.organisation_id, at, at, run.source_system, run.pk],
    )
    texts = ", ".join(TEXTS)
    _do(
        f"insert into incidents_incidenttext (incident_id, organisation_id, {texts})"  # noqa: S608
        f" select id, %s, {texts} from import_lines",
        [run.organisation_id],
    )
    _write_duties(run)
    return count


def _write_duties(run: ImportRun) -> None:
    answers = ", ".join(f"('{kind.value}', {_parts(kind)})" for kind in DutyKind)
    _do(
        "insert into incidents_duty (incident_id, organisation_id, version, kind, state, due_at, done_at, reason,"  # noqa: S608
        " answered_at) select l.id, %s, 0, d.kind, d.state, d.due_at, d.done_at, coalesce(d.reason, ''),"
        " case when d.state <> 'te_doen' then coalesce(d.done_at, l.reported_at) end"
        f" from import_lines l, lateral (values {answers}) d (kind, state, due_at, done_at, reason)"
        " where d.state is not null",
        [run.organisation_id],
    )


def _parts(kind: DutyKind) -> str:
    return ", ".join(f"l.{kind.value}_{part}" for part in DUTY_PARTS)
