"""Browser journeys run in the Chromium of the system; without one they are skipped, and the reason is printed."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Error, Page
from pytest_django.live_server_helper import LiveServer

from participants.models import User
from tests.helpers import sign_in

AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright keeps a loop; the database is used beside it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder, and skip it without a browser."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: apt install chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the browser of the system; root cannot have its sandbox."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": [*FLAGS, *sandbox]}


@pytest.fixture
def page_for(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Return a function that gives a page of a certain width, light or dark, signed in when an account is given.

    `page.refused` gathers what the console says, the refusals of the content security policy among it.
    """
    contexts = []

    def make(user: User | None = None, *, width: int = 1280, dark: bool = False, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            base_url=live_server.url,
            locale="nl-NL",
            **options,
        )
        contexts.append(context)
        if user is not None:
            session = sign_in(Client(), user).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.refused = []  # type: ignore[attr-defined]
        page.on("console", lambda message: page.refused.append(message.text))  # type: ignore[attr-defined]
        return page

    yield make
    for context in contexts:
        for page in context.pages:
            with contextlib.suppress(Error):  # what is still asked would meet tables that are being emptied
                page.wait_for_load_state("networkidle", timeout=3000)
        context.close()


@pytest.fixture
def violations() -> Callable[[Page], list[str]]:
    """Return a function that lists what axe finds on a page, one line a fault."""
    from axe_playwright_python.sync_playwright import Axe

    def find(page: Page) -> list[str]:
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE}}).response["violations"]
        return [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]

    return find
