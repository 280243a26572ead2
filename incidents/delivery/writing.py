"""Writes the lines of a file into the tables, a part at a time, while the next part is still being read.

COPY is refused into tables with policies, so each part goes by way of a temporary table. The database works in a thread
of its own: it holds the connection, and nobody else may ask a query until the writer is closed. All of it is one
transaction, the caller's: the whole file comes in, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from types import TracebackType
from typing import Any

from django.db import IntegrityError, connection

from incidents.choices import DutyKind
from incidents.delivery import marks
from incidents.delivery.encoding import COLUMNS, DUTY_PARTS, FACTS, PLACE, Part, random_references
from incidents.delivery.fields import TEXTS
from incidents.delivery.known import KnownRows
from incidents.delivery.problems import FileRefused
from incidents.delivery.staging import (
    FORGET_KNOWN,
    FORGET_OWN,
    FORGET_ROWS,
    HAVING_REF,
    KEY_COLUMNS,
    KNOWN,
    STATEMENT_SECONDS,
    erased_refs,
    erased_rows,
    refuse,
)
from incidents.models import ImportRun

PART = 5_000
_OWN = ("reference", *(name for name, _, _ in FACTS), *PLACE)
_ALIKE = "create temporary table import_alike (ref text primary key, n int not null) on commit drop"
_NUMBER_ALIKE = """
with numbered as (
    select l.row_no, l.ref, row_number() over (partition by l.ref order by l.row_no) + coalesce(a.n, 0) as n
    from import_lines l left join import_alike a on a.ref = l.ref where not l.has_ref),
counted as (
    insert into import_alike (ref, n) select ref, max(n) from numbered group by ref
    on conflict (ref) do update set n = excluded.n)
update import_lines l set ref = l.ref || '#' || d.n from numbered d where d.row_no = l.row_no and d.n > 1
"""
_TAKEN = """
select l.row_no from import_lines l
where exists (select from incidents_incident i where i.organisation_id = %s and i.reference = l.reference)
"""
_COLLIDING = """
select l.row_no from import_lines l
where l.row_no = any (%s) and (
    exists (select from incidents_incident i where i.organisation_id = %s and i.reference = l.reference)
    or exists (select from import_lines m where m.reference = l.reference and m.row_no <> l.row_no))
"""
_DRAWN = """
update import_lines l set reference = d.reference
from unnest(%s::int[], %s::text[]) d (row_no, reference) where d.row_no = l.row_no
"""
_TWICE = "incident_source_unique"
COUNT_ANEW = "analyze (skip_locked) incidents_incident (organisation_id, id)"
"""Tells the planner of the rows of the first part, and keeps autovacuum from counting until the file is in.

