"""A member of the board: one report, downloaded and read on the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from participants.access import Role
from participants.models import User
from tests.factories.reports import ReportFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_download_and_read_a_report(users: dict[Role, User], page_for: Callable[..., Page]) -> None:
    """From the first page to the file in one click more than the list; a concept is not there."""
    report = ReportFactory(published=True)
    concept = ReportFactory()
    page = page_for(users[Role.BOARD])
    page.goto("/")
    page.get_by_role("link", name="Rapporten").first.click()
    expect(page.locator("main")).not_to_contain_text(concept.title)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download pdf").first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    page.get_by_role("link", name="Lees op het scherm").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(report.title)
    expect(page.locator("main")).to_contain_text("Er doen 3 organisaties mee.")
