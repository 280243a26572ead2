"""Lists are read in the order of an index wherever in them one is, and figures read their own period alone."""

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
from tests.bench.data import copy_incident
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


PERIOD = re.compile(r"incident_newest[^\n]*\n\s+Index Cond: \(\(organisation_id = \d+\) AND \(occurred_at >= ")


@pytest.mark.django_db(transaction=True)
def test_figures_of_twelve_months_read_no_more_than_that_period_of_one_organisation(
    client_for: ClientFor, organisation: Organisation, other_organisation: Organisation
) -> None:
    moment = timezone.now() - timedelta(days=330)
    for each in (organisation, other_organisation):
        copy_incident(IncidentFactory(organisation=each, occurred_at=moment, reported_at=moment, answered=True), 2_000)
    with CaptureQueriesContext(connection) as captured:
        client_for(Role.COORDINATOR).get(reverse("incidents:figures"))
    asked = [each["sql"] for each in captured if '"incidents_incident"."occurred_at" >= ' in each["sql"]]
    assert len(asked) == 4, "duties, reactions in time, hours to react, late reports"
    for sql in asked:
        plan = _plan(sql)
        assert PERIOD.search(plan), plan
    duties = next(sql for sql in asked if '"incidents_duty"' in sql)
    without = re.sub(r'"incidents_incident"\."organisation_id" = \d+ AND ', "", duties)
    assert without != duties and not PERIOD.search(_plan(without)), "an organisation that is forgotten is seen"


def _plan_of_the_list(client: Client, address: str) -> str:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    every = [each["sql"] for each in captured]
    asked = [sql for sql in every if "incidents_incident" in sql and sql.endswith("LIMIT 26")]
    assert len(asked) == 1
    return _plan(asked[0])


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        # So few rows tell a planner nothing: sorting is dear here, so that it takes an index that gives the order.
        cursor.execute("set local enable_seqscan = off; set local enable_bitmapscan = off; set local enable_sort = off")
        cursor.execute(f"explain {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())
