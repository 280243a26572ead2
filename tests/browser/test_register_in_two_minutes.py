"""Journey 1 with a stopwatch on a phone, with and without JavaScript, and on a second device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from incidents.choices import Status
from incidents.models import Incident, LightIncident
from participants.access import Role
from participants.models import User
from tests.browser.thumb import DICTATED, MOST_SECONDS, MOST_TAPS, Thumb, answer_questions, look_on_phone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PageFor = Callable[..., Page]


@pytest.fixture
def coordinator(users: dict[Role, User]) -> User:
    """Return the coordinator of the own organisation."""
    return users[Role.COORDINATOR]


@pytest.mark.parametrize("dictated", ["", DICTATED], ids=["only taps", "dictated"])
@pytest.mark.parametrize("has_javascript", [True, False], ids=["javascript", "no javascript"])
def test_register_in_two_minutes(
    coordinator: User, page_for: PageFor, dictated: str, has_javascript: bool, record_property: Any
) -> None:
    """From the start screen to the reference: below two minutes and fifteen taps, at human pace."""
    page = page_for(coordinator, width=375, java_script_enabled=has_javascript)
    page.goto("/voorvallen/")
    thumb = Thumb(page)
    thumb.read("Voorvallen")
    thumb.tap("Voorval melden")
    answer_questions(thumb, dictated=dictated)
    thumb.tap("Verstuur melding")
    thumb.read("Melding verstuurd")
    record_property("seconds", round(thumb.seconds))
    record_property("taps", thumb.taps)
    print(f"registered in {thumb.seconds:.0f} s with {thumb.taps} taps")
    assert thumb.taps <= MOST_TAPS
    assert thumb.seconds < MOST_SECONDS
    incident = Incident.objects.select_related("text").get()
    assert (incident.status, incident.text.narrative) == (Status.REPORTED, dictated)


def test_every_answer_is_saved_and_resumed_on_another_device(coordinator: User, page_for: PageFor) -> None:
    """Half a report on the phone; the rest at a desk."""
    phone = page_for(coordinator, width=375)
    phone.goto("/voorvallen/")
    thumb = Thumb(phone)
    thumb.tap("Voorval melden")
    thumb.read("Wat gebeurde er?")
    thumb.tap("Schelden of")
    thumb.tap("Verder")
    thumb.read("Wanneer was het?")
    expect(phone.locator(".register-foot")).to_contain_text("Bewaard om")
    desk = page_for(coordinator)
    desk.goto("/voorvallen/")
    desk.get_by_role("link", name="Concept van vandaag").click()
    expect(desk.locator(".check-list")).to_contain_text("schelden of beledigen")
    for label in ("Wanneer", "Waar", "Ernst"):
        desk.locator(".check-change a", has_text=label).click()
        Thumb(desk).tap({"Wanneer": "Zojuist", "Waar": "Telefoon", "Ernst": "Licht"}[label])
    desk.get_by_role("button", name="Verstuur melding").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Melding verstuurd")
    assert Incident.objects.get().status == Status.REPORTED


def test_light_incident_in_three_taps(coordinator: User, page_for: PageFor) -> None:
    """Start, kind, done."""
    page = page_for(coordinator, width=375)
    page.goto("/voorvallen/")
    page.get_by_role("link", name="Licht voorval tellen").click()
    page.get_by_role("button", name="Schelden of beledigen").click()
    expect(page.locator(".counted")).to_contain_text("Geteld sinds gisteren: 1")
    assert look_on_phone(page) == []
    page.get_by_role("link", name="Klaar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Voorvallen")
    assert LightIncident.objects.get().is_counted
    assert not Incident.objects.exists()
