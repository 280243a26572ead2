"""That organisations had nothing is told of several at once, and never by who confirms or is opened again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from incidents.models import MeasurementRound, OrganisationRound
from incidents.rounds.freeze import freeze_due
from incidents.services.rounds import reopen_participation
from participants.access import Role
from participants.models import User
from tests.factories.incidents import OrganisationRoundFactory
from tests.incidents.rounds.stating import LATE, Users

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db


def told(client_for: ClientFor, measurement: MeasurementRound) -> tuple[bool, bool]:
    """Tell whether the board and the page of completeness say how many had nothing."""
    client = client_for(Role.PROJECT_LEADER)
    board = client.get(reverse("incidents:round_board", args=[measurement.pk])).content.decode()
    complete = client.get(reverse("incidents:completeness")).content.decode()
    assert "2 bevestigd" in complete or "3 bevestigd" in complete
    return "uitdrukkelijk geen voorvallen" in board, "zonder voorvallen" in complete


@pytest.mark.parametrize("nil", [2, 3])
def test_nil_is_told_of_three_and_after_the_freeze(
    client_for: ClientFor, measurement: MeasurementRound, nil: int
) -> None:
    OrganisationRoundFactory.create_batch(
        nil, round=measurement, nil=True, source="counts", organisation__joined_on="2014-01-01"
    )
    assert told(client_for, measurement) == (False, False), "the next one to confirm would be seen to have nothing"
    freeze_due(LATE)
    assert told(client_for, measurement) == (nil == 3, nil == 3)


def test_opening_one_again_does_not_tell_that_it_had_nothing(measurement: MeasurementRound, users: Users) -> None:
    OrganisationRoundFactory.create_batch(
        4, round=measurement, nil=True, source="counts", organisation__joined_on="2014-01-01"
    )
    freeze_due(LATE)
    measurement.refresh_from_db()
    row = OrganisationRound.objects.all()[0]
    reopen_participation(row=row, actor=users[Role.PROJECT_LEADER], reason="Nagekomen", reopened_at=LATE)
    rows = list(OrganisationRound.objects.all())
    assert measurement.nil_told(rows) == 4
    assert sum(each.is_nil for each in rows) == 3, "the negative control: what is true now differs by that one"