Autovacuum sees no rows of a transaction that runs. Once it counts half-way, the table seems all but empty, each index
that begins with the organisation as good as any, and checking the key of a text or duty may walk through all incidents
of the organisation: 100,000 cases then took minutes instead of seconds.
"""


def _duty_columns() -> str:
    types = {"state": "text", "due_at": "timestamptz", "done_at": "timestamptz", "reason": "text"}
    return ", ".join(f"{kind.value}_{part} {types[part]}" for kind in DutyKind for part in DUTY_PARTS)


class Writer:
    """Takes the lines of a file and writes them; `count` tells how many cases were new.

    `known` holds the rows that are about known cases, when these are to be changed.
    """

    def __init__(self, run: ImportRun, at: datetime) -> None:
        self.run, self.count, self.known = run, 0, KnownRows()
        self._statements = _statements(run, at)
        self._fresh = random_references(run.organisation.code)
        self._is_begun = self._is_counted = False
        self._erased, self._secret = erased_refs(run), marks.secret_of(run.organisation_id)
        self._busy: Future[None] | None = None
        self._open = ExitStack()

    def __enter__(self) -> Writer:
        self._prepare()
        self._pool = self._open.enter_context(ThreadPoolExecutor(1))
        self._open.enter_context(connection.execute_wrapper(refuse))
        self._cursor: Any = self._open.enter_context(connection.connection.cursor())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._open:
            if kind is None:
                self._wait()
            elif self._busy is not None:
                self._busy.exception()  # its part goes with the transaction

    def put(self, part: Part) -> None:
        """Write a part once the one before is written.

        Raises:
            FileRefused: when a reference of the part before came twice.
        """
        self._wait()
        self._fill(part)
        self._busy = self._pool.submit(self._write, part.has_alike)

    def _wait(self) -> None:
        busy, self._busy = self._busy, None
        if busy is None:
            return
        try:
            with connection.wrap_database_errors:
                busy.result()
        except IntegrityError as error:
            if _TWICE in str(error):
                raise FileRefused("In het bestand staat een kenmerk twee keer. Controleer het nog eens.") from None
            raise

    def _prepare(self) -> None:
        """Make the table of a part.

        The checks of keys are planned while the tables are still thought to be as small as they were before this file:
        without the setting they might read the whole of them for each row.
        """
        own, texts = ", ".join(_OWN), ", ".join(f"'' :: text as {name}" for name in TEXTS)
        sequence = "default nextval(pg_get_serial_sequence('incidents_incident', 'id'))"
        columns = [*KEY_COLUMNS.split(", "), *_duty_columns().split(", "), f"id bigint {sequence}"]
        with connection.cursor() as cursor:
            cursor.execute("select set_config('statement_timeout', %s, true)", [f"{STATEMENT_SECONDS}s"])
            cursor.execute("select set_config('enable_seqscan', 'off', true)")
            cursor.execute("drop table if exists pg_temp.import_lines, pg_temp.import_alike")
            cursor.execute(
                f"create temporary table import_lines on commit drop as select {own}, {texts} from incidents_incident"  # noqa: S608
                " with no data"
            )
            cursor.execute(f"alter table import_lines {', '.join(f'add column {column}' for column in columns)}")
            cursor.execute(_ALIKE)

    def _fill(self, part: Part) -> None:
        """Put a part in its table. Not in the thread: COPY asks for Python's lock at each piece, and waits for it."""
        if self._is_begun:
            self._cursor.execute("truncate import_lines")
        with self._cursor.copy(f"copy import_lines ({', '.join(COLUMNS)}) from stdin") as copy:
            for piece in part.pieces:
                copy.write(piece)
        if not self._is_begun:  # the other parts are like it
            self._cursor.execute("analyze import_lines (row_no, ref, has_ref, portal_reference)")
        self._is_begun = True

    def _write(self, has_alike: bool) -> None:
        """Write the part. This runs in the thread, on the connection itself."""
        run, do = self.run, self._cursor.execute
        if has_alike:
            do(_NUMBER_ALIKE)
        if run.updates_known:
            for row, case in do(KNOWN, [run.organisation_id, run.source_system]):
                self.known.add(row, case)
        do(FORGET_OWN, [run.organisation_id])
        if self._erased:
            do(FORGET_ROWS, [erased_rows(list(do(HAVING_REF)), self._erased, self._secret)])
        do(FORGET_KNOWN, [run.organisation_id, run.source_system, run.pk])
        self._settle_references(do)
        for number, (statement, values) in enumerate(self._statements):
            written = do(statement, values).rowcount
            self.count += written if number == 0 else 0
            if not self._is_counted:
                do(COUNT_ANEW)
                self._is_counted = True

    def _settle_references(self, do: Callable[..., Any]) -> None:
        """Draw again for references that are taken; of 28 million few are. At first none in a part is drawn twice."""
        own = self.run.organisation_id
        numbers = [row for (row,) in do(_TAKEN, [own])]
        while numbers:
            do(_DRAWN, [numbers, [next(self._fresh) for _ in numbers]])
            numbers = [row for (row,) in do(_COLLIDING, [numbers, own])]


def _statements(run: ImportRun, at: datetime) -> list[tuple[str, list[Any]]]:
    """Return what writes a part: incidents, their texts, their duties."""
    own, texts = ", ".join(_OWN), ", ".join(TEXTS)
    fixed = "organisation_id, version, created_at, saved_at, source_system, source_ref, import_run_id"
    answers = ", ".join(f"('{kind.value}', {_parts(kind)})" for kind in DutyKind)
    return [
        (
            f"insert into incidents_incident (id, {own}, {fixed})"  # noqa: S608  names of columns
            f" select id, {own}, %s, 0, %s, %s, %s, ref, %s from import_lines",
            [run.organisation_id, at, at, run.source_system, run.pk],
        ),
        (
            f"insert into incidents_incidenttext (incident_id, organisation_id, {texts})"  # noqa: S608
            f" select id, %s, {texts} from import_lines",
            [run.organisation_id],
        ),
        (
            "insert into incidents_duty (incident_id, organisation_id, version, kind, state, due_at, done_at, reason,"  # noqa: S608
            " answered_at) select l.id, %s, 0, d.kind, d.state, d.due_at, d.done_at, coalesce(d.reason, ''),"
            " case when d.state <> 'te_doen' then coalesce(d.done_at, l.reported_at) end"
            f" from import_lines l, lateral (values {answers}) d (kind, state, due_at, done_at, reason)"
            " where d.state is not null",
            [run.organisation_id],
        ),
    ]


def _parts(kind: DutyKind) -> str:
    return ", ".join(f"l.{kind.value}_{part}" for part in DUTY_PARTS)
