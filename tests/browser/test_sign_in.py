"""Signing in as people do: an address, the code from the mail and, for who needs it, the code of the app."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from playwright.sync_api import Page, expect

from core.models import OutgoingMail
from participants.access import Role
from participants.models import User
from tests.browser.crawl import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PageFor = Callable[..., Page]


@pytest.fixture(autouse=True)
def _forget_limits() -> None:
    cache.clear()


def sign_in_by_mail(page: Page, user: User) -> None:
    """Ask for a code and type the one that the mail brings."""
    page.goto("/")
    page.locator("[name=email]").fill(user.email)
    page.get_by_role("button", name="Stuur mij een code").click()
    page.locator("[name=code]").wait_for()
    assert look(page) == []
    text = OutgoingMail.objects.get(recipient=user.email).text
    found = re.search(r"^\s*([A-Z0-9]+-?[A-Z0-9]+)\s*$", text, re.MULTILINE)
    assert found, text
    page.locator("[name=code]").fill(found[1])
    page.get_by_role("button", name="Inloggen").click()


def app_code(secret: str) -> str:
    """Return what the app on the telephone shows."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_reporter_needs_the_mail_only(users: dict[Role, User], page_for: PageFor) -> None:
    """The code of the mail is the whole of it."""
    page = page_for()
    sign_in_by_mail(page, users[Role.REPORTER])
    expect(page.locator(".user-menu")).to_be_visible()


def test_coordinator_shows_the_app_too(users: dict[Role, User], page_for: PageFor) -> None:
    """After the mail comes the second step; without it no page opens."""
    user, secret = users[Role.COORDINATOR], generate_totp_secret()
    TOTP.activate(user, secret)
    page = page_for()
    sign_in_by_mail(page, user)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tweede stap")
    assert look(page) == []
    page.goto("/voorvallen/")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Voorvallen")
    page.goto("/account/inloggen/tweede-stap/")
    page.locator("[name=code]").fill(app_code(secret))
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.get_by_role("button", name="Nee, alleen nu inloggen").click()
    expect(page.locator(".user-menu")).to_be_visible()  # leaving before the answer would undo the sign-in
    page.goto("/voorvallen/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Voorvallen")


def test_coordinator_without_an_app_is_asked_to_set_one_up(users: dict[Role, User], page_for: PageFor) -> None:
    """The first time leads to the page where it is arranged."""
    page = page_for()
    sign_in_by_mail(page, users[Role.COORDINATOR])
    page.goto("/voorvallen/")
    assert "/account/beveiliging/" in page.url
    assert look(page) == []
