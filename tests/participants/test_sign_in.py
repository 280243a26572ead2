"""Signing in: a code from the mail, no passwords, no sign-up, the same page for known and unknown addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from redis.exceptions import ConnectionError as CacheGone

from core.models import OutgoingMail
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.participants import make_user
from tests.helpers import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget_limits() -> None:
    cache.clear()


def _ask_code(client: Client, email: str) -> str:
    """Ask for a code and return what the mail to this address says, or nothing."""
    response = client.post(reverse("account_login"), {"email": email})
    assert response.status_code == 302, response.content.decode()
    assert response.url.startswith(reverse("account_confirm_login_code"))
    mail = OutgoingMail.objects.filter(recipient=email).order_by("-pk").first()
    return mail.text if mail else ""


def _code(text: str) -> str:
    found = re.search(r"^\s*([A-Z0-9]+-?[A-Z0-9]+)\s*$", text, re.MULTILINE)
    assert found, text
    return found[1]


def test_reporter_signs_in_with_the_code_from_the_mail(organisation: Organisation) -> None:
    user = make_user(Role.REPORTER, organisation)
    client = Client()
    code = _code(_ask_code(client, user.email))
    response = client.post(reverse("account_confirm_login_code"), {"code": code})
    assert response.status_code == 302
    assert response.url == reverse("home")
    assert client.get(reverse("home")).status_code == 200


def test_wrong_code_keeps_the_door_closed(organisation: Organisation) -> None:
    user = make_user(Role.REPORTER, organisation)
    client = Client()
    _ask_code(client, user.email)
    for _ in range(3):
        client.post(reverse("account_confirm_login_code"), {"code": "ABCDEF"})
    assert client.get(reverse("home")).status_code == 302
    assert client.get(reverse("account_confirm_login_code")).status_code == 302, "three wrong tries end the attempt"


def test_unknown_address_gets_the_same_page(organisation: Organisation) -> None:
    known, unknown = Client(), Client()
    _ask_code(known, make_user(Role.REPORTER, organisation).email)
    text = _ask_code(unknown, "niemand@voorbeeld.example")
    assert "geen account" in text
    pages = [client.get(reverse("account_confirm_login_code")).content.decode() for client in (known, unknown)]
    bare = [re.sub(r'value="[A-Za-z0-9]{64}"|[\w.]+@[\w.]+', "", page) for page in pages]
    assert bare[0] == bare[1]


def test_inactive_account_cannot_sign_in(organisation: Organisation) -> None:
    user = make_user(Role.REPORTER, organisation)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert "geen account" in _ask_code(Client(), user.email)


def test_account_that_becomes_inactive_is_out_at_once(organisation: Organisation) -> None:
    user = make_user(Role.REPORTER, organisation)
    client = sign_in(Client(), user)
    assert client.get(reverse("home")).status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(reverse("home")).status_code == 302


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_email",
        "account_reauthenticate",
        "socialaccount_connections",
    ],
)
def test_pages_of_passwords_and_sign_up_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_password_never_works(organisation: Organisation) -> None:
    user = User.objects.create_user("met@voorbeeld.example", password="Een-heel-lang-wachtwoord-1")
    assert not user.has_usable_password()
    assert not Client().login(email=user.email, password="Een-heel-lang-wachtwoord-1")


def test_rate_limit_refuses_the_fourth_code_in_a_minute(organisation: Organisation, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # never too late
    email = make_user(Role.REPORTER, organisation).email
    for _ in range(3):
        assert Client().post(reverse("account_login"), {"email": email}).status_code == 302
    assert Client().post(reverse("account_login"), {"email": email}).status_code == 200


def test_dead_cache_locks_nobody_out(organisation: Organisation) -> None:
    user = make_user(Role.REPORTER, organisation)
    client = Client()
    with patch("redis.client.Redis.execute_command", side_effect=CacheGone("gone")) as asked:
        code = _code(_ask_code(client, user.email))
        assert client.post(reverse("account_confirm_login_code"), {"code": code}).status_code == 302
        assert client.get(reverse("home")).status_code == 200
        assert asked.called


def test_other_site_cannot_be_the_next_page(organisation: Organisation) -> None:
    user = make_user(Role.REPORTER, organisation)
    client = Client()
    code = _code(_ask_code(client, user.email))
    url = reverse("account_confirm_login_code") + "?next=https://elders.example/"
    assert client.post(url, {"code": code}).url == reverse("home")


def test_admin_has_no_login_page_of_its_own(client_for: Callable[[Role | None], Client]) -> None:
    response = client_for(None).get("/beheer/login/")
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
