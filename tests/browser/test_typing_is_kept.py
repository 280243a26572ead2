"""What somebody typed is still there after the session ended half-way, and nowhere once it is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from incidents.models import Incident
from participants.access import Role
from participants.models import Organisation, User
from tests.browser.test_register_without_signal import ready
from tests.factories.incidents import IncidentFactory
from tests.helpers import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PageFor = Callable[..., Page]
WORDS = "De bezoeker sloeg op de balie."
WAITS = "sessionStorage.getItem('vpt-getypt')"


@pytest.fixture
def draft(users: dict[Role, User], organisation: Organisation) -> Incident:
    made: Incident = IncidentFactory(draft=True, organisation=organisation, reporter=users[Role.COORDINATOR])
    return made


def expire(page: Page) -> None:
    """Let the session end, as it does after ten hours."""
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def sign_in_again(page: Page, user: User) -> None:
    """Give the browser a new session."""
    session = sign_in(Client(), user).cookies[settings.SESSION_COOKIE_NAME].value
    origin = page.evaluate("location.origin")
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": origin}])


def send_after_the_end(page: Page, draft: Incident) -> None:
    """Send words once the session has ended: the portal asks to sign in, and they wait in the tab."""
    page.goto(f"/voorvallen/melden/{draft.reference}/woorden")
    expire(page)
    page.locator("#id_narrative").fill(WORDS)
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")
    assert WORDS in page.evaluate(WAITS)


def test_words_of_a_report_come_back_after_signing_in(
    users: dict[Role, User], draft: Incident, page_for: PageFor
) -> None:
    user = users[Role.COORDINATOR]
    page = page_for(user, width=375)
    address = f"/voorvallen/melden/{draft.reference}/woorden"
    page.goto(address)
    expire(page)
    page.locator("#id_narrative").press_sequentially(WORDS)
    expect(page.locator("#bewaard")).to_contain_text("Niet bewaard: u bent niet meer ingelogd")
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")
    sign_in_again(page, user)
    page.goto(address)
    expect(page.locator("#id_narrative")).to_have_value(WORDS)
    expect(page.locator("#bewaard")).to_contain_text("Bewaard om")
    assert page.evaluate(WAITS) is None
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Klopt dit?")
    assert page.evaluate(WAITS) is None


def test_without_signal_the_phone_keeps_the_words_and_the_tab_does_not(
    users: dict[Role, User], draft: Incident, page_for: PageFor
) -> None:
    """The words leave the phone when the report is sent; a second copy in the tab would stay."""
    page = page_for(users[Role.COORDINATOR], width=375)
    ready(page)
    page.goto(f"/voorvallen/melden/{draft.reference}/woorden")
    page.context.set_offline(True)
    page.locator("#id_narrative").fill(WORDS)
    page.get_by_role("button", name="Verder").click()
    expect(page.locator("main h1").filter(visible=True)).to_have_text("Klopt dit?")
    (report,) = page.evaluate("vptKept.reports()")
    assert WORDS in str(report)
    assert page.evaluate(WAITS) is None


def test_another_account_in_the_same_tab_gets_nothing(
    users: dict[Role, User], draft: Incident, page_for: PageFor
) -> None:
    page = page_for(users[Role.COORDINATOR], width=375)
    send_after_the_end(page, draft)
    sign_in_again(page, users[Role.REPORTER])
    page.goto("/voorvallen/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate(WAITS) is None


@pytest.mark.parametrize(("minutes", "is_kept"), [(119, True), (121, False)])
def test_words_wait_two_hours_at_most_also_on_the_page_for_signing_in(
    minutes: int, is_kept: bool, users: dict[Role, User], draft: Incident, page_for: PageFor
) -> None:
    page = page_for(users[Role.COORDINATOR], width=375)
    send_after_the_end(page, draft)
    page.clock.install()
    page.reload()
    page.clock.fast_forward(minutes * 60_000)
    assert (page.evaluate(WAITS) is not None) is is_kept
