"""Fills the tables in one statement: copies of one real row, so that every column is filled as the portal does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, models

from incidents.models import Duty, Incident, IncidentText

_DIGITS = "substr('23456789ABCDEFGHJKLMNPQRSTUVWXYZ', 1 + ((n / {}) %% 32)::int, 1)"
_SUFFIX = " || ".join(_DIGITS.format(32**at) for at in range(5))


@contextmanager
def as_owner() -> Iterator[Any]:
    """Give a cursor of the owner of the tables: only it may refresh what the planner knows of them."""
    owner = {"user": settings.OWNER_DATABASE["USER"], "password": settings.OWNER_DATABASE["PASSWORD"]}
    with psycopg.connect(**{**connection.get_connection_params(), **owner}, autocommit=True) as other:
        yield other.cursor()


def copy_incident(original: Incident, count: int) -> None:
    """Add `count` copies of an incident, an hour apart into the past, each with its text and its four duties."""
    moments = ("occurred_at", "reported_at", "clock_due_at", "queue_at")
    changed = {moment: f"t.{moment} - n * interval '1 hour'" for moment in moments}
    changed |= {"submit_key": "null", "reference": f"'{original.organisation.code}-' || {_SUFFIX}"}
    with connection.cursor() as cursor:
        source = f"{Incident._meta.db_table} t, generate_series(1, %s) n where t.id = %s"
        _insert(cursor, Incident, changed, source, [count, original.pk])
        for model in (IncidentText, Duty):
            table = model._meta.db_table
            source = (
                f"{table} t, incidents_incident i where t.incident_id = %s and i.id > %s and i.organisation_id = %s"
            )
            values = [original.pk, original.pk, original.organisation_id]
            _insert(cursor, model, {"incident_id": "i.id"}, source, values)
    with as_owner() as cursor:
        cursor.execute("analyze incidents_incident, incidents_incidenttext, incidents_duty")


def fill_incidents(original: Incident, count: int, changed: dict[str, str] | None = None) -> None:
    """Add many incidents like one, an hour apart into the past; `changed` holds SQL over the number `n` of each.

    Indexes are made anew afterwards, which is several times faster; triggers and constraints work as always.
    """
    moments = ("occurred_at", "reported_at", "clock_due_at", "queue_at")
    values = {moment: f"t.{moment} - n * interval '1 hour'" for moment in moments}
    values |= {"submit_key": "null", "source_ref": "''", "reference": f"'{original.organisation.code}-' || {_SUFFIX}"}
    table = Incident._meta.db_table
    with as_owner() as cursor:
        cursor.execute("begin")
        cursor.execute("set local statement_timeout = 0; set local maintenance_work_mem = '256MB'")
        indexes = _take_indexes(cursor, table)
        source = f"{table} t, generate_series(1, %s) n where t.id = %s"
        _insert(cursor, Incident, values | (changed or {}), source, [count, original.pk])
        cursor.execute("set constraints all immediate")
        for index in indexes:
            cursor.execute(index)
        cursor.execute("commit")
        cursor.execute("set statement_timeout = 0")
        cursor.execute("vacuum analyze incidents_incident, incidents_monthlysummary, incidents_statussummary")


def _take_indexes(cursor: Any, table: str) -> list[str]:
    """Drop the indexes that are no constraint, and return the statements that make them again."""
    cursor.execute(
        "select indexname, indexdef from pg_indexes where tablename = %s"
        " and not exists (select from pg_constraint where conname = indexname)",
        [table],
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'drop index "{name}"')
    return [definition for _, definition in found]


def give_duties(original: Incident, order: str, at: int, count: int = 60) -> None:
    """Give the rows of some pages their four duties: a page of a list shows those of its own rows alone."""
    chosen = (
        f"(select id, organisation_id from incidents_incident where organisation_id = {original.organisation_id}"
        f" order by {order} offset {at} limit {count}) i"
    )
    with as_owner() as cursor:
        source = (
            f"incidents_duty t, {chosen} where t.incident_id = %s and t.organisation_id = i.organisation_id"
            " and not exists (select from incidents_duty d where d.incident_id = i.id)"
        )
        _insert(cursor, Duty, {"incident_id": "i.id"}, source, [original.pk])
        cursor.execute("vacuum analyze incidents_duty")


def _insert(cursor: Any, model: type[models.Model], changed: dict[str, str], source: str, values: list[Any]) -> None:
    """Insert rows like those of `source`, with the changed columns; the key comes from its sequence."""
    columns = [
        field.column for field in model._meta.concrete_fields if field.column in changed or not field.primary_key
    ]
    chosen = ", ".join(changed.get(column, f"t.{column}") for column in columns)
    table = model._meta.db_table
    cursor.execute(f"insert into {table} ({', '.join(columns)}) select {chosen} from {source}", values)
