"""Stating a number: what is counted, what is refused, nil, confirming and the sponsor's signature."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.models import Conflict
from incidents.choices import Severity, Status
from incidents.models import LightIncident, MeasurementRound, OrganisationRound
from incidents.rounds.filling import count_cases, count_light, count_months
from incidents.rounds.today import rounds_today
from incidents.services.rounds import send_back_participation, sign_participation, state_participation
from participants.access import Role
from participants.models import Organisation
from tests.factories.incidents import MeasurementRoundFactory, deliver, local
from tests.factories.participants import OrganisationFactory
from tests.incidents.rounds.stating import AFTER, COUNTS, DURING, LATE, State, Users, confirm, incident, said

pytestmark = pytest.mark.django_db


def test_the_count_is_of_the_window_and_in_time(measurement: MeasurementRound, row: OrganisationRound) -> None:
    mine = row.organisation
    incident(mine, local(2014, 5, 1, 0))
    incident(mine, local(2014, 6, 30, 23, 30), severity=Severity.HEAVY)
    incident(mine, local(2014, 4, 30, 23, 30))
    incident(mine, local(2014, 7, 1, 0, 30))
    incident(mine, local(2014, 6, 1), status=Status.WITHDRAWN)
    incident(mine, local(2014, 6, 2), reported_at=local(2014, 10, 1, 23))
    incident(mine, local(2014, 6, 3), reported_at=local(2014, 10, 2, 1), severity=Severity.HEAVY)
    incident(OrganisationFactory(), local(2014, 6, 4))
    found = count_cases(mine.pk, measurement)
    assert (found.count, found.serious, found.late, found.late_serious) == (3, 1, 1, 1)
    assert sum(number for _, number in found.kinds) == 3


def test_light_incidents_stand_beside_the_count(measurement: MeasurementRound, row: OrganisationRound) -> None:
    LightIncident.objects.create(organisation=row.organisation, kind="verbaal", counted_at=DURING)
    LightIncident.objects.create(organisation=row.organisation, kind="verbaal", counted_at=DURING, undone_at=DURING)
    LightIncident.objects.create(organisation=row.organisation, kind="verbaal", counted_at=AFTER)
    assert count_light(row.organisation_id, measurement) == 1
    assert count_cases(row.organisation_id, measurement).count == 0


def test_months_count_only_when_all_are_there(measurement: MeasurementRound, organisation: Organisation) -> None:
    deliver(organisation, date(2014, 5, 1), verbaal=4, fysiek=1)
    assert count_months(organisation.pk, measurement) is None
    deliver(organisation, date(2014, 6, 1))
    found = count_months(organisation.pk, measurement)
    assert found is not None and (found.count, found.serious) == (5, None)
    part = MeasurementRoundFactory(first_on=date(2014, 5, 2), last_on=date(2014, 6, 30))
    assert count_months(organisation.pk, part) is None


def test_confirming_keeps_the_count_of_the_portal(row: OrganisationRound, users: Users) -> None:
    incident(row.organisation, DURING)
    done = confirm(row, users, count=99)
    assert (done.count, done.state, done.confirmed_by) == (1, State.CONFIRMED, users[Role.COORDINATOR])


def test_nil_is_said_and_never_assumed(row: OrganisationRound, users: Users) -> None:
    with pytest.raises(ValidationError, match="wij hadden geen voorvallen"):
        confirm(row, users)
    done = confirm(row, users, is_nil=True)
    assert (done.is_nil, done.count) == (True, 0)


def test_nil_beside_incidents_is_refused(row: OrganisationRound, users: Users) -> None:
    incident(row.organisation, DURING)
    with pytest.raises(ValidationError, match="er staan er 1"):
        confirm(row, users, is_nil=True)
    assert confirm(row, users).count == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"employees": None}, "employees"),
        ({"days_covered": None}, "days_covered"),
        ({"days_covered": 62}, "days_covered"),
        ({"source": COUNTS}, "count"),
        ({"source": COUNTS, "count": 3, "serious_count": 4}, "serious_count"),
        ({"source": COUNTS, "count": 3, "is_nil": True}, "is_nil"),
    ],
)
def test_what_is_not_whole_is_refused_with_its_field(
    row: OrganisationRound, users: Users, changes: dict[str, Any], field: str
) -> None:
    incident(row.organisation, DURING)
    with pytest.raises(ValidationError) as refusal:
        confirm(row, users, **changes)
    assert set(refusal.value.error_dict) == {field}
    row.refresh_from_db()
    assert row.state == State.NOT_STARTED


def test_counts_are_taken_as_given(row: OrganisationRound, users: Users) -> None:
    done = confirm(row, users, source=COUNTS, count=7, serious_count=None)
    assert (done.count, done.serious_count, done.is_confirmed) == (7, None, True)


def test_cases_only_with_an_agreement_in_the_window(row: OrganisationRound, users: Users) -> None:
    Organisation.objects.filter(pk=row.organisation_id).update(processor_agreement_on=date(2014, 8, 1))
    with pytest.raises(ValidationError, match="losse voorvallen"):
        confirm(row, users, is_nil=True)
    assert confirm(row, users, source=COUNTS, is_nil=True).is_confirmed


def test_not_before_the_last_day_and_not_after_the_freeze(row: OrganisationRound, users: Users) -> None:
    for moment, words in [(local(2014, 6, 30, 23), "na de laatste dag"), (LATE, "bevroren op 01-10-2014")]:
        with pytest.raises(ValidationError, match=words):
            confirm(row, users, moment, is_nil=True)
    assert confirm(row, users, local(2014, 10, 1, 23), is_nil=True).is_confirmed


def test_saving_is_not_confirming(row: OrganisationRound, users: Users) -> None:
    confirm(row, users, is_nil=True)
    row.refresh_from_db()
    sign_participation(row=row, actor=users[Role.SPONSOR], signed_at=AFTER)
    kept = state_participation(
        row=row, actor=users[Role.COORDINATOR], statement=said(employees=510), confirms=False, stated_at=AFTER
    )
    assert (kept.state, kept.confirmed_at, kept.signed_at, kept.employees) == (State.BUSY, None, None, 510)


def test_the_second_editor_is_told(row: OrganisationRound, users: Users) -> None:
    confirm(row, users, is_nil=True)
    with pytest.raises(Conflict):
        state_participation(
            row=row,
            actor=users[Role.COORDINATOR],
            statement=said(),
            confirms=False,
            stated_at=AFTER,
            version=row.version,
        )


def test_nobody_else_fills_in(row: OrganisationRound, users: Users, foreign_users: Users) -> None:
    for actor in (users[Role.SPONSOR], users[Role.PROJECT_LEADER], foreign_users[Role.COORDINATOR]):
        with pytest.raises(PermissionDenied):
            state_participation(row=row, actor=actor, statement=said(is_nil=True), confirms=True, stated_at=AFTER)
    assert confirm(row, users, is_nil=True).is_confirmed


def test_the_sponsor_signs_what_is_confirmed(row: OrganisationRound, users: Users, foreign_users: Users) -> None:
    with pytest.raises(ValidationError, match="nog niet bevestigd"):
        sign_participation(row=row, actor=users[Role.SPONSOR], signed_at=AFTER)
    confirm(row, users, is_nil=True)
    for actor in (users[Role.COORDINATOR], foreign_users[Role.SPONSOR]):
        with pytest.raises(PermissionDenied):
            sign_participation(row=row, actor=actor, signed_at=AFTER)
    assert sign_participation(row=row, actor=users[Role.SPONSOR], signed_at=AFTER).is_ready


def test_the_sponsor_sends_back_with_a_remark(row: OrganisationRound, users: Users) -> None:
    confirm(row, users, is_nil=True)
    with pytest.raises(ValidationError, match="wat er niet klopt"):
        send_back_participation(row=row, actor=users[Role.SPONSOR], remark=" ", sent_back_at=AFTER)
    done = send_back_participation(row=row, actor=users[Role.SPONSOR], remark="Mist de balie.", sent_back_at=AFTER)
    assert (done.state, done.remark.text, done.is_nil) == (State.BUSY, "Mist de balie.", False)
    assert "teruggestuurd" in rounds_today(users[Role.COORDINATOR], AFTER)[0].sentence
