"""The owner of the tables, on a connection of its own: for a test that takes something away and puts it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql


def connect_as_owner() -> psycopg.Connection[Any]:
    """Return a connection of the owner to the test database."""
    part = settings.OWNER_DATABASE
    return psycopg.connect(
        dbname=connection.settings_dict["NAME"],
        user=part["USER"],
        password=part["PASSWORD"] or None,
        host=part["HOST"] or None,
        port=part["PORT"] or None,
        autocommit=True,
    )


@contextmanager
def changed(change: str, back: str) -> Iterator[None]:
    """Change the database for a block; nothing in it may be locked by an open transaction."""
    with connect_as_owner() as owner:
        owner.execute(sql.SQL(change))
        try:
            yield
        finally:
            owner.execute(sql.SQL(back))


@contextmanager
def second_wall_down() -> Iterator[None]:
    """Switch off all policies for a block."""
    with connect_as_owner() as owner:
        found = owner.execute("select oid::regclass::text from pg_class where relrowsecurity").fetchall()
        tables = [sql.SQL(table) for (table,) in found]
        assert len(tables) > 10, "the wall is down already"
        _each(owner, tables, "disable")
        try:
            yield
        finally:
            _each(owner, tables, "enable")


def _each(owner: psycopg.Connection[Any], tables: list[sql.SQL], way: str) -> None:
    for table in tables:
        owner.execute(sql.SQL("alter table {} {} row level security").format(table, sql.SQL(way)))
