"""The coordinator in a browser: a report on a phone, a duty done, the nine cards; and a report without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from incidents.choices import DutyState, Status
from incidents.models import Incident
from participants.access import Role
from participants.models import Organisation, User
from tests.browser.crawl import look
from tests.factories.incidents import IncidentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PageFor = Callable[..., Page]
SCREENS = [
    ("Wat gebeurde er?", ["Schelden of", "Verder"]),
    ("Wanneer was het?", ["Zojuist"]),
    ("Waar was het?", ["Balie"]),
    ("Hoe erg was het?", ["Licht"]),
    ("Is bekend wie het deed?", ["Ja"]),
    ("Wat is er al gedaan?", ["Verder"]),
    ("Kort, in eigen woorden", ["Verder"]),
    ("Klopt dit?", ["Verstuur melding"]),
]


def tap(page: Page, words: str) -> None:
    """Press the tile or button that begins with these words."""
    main = page.locator("main")
    main.locator("label.answer, button").filter(has_text=words).filter(visible=True).first.click()


def report_incident(page: Page, *, see: Callable[[Page], None]) -> int:
    """Go through every screen of the report and return the number of taps; `see` looks at each screen."""
    page.goto("/voorvallen/")
    taps = 1
    tap(page, "Voorval melden")
    for question, answers in SCREENS:
        expect(page.get_by_role("heading", level=1)).to_have_text(question)
        see(page)
        for answer in answers:
            tap(page, answer)
            taps += 1
    expect(page.get_by_role("heading", level=1)).to_have_text("Melding verstuurd")
    see(page)
    return taps


@pytest.fixture
def coordinator(users: dict[Role, User]) -> User:
    """Return the coordinator of the own organisation."""
    return users[Role.COORDINATOR]


def test_report_on_a_phone(coordinator: User, page_for: PageFor) -> None:
    """Ten taps and no typing; every screen is sound."""
    page, faults = page_for(coordinator, width=375), []

    def see(page: Page) -> None:
        faults.extend(f"{page.title()}: {fault}" for fault in look(page))

    taps = report_incident(page, see=see)
    incident = Incident.objects.get()
    assert taps <= 11
    assert faults == []
    assert (incident.status, incident.reporter) == (Status.REPORTED, coordinator)
    assert page.refused == []  # type: ignore[attr-defined]


def test_report_without_javascript(coordinator: User, page_for: PageFor) -> None:
    """The same screens and as many taps."""
    page = page_for(coordinator, width=375, java_script_enabled=False)
    assert report_incident(page, see=lambda page: None) <= 11
    assert Incident.objects.get().status == Status.REPORTED


def test_duty_is_done(coordinator: User, organisation: Organisation, page_for: PageFor) -> None:
    """From the line in Vandaag through the list to the incident: the reaction is answered, and its light says so."""
    incident = IncidentFactory(organisation=organisation, overdue=True)
    page = page_for(coordinator)
    page.goto("/")
    page.locator("main a", has_text="Bekijk").first.click()
    page.get_by_role("link", name=incident.reference).first.click()
    page.locator(".lights a").first.click()
    page.get_by_text("Gedaan", exact=True).click()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator(".light").first).to_contain_text("klaar")
    assert incident.duties.filter(state=DutyState.DONE).count() == 1
    assert look(page) == []


def test_nine_cards(coordinator: User, organisation: Organisation, page_for: PageFor) -> None:
    """Fill two of nine; the rest stays unanswered."""
    page = page_for(coordinator)
    page.goto(f"/maatregelen/stand/{organisation.pk}/")
    page.get_by_role("link", name="Kaarten invullen").click()
    assert look(page) == []
    groups = page.locator(".measure-card")
    for place in (0, 1):
        groups.nth(place).locator(".choice-label").nth(2).click()
    page.get_by_role("button", name="Kaarten opslaan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(organisation.name)
    assert organisation.measure_states.count() == 2
