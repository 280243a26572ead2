"""The frame and its components in a real browser: no fault of accessibility, nothing refused, no sideways scrolling."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from participants.access import Role
from participants.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PageFor = Callable[..., Page]
Violations = Callable[[Page], list[str]]


@pytest.fixture
def leader(users: dict[Role, User]) -> User:
    """Return somebody who sees most."""
    return users[Role.PROJECT_LEADER]


def visit(page: Page, path: str) -> None:
    """Open a page and be sure that it is the page itself, not an error."""
    response = page.goto(path, wait_until="networkidle")
    assert response is not None
    assert response.status == (404 if path == "/bestaat-niet/" else 200), path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(dark: bool, leader: User, page_for: PageFor, violations: Violations) -> None:
    """A, AA and 2.2, light and dark."""
    page = page_for(leader, dark=dark)
    found = {}
    for path in ("/onderdelen/", "/", "/contact/", "/bestaat-niet/", "/beheer/"):
        visit(page, path)
        found[path] = violations(page)
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_control_axe_finds_a_fault(leader: User, page_for: PageFor, violations: Violations) -> None:
    """A picture without words is seen."""
    page = page_for(leader)
    page.goto("/onderdelen/")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert any("image-alt" in fault for fault in violations(page))


def test_no_sideways_scrolling(leader: User, page_for: PageFor) -> None:
    """From 320 points, which is also 1280 at 400 %."""
    page = page_for(leader)
    wide = []
    for path in ("/onderdelen/", "/", "/beheer/"):
        visit(page, path)
        for width in (320, 640, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((path, width))
    assert wide == []


def test_policy_refuses_nothing(leader: User, page_for: PageFor) -> None:
    """No message about a refused style, script, picture or letter."""
    page = page_for(leader)
    for path in ("/onderdelen/", "/", "/beheer/"):
        visit(page, path)
    said = [text for text in page.refused if "Autofocus" not in text]  # type: ignore[attr-defined]
    assert said == []


def test_focus_goes_to_the_summary_and_from_there_to_the_field(leader: User, page_for: PageFor) -> None:
    """The summary has the focus; its link lands on the field."""
    page = page_for(leader)
    page.goto("/onderdelen/")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert page.title().startswith("Fout: ")
    page.get_by_role("link", name="Wat gebeurde er?").click()
    assert page.evaluate("document.activeElement.id") == "fout_kinds_0"


def test_menus_work_without_javascript(leader: User, page_for: PageFor) -> None:
    """On a phone, without script: the menu opens, the user menu opens, the skip link works."""
    page = page_for(leader, width=375, java_script_enabled=False)
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#inhoud")
    page.locator(".nav-small summary").click()
    assert page.locator(".nav-small").get_by_role("link", name="Beheer").is_visible()
    page.locator(".user-menu summary").click()
    assert page.get_by_role("button", name="Uitloggen").is_visible()


def test_escape_closes_a_menu_and_gives_the_focus_back(leader: User, page_for: PageFor) -> None:
    """With script an open menu does not stay in the way."""
    page = page_for(leader)
    page.goto("/")
    page.locator(".user-menu summary").click()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Uitloggen").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_what_is_pressed_is_large_enough(leader: User, page_for: PageFor) -> None:
    """Targets are 24 points or more (2.5.8); links within a sentence are exempt."""
    page = page_for(leader, width=375)
    page.goto("/onderdelen/")
    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
        .filter((part) => part.offsetParent && !part.closest("p, dd, .error-summary"))
        .map((part) => [part.outerHTML.slice(0, 90), part.getBoundingClientRect()])
        .filter(([, box]) => box.width && (box.height < 24 || box.width < 24)).map(([html]) => html)"""
    )
    assert small == []


def test_page_is_light(leader: User, page_for: PageFor) -> None:
    """Everything that the start page needs stays below 200 kB as it travels (compressed)."""
    page = page_for(leader)
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(gzip.compress(response.body()))))
    page.goto("/", wait_until="networkidle")
    assert sum(sizes) < 200_000
