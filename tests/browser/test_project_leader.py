"""The project leader: from Vandaag to a meeting with its answers, and a report from asking to publishing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from core import jobs
from core.models import OutgoingMail
from meetings.models import Meeting
from participants.access import Role
from participants.models import User
from reports.models import Report
from tests.browser.crawl import look
from tests.factories.meetings import MeetingTypeFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PageFor = Callable[..., Page]


@pytest.fixture
def leader(users: dict[Role, User]) -> User:
    """Return the project leader."""
    return users[Role.PROJECT_LEADER]


def test_plan_a_meeting_and_invite(leader: User, users: dict[Role, User], page_for: PageFor) -> None:
    """Vandaag, a type, a day, guests, the invitation, the answers: no address typed, one mail a guest."""
    kind = MeetingTypeFactory(name="Rondetafel")
    page = page_for(leader)
    page.goto("/beheer/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/bijeenkomsten/")
    page.get_by_role("link", name="Bijeenkomst plannen").first.click()
    page.locator("main").get_by_role("link", name=kind.name).click()
    day = timezone.localdate() + timedelta(days=30)
    for name, value in {"title": "Melden in de praktijk", "day": f"{day:%Y-%m-%d}", "begins": "14:00"}.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=ends]").fill("16:00")
    page.get_by_role("button", name="Bewaar en kies gasten").click()
    page.get_by_role("button", name="Verder naar de uitnodiging").click()
    page.get_by_role("button", name="Verstuur naar 1 mens").click()
    meeting = Meeting.objects.get()
    page.goto(f"/bijeenkomsten/{meeting.pk}/antwoorden/")
    expect(page.locator("main")).to_contain_text("nog geen antwoord")
    assert look(page) == []
    assert OutgoingMail.objects.get().recipient == users[Role.COORDINATOR].email


def test_make_and_publish_a_report(leader: User, page_for: PageFor) -> None:
    """The job draws the PDF; after publishing it has a number and does not change."""
    page = page_for(leader)
    page.goto("/rapporten/")
    page.get_by_role("link", name="Rapport maken").first.click()
    page.locator("[name=opening]").fill("Het netwerk groeit.")
    page.get_by_role("button", name="Rapport maken").click()
    expect(page.locator("main")).to_contain_text("Het rapport wordt gemaakt.")
    assert jobs.run_waiting() == 1
    page.get_by_role("link", name="Kijk of het klaar is").click()
    assert look(page) == []
    page.get_by_role("button", name="Publiceren voor bestuur en ministerie").click()
    expect(page.locator("main")).to_contain_text("Editie 1")
    report = Report.objects.get()
    assert report.pdf is not None
    assert report.number == 1
