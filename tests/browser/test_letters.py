"""A poster on a telephone until the queue of the coordinator, and a letter until the clock stands still."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from incidents.choices import DutyKind, DutyState
from incidents.models import Incident, MiniReport
from incidents.posters import token_of
from participants.access import Role
from participants.models import Organisation, User
from tests.browser.crawl import look
from tests.factories.incidents import IncidentFactory
from tests.factories.incidents_letters import PosterFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PageFor = Callable[..., Page]


def see(page: Page, faults: list[str]) -> None:
    """Remember what is wrong with a page."""
    width = page.viewport_size
    faults.extend(f"{page.title()}: {fault}" for fault in look(page))
    if width:
        page.set_viewport_size(width)


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_from_the_poster_to_the_queue(
    users: dict[Role, User], organisation: Organisation, page_for: PageFor, javascript: bool
) -> None:
    """Five taps and a name that is asked about once; the coordinator confirms, and only then it is in the queue."""
    poster = PosterFactory(organisation=organisation, label="Kantine")
    faults: list[str] = []
    phone = page_for(width=375, java_script_enabled=javascript)
    phone.goto(f"/m/{token_of(poster)}")
    expect(phone.locator(".safe-line")).to_contain_text("112")
    for words in ("Bedreigen", "Zojuist", "Balie", "Middel"):
        phone.locator("label.answer").filter(has_text=words).first.click()
    phone.get_by_label("In een paar woorden (mag leeg)").fill("Meneer Jansen dreigde.")
    phone.get_by_role("button", name="Verstuur").click()
    expect(phone.locator(".gentle")).to_contain_text("Er is nog niets verstuurd")
    assert MiniReport.objects.count() == 0
    phone.get_by_label("In een paar woorden (mag leeg)").fill("De bezoeker dreigde.")
    phone.get_by_role("button", name="Verstuur").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Bedankt voor uw melding")
    if javascript:
        see(phone, faults)
    assert phone.context.cookies() == []

    page = page_for(users[Role.COORDINATOR], java_script_enabled=javascript)
    page.goto("/voorvallen/lijst")
    expect(page.locator("main")).not_to_contain_text("Bedreigen")
    page.goto("/")
    line = page.locator(".today-sentence").get_by_text("1 melding via de poster wacht op uw oordeel.")
    expect(line).to_be_visible()
    page.goto("/voorvallen/postermeldingen")
    page.locator("main .letter-list a").click()
    page.get_by_role("button", name="Bevestig de melding").click()
    incident = Incident.objects.get()
    expect(page.get_by_role("heading", level=1)).to_contain_text(incident.reference)
    page.goto("/voorvallen/lijst")
    expect(page.locator("main")).to_contain_text(incident.reference)
    assert (incident.source_system, incident.reporter, incident.clock_stopped_at) == ("poster", None, None)
    assert faults == []


def test_a_letter_until_the_clock_stands_still(
    users: dict[Role, User], organisation: Organisation, page_for: PageFor
) -> None:
    """Taking a letter along leaves the clock running; saying that it was sent stops it."""
    incident = IncidentFactory(organisation=organisation, location="Spreekkamer 2")
    faults: list[str] = []
    page = page_for(users[Role.COORDINATOR], width=375)
    page.goto(incident.get_absolute_url())
    page.get_by_role("link", name="Maak een brief").first.click()
    see(page, faults)
    page.get_by_role("link", name="Waarschuwingsbrief").click()
    see(page, faults)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download als Word").click()
    assert waiting.value.suggested_filename == f"waarschuwing-{incident.reference}.docx"
    incident.refresh_from_db()
    assert incident.clock_stopped_at is None
    page.get_by_role("link", name="De brief is verstuurd").click()
    see(page, faults)
    page.get_by_role("button", name="Leg vast").click()
    expect(page.locator("main")).to_contain_text("De klok staat stil.")
    incident.refresh_from_db()
    assert incident.clock_stopped_at is not None
    assert incident.duties.get(kind=DutyKind.REACTION).state == DutyState.DONE
    assert faults == []
