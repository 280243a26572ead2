"""The list of incidents of an organisation: against an empty page, a plain Django list, and against its own length."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.signing import dumps
from django.db import connection
from django.test import Client
from django.urls import reverse

from incidents.models import Incident
from participants.access import Role
from participants.models import Organisation
from tests.bench.data import copy_incident
from tests.bench.measuring import Browser, compare
from tests.factories.incidents import IncidentFactory
from tests.factories.participants import OrganisationFactory, make_user
from tests.helpers import sign_in

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.bench.urls")]

FEW, MANY, DEEP = 1_000, 100_000, 90_000


@pytest.fixture
def production_like(settings: Any) -> None:
    """Serve static addresses as production does, without logging every request to the screen."""
    settings.DEBUG = False


def _browser(organisation: Organisation, name: str) -> Browser:
    return Browser(sign_in(Client(), make_user(Role.COORDINATOR, organisation, email=f"{name}@bench.example")))


def _organisation(name: str, code: str, count: int) -> Organisation:
    organisation = OrganisationFactory(name=name, code=code)
    copy_incident(IncidentFactory(organisation=organisation, narrative="x", location="Balie"), count - 1)
    return organisation


def _deep_cursor(organisation: Organisation) -> str:
    row = Incident.objects.filter(organisation=organisation).order_by("-occurred_at", "-pk")[DEEP]
    return dumps([row.occurred_at.isoformat(), str(row.pk)], salt="vpt.cursor")


def test_against_an_empty_page_and_a_plain_list(production_like: None) -> None:
    browser = _browser(_organisation("Gemeente Weinig", "WEI", FEW), "few")
    ours = reverse("incidents:list") + "?status=&volgorde=nieuwste"
    assert browser.get(ours).count(b"/voorvallen/WEI-") == 25
    assert browser.get("/bench/gewoon/").count(b"/voorvallen/WEI-") == 25
    empty = compare(lambda: browser.get(ours), lambda: browser.get("/bench/leeg/"))
    print(f"\nlist of 25 against an empty signed-in page: {empty} (goal: at most 4)")

    def plain() -> bytes:
        connection.settings_dict["CONN_MAX_AGE"] = 0  # Django's default: a new connection a request
        try:
            return browser.get("/bench/gewoon/")
        finally:
            connection.settings_dict["CONN_MAX_AGE"] = 600

    usual = compare(plain, lambda: browser.get(ours))
    kept = compare(lambda: browser.get("/bench/gewoon/"), lambda: browser.get(ours))
    print(f"plain Django list with default settings against ours: {usual} (goal: at least 2)")
    print(f"the same with the connection kept: {kept}")
    assert empty.median <= 4
    assert usual.median >= 2


def test_of_100_000_at_the_first_and_a_deep_page(production_like: None) -> None:
    few = _browser(_organisation("Gemeente Weinig", "WEI", FEW), "few")
    organisation = _organisation("Gemeente Veel", "VEE", MANY)
    many = _browser(organisation, "many")
    ours = reverse("incidents:list") + "?status=&volgorde=nieuwste"
    deep = f"{ours}&na={_deep_cursor(organisation)}"
    assert many.get(deep).count(b"/voorvallen/VEE-") == 25
    assert many.get(deep) != many.get(ours)
    first = compare(lambda: many.get(ours), lambda: few.get(ours))
    far = compare(lambda: many.get(deep), lambda: few.get(ours))
    print(f"\nfirst page of {MANY} against of {FEW}: {first} (goal: at most 1.5)")
    print(f"page {DEEP // 25} of {MANY} against the first of {FEW}: {far} (goal: at most 1.5)")
    assert first.median <= 1.5
    assert far.median <= 1.5
