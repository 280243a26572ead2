"""Without an account: answer an invitation and choose what to receive, by a signed link, also without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from core.links import sign
from meetings.links import answer_url
from meetings.models import Answer
from newsletters.letters import PREFERENCES_PURPOSE
from newsletters.models import SubscriptionStatus
from tests.browser.crawl import look
from tests.factories.meetings import InvitationFactory
from tests.factories.newsletters import SubscriptionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False], ids=["javascript", "without"])
def test_answer_an_invitation(script: bool, page_for: Callable[..., Page]) -> None:
    """One tap; changing the answer is one more."""
    invitation = InvitationFactory()
    page = page_for(width=375, java_script_enabled=script)
    page.goto(urlsplit(answer_url(invitation)).path)
    page.get_by_role("button", name="Ja, ik kom").click()
    expect(page.locator("main")).to_contain_text("U komt. Fijn!")
    page.get_by_role("button", name="Nee, ik kom niet").click()
    invitation.refresh_from_db()
    assert invitation.answer == Answer.NO
    if script:
        assert look(page) == []


def test_stop_a_newsletter(page_for: Callable[..., Page]) -> None:
    """The preferences open by the link of a mail, without signing in."""
    subscription = SubscriptionFactory()
    page = page_for()
    page.goto(reverse("newsletters:preferences", args=[sign(PREFERENCES_PURPOSE, str(subscription.pk))]))
    expect(page.locator("main")).to_contain_text(subscription.email)
    assert look(page) == []
    page.get_by_text("Geen nieuwsbrief meer").click()
    page.get_by_role("button", name="Bewaren").click()
    expect(page.locator("main")).to_contain_text("U ontvangt de nieuwsbrief niet meer.")
    subscription.refresh_from_db()
    assert subscription.status == SubscriptionStatus.STOPPED
