"""Light incidents: counted by one tap, taken back, made a report after all; never among the reports."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.choices import Severity, Status
from incidents.figures.light import NOT_MIXED, light_counts
from incidents.models import Incident, LightIncident
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import local
from tests.helpers import assert_constant_queries

ClientFor = Callable[[Role | User | None], Client]
URL = reverse("incidents:light")


def count(client: Client, kind: str = "verbaal", key: uuid.UUID | None = None) -> None:
    client.post(URL, {"kind": kind, "submit_key": str(key or uuid.uuid4())})


def test_one_tap_counts_and_makes_no_case(client_for: ClientFor, users: dict[Role, User]) -> None:
    client = client_for(Role.REPORTER)
    page = client.post(URL, {"kind": "hinder", "submit_key": str(uuid.uuid4())}, follow=True).content.decode()
    assert "Geteld sinds gisteren: 1" in page and "Neem terug" in page and NOT_MIXED in page
    row = LightIncident.objects.get()
    assert (row.kind, row.counted_by, row.is_counted) == ("hinder", users[Role.REPORTER], True)
    assert not Incident.objects.exists()


def test_a_double_press_counts_once(client_for: ClientFor) -> None:
    client, key = client_for(Role.REPORTER), uuid.uuid4()
    count(client, key=key)
    count(client, key=key)
    assert LightIncident.objects.count() == 1


def test_the_key_of_somebody_else_counts_nothing(client_for: ClientFor, foreign_users: dict[Role, User]) -> None:
    key = uuid.uuid4()
    count(client_for(Role.REPORTER), key=key)
    answer = client_for(foreign_users[Role.REPORTER]).post(
        reverse("incidents:light"), {"kind": "verbaal", "submit_key": str(key)}
    )
    assert answer.status_code == 302 and LightIncident.objects.count() == 1


@pytest.mark.parametrize("kind", ["fysiek", "bedreiging", "bestaat_niet", ""])
def test_what_is_never_light_is_not_counted(client_for: ClientFor, kind: str) -> None:
    client = client_for(Role.REPORTER)
    page = client.post(URL, {"kind": kind}, follow=True).content.decode()
    assert "Kies een van de knoppen" in page
    assert not LightIncident.objects.exists()


def test_taking_back_and_placing(client_for: ClientFor) -> None:
    client = client_for(Role.REPORTER)
    count(client)
    row = LightIncident.objects.get()
    client.post(reverse("incidents:light_place", args=[row.pk]), {"channel": "balie"})
    row.refresh_from_db()
    assert row.channel == "balie"
    client.post(reverse("incidents:light_undo", args=[row.pk]))
    row.refresh_from_db()
    assert row.undone_at is not None and not row.is_counted
    page = client.post(reverse("incidents:light_undo", args=[row.pk]), follow=True).content.decode()
    assert "Dit kan tot een dag na het tellen" in page


def test_it_becomes_a_report_with_what_is_known(client_for: ClientFor) -> None:
    client = client_for(Role.REPORTER)
    count(client, "discriminatie")
    row = LightIncident.objects.get()
    url = reverse("incidents:light_upgrade", args=[row.pk])
    first = client.post(url, {"submit_key": str(uuid.uuid4())})
    second = client.post(url, {"submit_key": str(uuid.uuid4())})
    assert first.url == second.url
    draft = Incident.objects.get()
    assert first.url == reverse("incidents:check", args=[draft.reference])
    assert (draft.status, draft.kinds, draft.severity) == (Status.DRAFT, ["discriminatie"], Severity.LIGHT)
    assert draft.occurred_at == row.counted_at
    row.refresh_from_db()
    assert not row.is_counted
    client.post(reverse("incidents:discard", args=[draft.reference]))
    row.refresh_from_db()
    assert row.is_counted, "without the report it is a light incident again"


def test_a_day_later_it_stays_as_it_is(client_for: ClientFor) -> None:
    client = client_for(Role.REPORTER)
    count(client)
    LightIncident.objects.update(counted_at=timezone.now() - timedelta(hours=25))
    row = LightIncident.objects.get()
    client.post(reverse("incidents:light_upgrade", args=[row.pk]))
    client.post(reverse("incidents:light_undo", args=[row.pk]))
    row.refresh_from_db()
    assert row.is_counted
    assert not Incident.objects.exists()


def test_only_who_counted_may_change_it(client_for: ClientFor) -> None:
    count(client_for(Role.REPORTER))
    row = LightIncident.objects.get()
    assert client_for(Role.COORDINATOR).post(reverse("incidents:light_undo", args=[row.pk])).status_code == 404
    assert client_for(Role.REPORTER).post(reverse("incidents:light_undo", args=[row.pk])).status_code == 302


def test_counts_by_month_leave_out_what_does_not_count(
    organisation: Organisation, other_organisation: Organisation, users: dict[Role, User]
) -> None:
    def at(moment: object, to: Organisation = organisation, **more: object) -> None:
        LightIncident.objects.create(organisation=to, kind="verbaal", counted_at=moment, **more)

    at(local(2015, 3, 1))
    at(local(2015, 3, 31, 23, 59))
    at(local(2015, 4, 1))
    at(local(2015, 3, 10), other_organisation)
    at(local(2015, 3, 11), undone_at=local(2015, 3, 12))
    months = [date(2015, 2, 1), date(2015, 3, 1)]
    assert light_counts(organisation, months) == {date(2015, 2, 1): 0, date(2015, 3, 1): 2}
    assert light_counts(organisation, [date(2015, 4, 1), date(2014, 12, 1)])[date(2015, 4, 1)] == 1
    assert light_counts(organisation, []) == {}


def test_the_page_costs_the_same_for_few_and_many(
    client_for: ClientFor, organisation: Organisation, users: dict[Role, User]
) -> None:
    def grow(number: int) -> None:
        LightIncident.objects.bulk_create(
            LightIncident(organisation=organisation, kind="verbaal", counted_by=users[Role.REPORTER])
            for _ in range(number)
        )

    assert_constant_queries(client_for(Role.REPORTER), URL, grow)
