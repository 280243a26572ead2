"""The list and the queue are read in the order of an index, without sorting, wherever in them one is."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory

ClientFor = Callable[[Role | User | None], Client]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "index"), [("", "incident_newest"), ("open", "incident_queue"), ("afgehandeld", "incident_newest")]
)
def test_each_page_follows_an_index(client_for: ClientFor, organisation: Organisation, status: str, index: str) -> None:
    now, is_closed = timezone.now(), status == "afgehandeld"
    for hours in range(28):
        moment = now - timedelta(hours=hours + 1)
        IncidentFactory(organisation=organisation, occurred_at=moment, reported_at=moment, closed=is_closed)
    client, url = client_for(Role.COORDINATOR), reverse("incidents:list")
    first = client.get(f"{url}?status={status}")
    onward = re.search(r'rel="next" href="([^"]*)"', first.content.decode())
    assert onward is not None
    for address in (f"{url}?status={status}", url + html.unescape(onward.group(1))):
        plan = _plan_of_the_list(client, address)
        assert index in plan and "Sort" not in plan, plan


def _plan_of_the_list(client: Client, address: str) -> str:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    every = [each["sql"] for each in captured]
    asked = [sql for sql in every if "incidents_incident" in sql and sql.endswith("LIMIT 26")]
    assert len(asked) == 1
    with connection.cursor() as cursor:
        # So few rows tell a planner nothing: sorting is dear here, so that it takes an index that gives the order.
        cursor.execute("set local enable_seqscan = off; set local enable_bitmapscan = off; set local enable_sort = off")
        cursor.execute(f"explain {asked[0]}")
        return "\n".join(line for (line,) in cursor.fetchall())
