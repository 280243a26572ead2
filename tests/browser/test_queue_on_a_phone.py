"""The coordinator's queue with one thumb: the first incident without scrolling, filters folded, a line is a target."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from incidents.choices import Severity
from incidents.models import Unit
from participants.access import Role
from participants.models import Organisation, User
from tests.browser.crawl import look
from tests.factories.incidents import IncidentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PageFor = Callable[..., Page]
URL = "/voorvallen/lijst"
PHONE: dict[str, Any] = {"width": 375, "height": 667}


@pytest.fixture
def coordinator(users: dict[Role, User], organisation: Organisation) -> User:
    """Return a coordinator with a queue, and with every filter there is."""
    Unit.objects.create(organisation=organisation, name="Publiekszaken")
    IncidentFactory.create_batch(3, organisation=organisation, severity=Severity.LIGHT)
    IncidentFactory.create_batch(2, organisation=organisation, severity=Severity.HEAVY)
    return users[Role.COORDINATOR]


def on_phone(page: Page, address: str = URL) -> Page:
    page.set_viewport_size(PHONE)
    page.goto(address)
    return page


def bottom_of(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


FIRST = ".incident-list tbody tr"


@pytest.mark.parametrize("query", ["", "?status=&ernst=licht&behandelaar=niemand"])
@pytest.mark.parametrize("with_script", [True, False])
def test_the_first_incident_stands_on_the_first_screen(
    coordinator: User, page_for: PageFor, query: str, with_script: bool
) -> None:
    page = on_phone(page_for(coordinator, java_script_enabled=with_script), URL + query)
    assert bottom_of(page, FIRST) <= PHONE["height"]
    page.locator(".list-fold > summary").click()
    assert bottom_of(page, FIRST) > PHONE["height"], "with the filters open it does not: the measure measures"


def test_filters_open_by_keyboard_and_say_what_is_active(coordinator: User, page_for: PageFor) -> None:
    page = on_phone(page_for(coordinator))
    summary = page.locator(".list-fold > summary")
    assert not page.get_by_label("Ernst").is_visible()
    summary.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Ernst").select_option("zwaar")
    page.get_by_role("button", name="Toon").click()
    expect(summary).to_have_text(re.compile(r"Filters\s+\(1 actief\)\s+zwaar"))
    expect(page.locator(FIRST)).to_have_count(2)
    summary.click()
    page.get_by_role("link", name="Wis filters").click()
    expect(summary).to_have_text("Filters")
    expect(page.locator(FIRST)).to_have_count(5)


def test_the_tabs_are_one_row_and_the_one_at_hand_is_in_sight(coordinator: User, page_for: PageFor) -> None:
    page = on_phone(page_for(coordinator), URL + "?status=")
    places = [each.bounding_box() for each in page.locator(".queue-tabs a").all()]
    assert len({place["y"] for place in places if place}) == 1 and len(places) == 7
    current = page.locator(".queue-tabs [aria-current]").bounding_box()
    assert current and current["x"] >= 0 and current["x"] + current["width"] <= PHONE["width"]


def test_a_line_is_one_target_and_a_box_another(coordinator: User, page_for: PageFor) -> None:
    page = on_phone(page_for(coordinator))
    page.locator(".row-pick").first.click()
    expect(page.locator(".row-pick input").first).to_be_checked()
    assert bottom_of(page, ".list-actions") <= PHONE["height"], "what can be done with it stays in sight"
    page.locator(FIRST).nth(1).locator("[data-label=Status]").click(force=True)  # the link of the line lies over it
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^\w+-\w{5}$"))


def test_on_a_wide_screen_the_filters_are_there_without_a_press(coordinator: User, page_for: PageFor) -> None:
    page = page_for(coordinator)
    page.goto(URL)
    page.get_by_label("Ernst").select_option("zwaar")
    page.get_by_role("button", name="Toon").click()
    expect(page.locator(FIRST)).to_have_count(2)
    assert not page.locator(".list-fold > summary").is_visible()


@pytest.mark.parametrize("is_open", [True, False])
def test_the_queue_is_sound_on_a_phone(coordinator: User, page_for: PageFor, is_open: bool) -> None:
    page = on_phone(page_for(coordinator))
    if is_open:
        page.locator(".list-fold > summary").click()
    page.locator(".row-pick").first.click()
    assert look(page) == []
    assert page.refused == []  # type: ignore[attr-defined]


def test_an_answer_asks_only_what_belongs_to_it(
    coordinator: User, organisation: Organisation, page_for: PageFor
) -> None:
    incident = IncidentFactory(organisation=organisation, in_progress=True)
    page = on_phone(page_for(coordinator), f"/voorvallen/{incident.reference}/plicht/aangifte")
    day, reasons = page.locator("#id_done_on"), page.get_by_text("het niet strafbaar is")
    assert not day.is_visible() and not reasons.is_visible()
    page.get_by_text("Gedaan", exact=True).click()
    assert day.is_visible() and not reasons.is_visible()
    page.get_by_text("Niet nodig", exact=True).click()
    assert reasons.is_visible() and not day.is_visible()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator(".error-summary")).to_contain_text("Kies waarom")
    assert reasons.is_visible()
    reasons.click()
    assert look(page) == []
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(incident.reference)
