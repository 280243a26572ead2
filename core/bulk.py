"""Many rows at once, by COPY."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction
from psycopg import Copy, sql


@contextmanager
def copy_into(table: str, columns: Sequence[str]) -> Iterator[Copy]:
    """Write rows into a table: `with copy_into("incidents_incident", names) as copy: copy.write_row(values)`.

    PostgreSQL takes no COPY into a table with policies. So the rows go by way of a temporary table, and the policy, the
    constraints and the triggers look at them on their way in, as one statement.
    """
    parts = {
        "table": sql.Identifier(table),
        "waiting": sql.Identifier(f"waiting_{table}"[:63]),
        "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
    }
    make = "create temporary table {waiting} on commit drop as select {columns} from {table} with no data"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.SQL(make).format(**parts))
        with cursor.copy(sql.SQL("copy {waiting} ({columns}) from stdin").format(**parts)) as copy:
            yield copy
        cursor.execute(sql.SQL("insert into {table} ({columns}) select {columns} from {waiting}").format(**parts))
        cursor.execute(sql.SQL("drop table {waiting}").format(**parts))
