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


def _insert(cursor: Any, model: type[models.Model], changed: dict[str, str], source: str, values: list[Any]) -> None:
    """Insert rows like those of `source`, with the changed columns; the key comes from its sequence."""
    columns = [
        field.column for field in model._meta.concrete_fields if field.column in changed or not field.primary_key
    ]
    chosen = ", ".join(changed.get(column, f"t.{column}") for column in columns)
    table = model._meta.db_table
    cursor.execute(f"insert into {table} ({', '.join(columns)}) select {chosen} from {source}", values)
