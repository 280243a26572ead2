"""Opening a round: who is asked, and who may open it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core.models import AuditEvent
from incidents.models import OrganisationRound
from incidents.rounds.filling import possible_days
from incidents.services.rounds import open_round, participants_of
from participants.access import Role
from participants.models import OrganisationSize
from tests.factories.incidents import MeasurementRoundFactory
from tests.factories.participants import OrganisationFactory
from tests.incidents.rounds.stating import AFTER, DURING, State, Users

pytestmark = pytest.mark.django_db


def test_opening_asks_who_took_part_in_the_days(users: Users) -> None:
    first = MeasurementRoundFactory(code="0")
    second = MeasurementRoundFactory(
        code="1", first_on=date(2015, 3, 1), last_on=date(2015, 3, 31), freeze_on=date(2015, 5, 1)
    )
    heir = OrganisationFactory(name="Krimpenerwaard", joined_on=date(2015, 1, 1))
    merged = [
        OrganisationFactory(joined_on=date(2014, 4, 3), ended_on=date(2014, 12, 31), successor=heir) for _ in range(5)
    ]
    stayer = OrganisationFactory(joined_on=date(2014, 4, 3))
    halfway = OrganisationFactory(joined_on=date(2014, 6, 1))
    OrganisationFactory(joined_on=None)
    assert {*merged, stayer, halfway} <= set(participants_of(first))
    assert heir not in set(participants_of(first))
    assert {heir, stayer, halfway} <= set(participants_of(second))
    assert not set(merged) & set(participants_of(second))
    OrganisationSize.objects.update_or_create(organisation=stayer, year=2014, defaults={"employees": 321, "fte": 300})
    open_round(measurement=first, actor=users[Role.PROJECT_LEADER], opened_at=DURING)
    rows = {each.organisation: each for each in OrganisationRound.objects.filter(round=first)}
    assert set(rows) == set(participants_of(first))
    assert (rows[stayer].employees, rows[stayer].days_covered, rows[stayer].state) == (321, 61, State.NOT_STARTED)
    assert rows[halfway].days_covered == 30 == possible_days(halfway, first)


def test_opening_again_adds_only_who_came_since(users: Users) -> None:
    measurement = MeasurementRoundFactory()
    OrganisationFactory(joined_on=date(2014, 1, 1))
    number = open_round(measurement=measurement, actor=users[Role.PROJECT_LEADER], opened_at=DURING)
    assert number == OrganisationRound.objects.count() > 0
    OrganisationFactory(joined_on=date(2014, 6, 30))
    assert open_round(measurement=measurement, actor=users[Role.PROJECT_LEADER], opened_at=AFTER) == 1
    measurement.refresh_from_db()
    assert measurement.opened_at == DURING
    assert AuditEvent.objects.filter(code="incidents.round.opened").count() == 1


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SPONSOR, Role.SUPPORT, Role.BOARD])
def test_only_the_project_leader_opens(users: Users, role: Role) -> None:
    measurement = MeasurementRoundFactory()
    OrganisationFactory(joined_on=date(2014, 1, 1))
    with pytest.raises(PermissionDenied):
        open_round(measurement=measurement, actor=users[role], opened_at=DURING)
    assert open_round(measurement=measurement, actor=users[Role.PROJECT_LEADER], opened_at=DURING)
