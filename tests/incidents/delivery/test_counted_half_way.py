"""A large file while autovacuum counts: it sees none of the rows that come in, and may not lead the planner astray."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from incidents.delivery import running, writing
from incidents.models import ImportStatus, Incident
from tests.incidents.delivery.placing import HEAD, place, press
from tests.owner import connect_as_owner

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 2_000
RIGHT = ("incidents_incident_pkey", "incident_organisation_id")
KEY_CHECK = "explain select 1 from incidents_incident where organisation_id = %s and id = %s for key share"


@pytest.fixture(autouse=True)
def busy_autovacuum(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Count the table before each part but the first, as autovacuum may; like it, wait for no lock."""
    monkeypatch.setattr(running, "PART", 500)
    fill = writing.Writer._fill
    with connect_as_owner() as owner:

        def count_and_fill(writer: writing.Writer, part: Any) -> None:
            if writer.count:
                owner.execute("analyze (skip_locked) incidents_incident")
            fill(writer, part)

        monkeypatch.setattr(writing.Writer, "_fill", count_and_fill)
        yield


def _plan_after(client: Client) -> str:
    """Read a file in, in a transaction that is undone; return how the key of a text or duty is checked by then."""
    with transaction.atomic():
        lines = (f"{number};17-6-2014 10:40;schelden;balie;licht;Riep." for number in range(ROWS))
        run = press(client, place(client, "\r\n".join([HEAD, *lines])), "inlezen")
        assert (run.status, run.rows_new) == (ImportStatus.DONE, ROWS)
        with connection.cursor() as cursor:
            cursor.execute(KEY_CHECK, [run.organisation_id, Incident.objects.latest("pk").pk])
            plan = "\n".join(line for (line,) in cursor.fetchall())
        transaction.set_rollback(True)
    return plan


def test_each_check_of_a_key_goes_to_its_row(client: Client) -> None:
    plan = _plan_after(client)
    assert any(f"using {index} " in plan for index in RIGHT), plan


def test_without_counting_anew_a_check_may_walk_through_the_organisation(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: another index, which knows the organisation but not the row, seems just as good."""
    monkeypatch.setattr(writing, "COUNT_ANEW", "select 1")
    plan = _plan_after(client)
    assert not any(f"using {index} " in plan for index in RIGHT), plan
