"""Where a session or a form that ended leads back to: a page that can be opened, never the address of a button."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from participants.access import Role

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
HERE = "http://testserver"


def next_of(client: Client, url: str, **headers: str) -> str:
    """Press a button without a session, and return where signing in will lead."""
    answer = client.post(url, headers=headers)
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer.url).query)["next"][0]


def test_after_signing_in_the_page_with_the_button_opens(client: Client) -> None:
    button, page = reverse("incidents:begin"), reverse("incidents:index")
    assert next_of(client, button, Referer=f"{HERE}{page}?org=GDA#boven") == f"{page}?org=GDA"
    assert next_of(client, button) == button


@pytest.mark.parametrize(
    "came_from",
    [
        "https://elders.example/voorvallen/",
        f"{HERE}/service-worker.js",
        f"{HERE}//elders.example/",
        "javascript:alert(1)",
        "//",
    ],
)
def test_only_a_page_of_ours_is_come_back_to(client: Client, came_from: str) -> None:
    button = reverse("incidents:begin")
    assert next_of(client, button, Referer=came_from) == button


def test_a_page_that_was_asked_for_is_what_opens(client: Client) -> None:
    page = reverse("incidents:list")
    answer = client.get(page, {"status": "open"}, headers={"Referer": f"{HERE}/"})
    assert parse_qs(urlsplit(answer.url).query)["next"] == [f"{page}?status=open"]


def test_a_second_factor_that_lacks_leads_back_to_the_page_too(client: Client, users: dict[Role, object]) -> None:
    client.force_login(users[Role.COORDINATOR])  # without its second factor
    answer = client.post(reverse("incidents:begin"), headers={"Referer": f"{HERE}{reverse('incidents:index')}"})
    assert answer.status_code == 302
    assert reverse("incidents:begin") not in answer.url


def test_the_address_of_a_button_says_what_it_is(client_for: ClientFor) -> None:
    answer = client_for(Role.COORDINATOR).get(reverse("participants:sign", args=[1]))
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "Hier begint u niet" in answer.text
    assert reverse("home") in answer.text


def test_an_expired_form_leads_back_to_itself(client_for: ClientFor) -> None:
    client = client_for(Role.COORDINATOR)
    client.handler.enforce_csrf_checks = True
    page = reverse("incidents:index")
    answer = client.post(reverse("incidents:begin"), headers={"Referer": f"{HERE}{page}"})
    assert answer.status_code == 403
    assert f'href="{page}">Terug naar het formulier' in answer.text
    assert "typed-waits" in answer.text
