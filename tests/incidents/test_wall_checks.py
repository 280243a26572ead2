"""What `manage.py check --database default` says about the second wall, and that it sees each gap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import checks

from core import isolation
from incidents import checks as wall
from tests.owner import changed, connect_as_owner

DUTY = "alter table incidents_duty"


def found() -> set[str]:
    """Return what the checks say of this database."""
    return {f"{message.id} {message.msg.split(' is ')[0].split(' reads ')[0]}" for message in _messages()}


def _messages() -> Iterator[Any]:
    yield from checks.run_checks(tags=[checks.Tags.database], databases=["default"])


@pytest.mark.django_db
def test_the_wall_stands() -> None:
    tables = {model._meta.db_table for model in wall.walled_models()}
    assert {"incidents_incident", "incidents_duty", "incidents_monthlysummary"} <= tables
    assert found() == set()
    assert wall.rows_carry_their_organisation(None) == []


GONE = [
    (f"{DUTY} disable row level security", f"{DUTY} enable row level security"),
    (
        f"alter policy {isolation.POLICY} on incidents_duty rename to other",
        f"alter policy other on incidents_duty rename to {isolation.POLICY}",
    ),
    ("create policy wide on incidents_duty using (true)", "drop policy wide on incidents_duty"),
    *(
        (
            f"create policy for_{name} on incidents_duty for select using (current_setting('vpt.{name}', true) = 'on')",
            f"drop policy for_{name} on incidents_duty",
        )
        for name in ("figures", "rounds")
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "back"), GONE, ids=["off", "renamed", "widened", "figures", "rounds"])
def test_a_table_without_its_policy_is_found(change: str, back: str) -> None:
    with changed(change, back):
        assert found() == {"incidents.E002 The table incidents_duty"}
    assert found() == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "back", "what"),
    [
        ("create view all_of_it as select * from incidents_duty", "drop view all_of_it", "view all_of_it"),
        (
            "create function peek() returns bigint language sql security definer as 'select 1'",
            "drop function peek",
            "function peek",
        ),
    ],
    ids=["view", "function"],
)
def test_a_way_around_is_found(change: str, back: str, what: str) -> None:
    with changed(change, back):
        assert found() == {f"incidents.E004 The {what}"}


@pytest.mark.django_db
def test_a_view_that_asks_as_its_reader_is_fine() -> None:
    with changed("create view mine with (security_invoker=true) as select * from incidents_duty", "drop view mine"):
        assert found() == set()


@pytest.mark.django_db
def test_serving_as_the_owner_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    with connect_as_owner() as owner:
        monkeypatch.setattr(wall, "_ask", lambda question, *values: owner.execute(question, values or None).fetchall())
        assert {message.id for message in wall._strong_role()} == {"incidents.E003"}
        assert list(wall._open_tables()) == []
