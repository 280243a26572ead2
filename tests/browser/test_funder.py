"""The ministry: reads what is published, and offers something for the cupboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from apothekerskast.models import Item, Status
from participants.access import Role
from participants.models import User
from tests.factories.reports import ReportFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_read_a_report_and_offer_an_item(users: dict[Role, User], page_for: Callable[..., Page]) -> None:
    """What is offered waits for the project leader."""
    report = ReportFactory(published=True)
    page = page_for(users[Role.FUNDER])
    page.goto("/rapporten/")
    page.get_by_role("link", name="Lees op het scherm").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(report.title)

    page.goto("/apothekerskast/")
    page.get_by_role("link", name="Iets aanbieden").click()
    page.get_by_role("button", name="Aanbieden").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator("[name=title]").fill("Handreiking huisregels")
    page.locator("[name=summary]").fill("Landelijk voorbeeld van huisregels.")
    page.locator("[name=body]").fill("Neem over, pas aan en hang op.")
    page.get_by_text("Norm", exact=True).click()
    page.get_by_role("button", name="Aanbieden").click()
    expect(page.locator("main")).to_contain_text("Handreiking huisregels")
    assert Item.objects.get().status == Status.OFFERED
