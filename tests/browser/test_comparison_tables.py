"""The comparison of two rounds with its tables open: nothing sticks out, on a phone nor on a desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page

from incidents.rounds.editions import publish_comparisons
from participants.access import Role
from participants.models import User
from tests.factories.incidents import MeasurementRoundFactory, local
from tests.incidents.rounds.comparison.comparing import NOW, RISE, fill, freeze

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OVER = "document.documentElement.scrollWidth - innerWidth"
OPEN = "document.querySelectorAll('main details').forEach(each => { each.open = true })"
WIDENING = """document.querySelectorAll('.round-pictures').forEach(each => {
    each.style.gridTemplateColumns = '1fr 1fr' })"""


@pytest.mark.parametrize("width", [375, 1280])
def test_open_tables_do_not_widen_the_page(
    transactional_db: None, request: pytest.FixtureRequest, page_for: Callable[..., Page], width: int
) -> None:
    rounds = (
        MeasurementRoundFactory(code="0", opened_at=local(2014, 5, 1)),
        MeasurementRoundFactory(
            code="1",
            first_on=date(2015, 3, 1),
            last_on=date(2015, 3, 31),
            freeze_on=date(2015, 5, 1),
            opened_at=local(2015, 3, 1),
        ),
    )
    fill(rounds, RISE, serious=(20, 15), fte=400)
    freeze(rounds)
    assert publish_comparisons(at=NOW) == 1
    users: dict[Role, User] = request.getfixturevalue("users")  # after it: their organisation is in no panel
    page = page_for(users[Role.BOARD], width=width)
    page.goto("/voorvallen/vergelijking")
    assert page.locator(".round-pictures details").count() == 2
    page.evaluate(OPEN)
    assert page.evaluate(OVER) <= 0
    page.evaluate(WIDENING)
    assert page.evaluate(OVER) > 0, "the negative control: columns as wide as their tables"
