"""The same requests about incidents with both walls, with either one, and with none: 0, 0, 0 and more than 0 leaks.

The first wall narrows queries, the second is row-level security of the database. A leak is an answer with a foreign
canary in it (a text planted in the other organisation's incidents), or an answer that opens (2xx, 3xx) where the
address names the other organisation's object and the expectations say that it is refused.

Walked are all addresses of incidents and the home page, by every role: read for the own object, read and written to for
the foreign one, and read with the other organisation's code in the address. Only incidents have a second wall, so only
canaries of incidents are planted and counted: with the first wall down, pages about meetings or participants show the
other organisation's rows, and `test_urls` says so. "First wall down" takes the narrowing out and leaves the capability:
a sponsor still may not open any incident. "Second wall down" is the owner who switches the policies off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from core.isolation import within
from incidents.checks import COLUMN, COUNTS, walled_models
from participants.access import Role
from participants.isolation import scope_for
from tests.owner import second_wall_down
from tests.permissions.expectations import Expectation, load
from tests.permissions.walk import Walk, Wrong, first_wall_down, walking

PAGES = {name: page for name, page in load()[0].items() if name.startswith("incidents:") or name == "home"}
ANYTHING = frozenset(range(100, 600))
MODES = {
    "both walls": (True, True),
    "only queries": (True, False),
    "only policies": (False, True),
    "none": (False, False),
}


@dataclass
class Mode:
    """One way to walk: which walls stand, and the walk."""

    name: str
    walk: Walk

    @property
    def leaks_nothing(self) -> bool:
        """Tell whether a wall is left."""
        return any(MODES[self.name])


@pytest.fixture(scope="module", params=MODES)
def mode(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Mode]:
    """Build both sides once a mode, with the walls down that should be down."""
    has_first, has_second = MODES[request.param]
    with django_db_blocker.unblock(), ExitStack() as stack:
        if not has_second:
            stack.enter_context(second_wall_down())  # before the walk locks a table
        walk = stack.enter_context(walking(PAGES.values()))
        if not has_first:
            stack.enter_context(first_wall_down())
        yield Mode(request.param, walk)


ANOTHER_WALL = {
    "incidents:check": "a draft belongs to its writer",
    "incidents:collegial": "a draft belongs to its writer",
    "incidents:discard": "a draft belongs to its writer",
    "incidents:export": "an export belongs to who asked for it",
    "incidents:export_download": "an export belongs to who asked for it",
    "incidents:light_place": "a light incident belongs to who counted it",
    "incidents:light_undo": "a light incident belongs to who counted it",
    "incidents:light_upgrade": "a light incident belongs to who counted it",
    "incidents:sent": "a report belongs to its writer",
    "incidents:step": "a draft belongs to its writer",
    "incidents:withdraw": "a report belongs to its writer",
}
"""Narrowed by account as well, so that they stay shut with both walls down."""


def test_requests_about_incidents(mode: Mode, capsys: Any) -> None:
    leaks: Counter[str] = Counter()
    told: list[str] = []
    for name, page in PAGES.items():
        found = [one.text for one in _ask(mode.walk, name, page) if one.is_leak]
        leaks[name] += len(found)
        told += found
    with capsys.disabled():
        print(f"\n{mode.name}: {leaks.total()} leaks in {mode.walk.requests} requests about incidents.")
    if mode.leaks_nothing:
        assert told == []
    else:
        silent = {name for name, page in PAGES.items() if page.other and not leaks[name]}
        assert leaks.total() > 0
        assert silent == set(ANOTHER_WALL), "these addresses leak without walls, or nothing foreign is planted there"


def _ask(walk: Walk, name: str, page: Expectation) -> Iterator[Wrong]:
    yield from walk.target(page, "own", ["GET"])
    if page.other:
        yield from walk.target(page, "other", ["GET", "POST"])
    if page.args:
        return
    url = f"{reverse(name)}?org={walk.other.organisation.code}"  # which is how an organisation is chosen
    for role in walk.clients:
        yield from walk.ask(role, "GET", url, ANYTHING, f"{name} (other organisation's code)")


@pytest.mark.parametrize("role", Role)
def test_raw_reads_of_each_table(mode: Mode, role: Role) -> None:
    """Past the ORM there is one wall: with it no role reads a foreign row, without it every row lies open."""
    scope = scope_for(mode.walk.own.users[role])
    foreign = {}
    with within(scope), connection.cursor() as cursor:
        for table in sorted(model._meta.db_table for model in walled_models()):
            cursor.execute(f"select count(*) from {table} where {COLUMN} <> %s", [mode.walk.own.organisation.pk])
            if number := cursor.fetchone()[0]:
                foreign[table] = number
    if MODES[mode.name][1]:
        assert set(foreign) <= (COUNTS if scope.has_figures else set())
    else:
        assert foreign["incidents_incident"] > 5
