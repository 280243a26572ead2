"""Every page that a role can reach by links, with the demonstration in it; all faults are told at once."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from playwright.sync_api import Page

from participants import demo_data
from participants.access import Role
from participants.models import User
from tests.browser.crawl import Crawl, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PageFor = Callable[..., Page]
ADMIN = {Role.PROJECT_LEADER, Role.SUPPORT}


def test_every_page_is_sound(page_for: PageFor, capsys: pytest.CaptureFixture[str]) -> None:
    """Status 200, nothing in the console, nothing refused or missing, axe in light and dark, no scrolling at 320."""
    call_command("load_demo", stdout=StringIO())
    crawl = Crawl()
    for account in demo_data.ACCOUNTS:
        if account.key not in set(Role):
            continue
        page = page_for(User.objects.get(email=account.email))
        root = page_root(page)
        starts = [root, f"{root}beheer/"] if account.role in ADMIN else [root]
        crawl.walk(page, account.key, starts, limit=150)
    crawl.walk(page_for(), "guest", [page_root(page), f"{root}nieuwsbrieven/aanmelden/"], limit=20)
    with capsys.disabled():
        print(f"\n{len(crawl.visited)} pages, {len({pattern for _, pattern in crawl.visited})} patterns, ", end="")
        print(f"{len(crawl.shapes)} seen by axe")
    assert not crawl.faults, "\n" + "\n".join(crawl.faults)


def page_root(page: Page) -> str:
    """Return the address of the live server, to which the pages belong."""
    page.goto("/contact/")
    return page.url.removesuffix("contact/")


def test_control_faults_are_seen(users: dict[Role, User], page_for: PageFor) -> None:
    """A picture without words and a part that is too wide are both told."""
    page = page_for(users[Role.PROJECT_LEADER])
    page.goto("/contact/")
    page.evaluate(
        """() => {
            const wide = document.createElement("img");
            wide.width = 900;
            document.querySelector("main").append(wide);
        }"""
    )
    told = " ".join(look(page))
    assert "image-alt" in told
    assert "too wide" in told
