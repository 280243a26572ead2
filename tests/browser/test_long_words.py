"""One word without a space, as a dictated text or a copied address may hold: no page becomes wider than the phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from incidents.models import IncidentSettings
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory
from tests.factories.incidents_letters import MiniReportFactory, PosterFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORD = "W" * 110
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_a_long_word_makes_no_page_wider(
    users: dict[Role, User], organisation: Organisation, page_for: Callable[..., Page]
) -> None:
    user = users[Role.COORDINATOR]
    IncidentSettings.objects.create(organisation=organisation, police_contact=WORD, prosecution_contact=WORD)
    incident = IncidentFactory(organisation=organisation, reporter=user, location=WORD, narrative=WORD)
    draft = IncidentFactory(organisation=organisation, reporter=user, draft=True, location=WORD, narrative=WORD)
    mini = MiniReportFactory(poster=PosterFactory(organisation=organisation), organisation=organisation, words=WORD)
    own, going = f"/voorvallen/{incident.reference}", f"/voorvallen/melden/{draft.reference}"
    addresses = [
        *(own, f"{own}/brieven/waarschuwing", f"{own}/aangifte", f"{own}/plicht/aangifte", f"{own}/gegevens/waar"),
        *("/voorvallen/instellingen", f"/voorvallen/postermeldingen/{mini.pk}", "/voorvallen/lijst"),
        *(f"{going}/waar", f"{going}/controle"),
    ]
    page = page_for(user, width=375)
    wide = {}
    for address in addresses:
        page.goto(address)
        assert page.locator("h1").count() == 1, address
        wide[address] = page.evaluate(WIDER)
    assert {address: width for address, width in wide.items() if width > 0} == {}
    page.goto(own)
    page.evaluate("document.querySelectorAll('main *').forEach((part) => { part.style.overflowWrap = 'normal'; })")
    assert page.evaluate(WIDER) > 0
