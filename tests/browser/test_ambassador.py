"""The ambassador: who takes part, and the figures of the region."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from participants.access import Role
from participants.models import Organisation, User
from tests.factories.participants import OrganisationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_participants_and_region(
    users: dict[Role, User], organisation: Organisation, page_for: Callable[..., Page]
) -> None:
    """Everybody's name; the own sector in full, another only by name; figures of the region, no incident."""
    OrganisationFactory(name="Gemeente Elders")
    page = page_for(users[Role.AMBASSADOR])
    page.goto("/")
    page.get_by_role("link", name="Deelnemers").first.click()
    expect(page.locator("main")).to_contain_text("Gemeente Elders")
    page.locator("main").get_by_role("link", name=organisation.name).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(organisation.name)
    response = page.goto("/voorvallen/cijfers/regio")
    assert response is not None
    assert response.status == 200
    assert page.goto("/voorvallen/lijst").status == 403  # type: ignore[union-attr]
