"""Attachments from a phone without JavaScript, and keeping the text of an old incident longer."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def private(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path


def photo(name: str) -> FilePayload:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(buffer, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def test_two_pictures_from_a_phone_without_javascript(
    users: dict[Role, User], organisation: Organisation, page_for: Callable[..., Page], violations: Callable[..., Any]
) -> None:
    incident = IncidentFactory(organisation=organisation, reporter=users[Role.REPORTER])
    page = page_for(users[Role.REPORTER], width=375, has_touch=True, is_mobile=True, java_script_enabled=False)
    page.goto(incident.get_absolute_url())
    page.get_by_text("Voeg bijlagen toe").click()
    expect(page.get_by_label("Of maak nu een foto")).to_be_visible()
    page.get_by_label("Kies bestanden").set_input_files([photo("schade.jpg"), photo("balie.jpg")])
    page.get_by_label("Of maak nu een foto").set_input_files([photo("nu.jpg")])
    page.get_by_role("button", name="Voeg toe").click()
    expect(page.locator("main")).to_contain_text("schade.jpg")
    for name in ("balie.jpg", "nu.jpg"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="schade.jpg", exact=True).click()
    assert download.value.suggested_filename == "schade.jpg"
    page.get_by_role("link", name="Verwijder nu.jpg").click()
    page.get_by_role("button", name="Verwijder").click()
    expect(page.locator("main")).not_to_contain_text("nu.jpg")


def test_the_pages_of_keeping_are_accessible(
    users: dict[Role, User], organisation: Organisation, page_for: Callable[..., Page], violations: Callable[..., Any]
) -> None:
    at = timezone.now() - timedelta(days=735)
    incident = IncidentFactory(organisation=organisation, at=at, saved_at=at, closed=True)
    for width, dark in ((375, True), (1280, False)):
        page = page_for(users[Role.COORDINATOR], width=width, dark=dark)
        for address in ("/voorvallen/bewaren", "/voorvallen/bewaren/register", "/voorvallen/bewaren/termijn"):
            page.goto(address)
            assert violations(page) == [], address
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.goto("/voorvallen/bewaren")
    page.get_by_role("link", name=f"Bewaar langer ({incident.reference})").click()
    page.get_by_text("er loopt een bezwaar of beroep").click()
    assert violations(page) == []
    page.get_by_role("button", name="Bewaar langer").click()
    expect(page.locator("main")).to_contain_text("er loopt een bezwaar of beroep")
    page.get_by_role("button", name="Laat de termijn weer lopen").click()
    expect(page.locator("main")).to_contain_text(incident.reference)
