"""Support: puts an offered item in the cupboard and sends herself a proof of the newsletter."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from apothekerskast.models import Status
from core.models import OutgoingMail
from participants.access import Role
from participants.models import User
from tests.factories.apothekerskast import ItemFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PageFor = Callable[..., Page]


def test_put_an_offer_in_the_cupboard(users: dict[Role, User], page_for: PageFor) -> None:
    """In the admin: tick, choose, go."""
    item = ItemFactory(offered=True, title="Kaart bij de balie")
    page = page_for(users[Role.SUPPORT])
    page.goto("/beheer/apothekerskast/item/")
    page.locator("input.action-select").first.check()
    page.locator("select[name=action]").select_option(label="In de kast zetten")
    page.locator("button[name=index]").first.click()
    item.refresh_from_db()
    assert item.status == Status.PUBLISHED
    page.goto("/apothekerskast/")
    expect(page.locator("main")).to_contain_text("Kaart bij de balie")


def test_proof_of_a_newsletter(users: dict[Role, User], page_for: PageFor) -> None:
    """A subject, a block of what exists, a proof: one mail, to herself."""
    ItemFactory(title="Kaart bij de balie")
    page = page_for(users[Role.SUPPORT])
    page.goto("/nieuwsbrieven/")
    page.locator("[name=subject]").fill("Nieuws van het netwerk")
    page.get_by_role("button", name="Beginnen").click()
    page.get_by_role("button", name="Toevoegen").click()
    page.get_by_role("link", name="Voorbeeld bekijken").click()
    page.get_by_role("button", name="Stuur mij een proef").click()
    expect(page.locator("main, .messages").first).to_be_visible()
    mail = OutgoingMail.objects.get()
    assert mail.recipient == users[Role.SUPPORT].email
    assert "Nieuws van het netwerk" in mail.subject
    assert page.refused == []  # type: ignore[attr-defined]
