"""Takes back a file that was read in: exactly its rows, as long as nobody did anything with one of them.

All within the caller's transaction. The rows are locked first, so that nothing can be hung on them meanwhile; they go
in parts, so that no statement takes long and progress can be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

from core.models import Job
from incidents.delivery.progress import Progress
from incidents.delivery.staging import STATEMENT_SECONDS
from incidents.models import Duty, ImportRun, Incident, IncidentText

_PART = 5_000
_HOLD = """
insert into undo_rows (id, version)
select id, version from incidents_incident where organisation_id = %s and import_run_id = %s
order by id for update
"""


def hold(run: ImportRun) -> int:
    """Lock the cases of a file and note which they are; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('statement_timeout', %s, true)", [f"{STATEMENT_SECONDS}s"])
        cursor.execute("drop table if exists pg_temp.undo_rows")
        cursor.execute(
            "create temporary table undo_rows (row_no bigint generated always as identity, id bigint, version int)"
            " on commit drop"
        )
        cursor.execute(_HOLD, [run.organisation_id, run.pk])
        count = int(cursor.rowcount)
        cursor.execute("create index on undo_rows (row_no)")
        cursor.execute("analyze undo_rows")
        return count


def touched() -> int:
    """Count the cases that somebody did something with: saved, or given a row of any other kind."""
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({' union '.join(_traces())}) found")  # noqa: S608  names of tables
        return int(cursor.fetchone()[0])


def _traces() -> Iterator[str]:
    yield "select id from undo_rows where version <> 0"
    yield f"{_children(Duty, 'incident_id')} and c.version <> 0"
    for relation in Incident._meta.related_objects:
        if relation.related_model not in (Duty, IncidentText):
            yield _children(relation.related_model, relation.field.column)


def _children(model: Any, column: str | None) -> str:
    return f"select u.id from undo_rows u, {model._meta.db_table} c where c.{column} = u.id"  # noqa: S608  names


_REMOVE = [
    f"delete from {model._meta.db_table} c using undo_rows u"  # noqa: S608  names of tables
    f" where c.{column} = u.id and u.row_no between %s and %s"
    for model, column in ((Duty, "incident_id"), (IncidentText, "incident_id"), (Incident, "id"))
]


def remove(count: int, job: Job | None) -> None:
    """Remove the rows that are held, a part at a time."""
    with connection.cursor() as cursor, Progress(job, count) as progress:
        cursor.execute("select set_config('enable_seqscan', 'off', true)")
        for first in range(1, count + 1, _PART):
            for statement in _REMOVE:
                cursor.execute(statement, [first, first + _PART - 1])
            progress.add(_PART)
