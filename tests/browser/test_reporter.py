"""Somebody who reports now and then: sends a report, and sees that one and no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from incidents.models import Incident
from participants.access import Role
from participants.models import Organisation, User
from tests.browser.test_coordinator import report_incident
from tests.factories.incidents import IncidentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_report_and_follow_the_own_report(
    users: dict[Role, User], organisation: Organisation, page_for: Callable[..., Page]
) -> None:
    """A report of a colleague stays hidden, also for who knows its address."""
    other = IncidentFactory(organisation=organisation)
    page = page_for(users[Role.REPORTER], width=375)
    report_incident(page, see=lambda page: None)
    page.get_by_role("link", name="Bekijk de melding").click()
    own = Incident.objects.get(reporter=users[Role.REPORTER])
    expect(page.get_by_role("heading", level=1)).to_have_text(own.reference)
    page.goto("/voorvallen/lijst")
    expect(page.locator("main")).to_contain_text(own.reference)
    expect(page.locator("main")).not_to_contain_text(other.reference)
    response = page.goto(f"/voorvallen/{other.reference}")
    assert response is not None
    assert response.status == 404
