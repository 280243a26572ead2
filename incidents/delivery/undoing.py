"""Takes back a file that was read in: exactly its rows, as long as nobody did anything with one of them.

Cases that were known become as they were before the file; new ones go.

All within the caller's transaction. The rows are locked first, so that nothing can be hung on them meanwhile; they go
in parts, so that no statement takes long and progress can be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from core.audit import record
from core.models import Job
from incidents.delivery.progress import Progress
from incidents.delivery.staging import STATEMENT_SECONDS
from incidents.delivery.updating import kept_answer, put_back, write_duties
from incidents.models import Duty, ImportChange, ImportRun, ImportStatus, Incident, IncidentText
from participants.models import User

_PART = 5_000
_CHANGES = 200
_HOLD = """
insert into undo_rows (id, version)
select id, version from incidents_incident where organisation_id = %s and import_run_id = %s
order by id for update
"""
_HOLD_CHANGED = """
insert into undo_changed (id, version, own)
select i.id, i.version, c.id from incidents_incident i join incidents_importchange c on c.incident_id = i.id
where c.organisation_id = %s and c.run_id = %s and not c.is_undone
order by i.id for update of i
"""
_LEFT = """
update {0} u set left_version = c.version, left_duties = c.duty_versions
from incidents_importchange c
where c.incident_id = u.id and not exists (
    select from incidents_importchange d where d.incident_id = c.incident_id and d.id > c.id)
"""
_HELD = (
    "row_no bigint generated always as identity, id bigint, version int, own bigint not null default 0,"
    " left_version int not null default 0, left_duties int not null default 0"
)


def hold(run: ImportRun) -> int:
    """Lock the cases that a file brought or changed, and note which they are; return how many it brought."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('statement_timeout', %s, true)", [f"{STATEMENT_SECONDS}s"])
        counts = {}
        for table, statement in (("undo_rows", _HOLD), ("undo_changed", _HOLD_CHANGED)):
            cursor.execute(f"drop table if exists pg_temp.{table}")
            cursor.execute(f"create temporary table {table} ({_HELD}) on commit drop")
            cursor.execute(statement, [run.organisation_id, run.pk])
            counts[table] = int(cursor.rowcount)
            cursor.execute(f"create index on {table} (row_no)")
            cursor.execute(f"analyze {table}")
            cursor.execute(_LEFT.format(table))
        return counts["undo_rows"]


def touched() -> int:
    """Count the cases that somebody did something with: saved, changed by a later file, or given a row of another kind.

    A row that hangs on a case that was known says nothing: it stays where it is.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({' union '.join(_traces())}) found")  # noqa: S608  names of tables
        return int(cursor.fetchone()[0])


def _traces() -> Iterator[str]:
    for table in ("undo_rows", "undo_changed"):
        yield _SAVED.format(table)
        yield _DUTIES_SAVED.format(table)
        yield _CHANGED_LATER.format(table)
    for relation in Incident._meta.related_objects:
        if relation.related_model not in (Duty, IncidentText, ImportChange):
            yield _children(relation.related_model, relation.field.column)


_SAVED = "select id from {0} where version <> left_version"
_DUTIES_SAVED = """
select u.id from {0} u join incidents_duty c on c.incident_id = u.id
group by u.id, u.left_duties having sum(c.version) <> u.left_duties
"""
_CHANGED_LATER = """
select u.id from {0} u join incidents_importchange c on c.incident_id = u.id where c.id > u.own and not c.is_undone
"""


def _children(model: Any, column: str | None) -> str:
    return f"select u.id from undo_rows u, {model._meta.db_table} c where c.{column} = u.id"  # noqa: S608  names


_REMOVE = [
    f"delete from {model._meta.db_table} c using undo_rows u"  # noqa: S608  names of tables
    f" where c.{column} = u.id and u.row_no between %s and %s"
    for model, column in (
        (ImportChange, "incident_id"),
        (Duty, "incident_id"),
        (IncidentText, "incident_id"),
        (Incident, "id"),
    )
]


def remove(count: int, job: Job | None) -> None:
    """Remove the rows that are held, a part at a time."""
    with connection.cursor() as cursor, Progress(job, count) as progress:
        cursor.execute("select set_config('enable_seqscan', 'off', true)")
        for first in range(1, count + 1, _PART):
            for statement in _REMOVE:
                cursor.execute(statement, [first, first + _PART - 1])
            progress.add(_PART)


def restore(run: ImportRun, actor: User | None, at: datetime) -> int:
    """Make the cases that a file changed as they were before it; return how many."""
    changes = ImportChange.objects.filter(organisation_id=run.organisation_id, run=run, is_undone=False)
    count = 0
    for change in changes.select_related("incident").order_by("pk").iterator(chunk_size=_CHANGES):
        _restore(change, actor, at)
        count += 1
    return count


def _restore(change: ImportChange, actor: User | None, at: datetime) -> None:
    incident, before = change.incident, change.before
    put_back(incident, before["facts"])
    incident.saved_at = at
    incident.save()
    if before["text"]:
        IncidentText.objects.filter(incident=incident).update(**before["text"])
    there = {duty.kind: duty for duty in Duty.objects.filter(incident=incident)}
    now = {kind: kept_answer(duty) for kind, duty in there.items()}
    duties = []
    for kind, answer in before["duties"].items():
        duty = there.get(kind) or Duty(incident=incident, organisation_id=incident.organisation_id, kind=kind)
        put_back(duty, answer)
        duties.append(duty)
    write_duties(duties, [duty for kind, duty in there.items() if kind not in before["duties"]], now)
    change.version, change.duty_versions = incident.version, sum(duty.version for duty in duties)
    change.is_undone, change.before = True, {}
    change.save()
    record(code="incidents.import.restored", actor=actor, obj=incident, changed=[*before["facts"], *before["text"]])


def forget(*, before: datetime) -> int:
    """Forget how cases were before files that can no longer be undone; return of how many.

    A file that is being undone was asked for in time.
    """
    old = ImportChange.objects.filter(run__done_at__lte=before).exclude(before="")
    old = old.exclude(run__status=ImportStatus.UNDOING)
    return int(old.update(before={}))
