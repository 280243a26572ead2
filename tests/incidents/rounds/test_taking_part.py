"""Who leaves, or joins half-way: only days of taking part count, and only who is asked is missed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.models import AuditEvent
from incidents.figures.completeness import completeness
from incidents.models import MeasurementRound, OrganisationRound, RoundRemark
from incidents.rounds.board import round_board
from incidents.rounds.filling import count_cases
from incidents.rounds.freeze import freeze_due
from incidents.rounds.panel import employees_of
from incidents.services.rounds import open_round, remindable, sign_participation
from participants.access import Role
from participants.models import Organisation, OrganisationSize
from tests.factories.incidents import MeasurementRoundFactory, OrganisationRoundFactory, local
from tests.factories.participants import OrganisationFactory
from tests.incidents.rounds.stating import AFTER, DURING, LATE, Users, confirm, incident

pytestmark = pytest.mark.django_db


def lines_of(measurement: MeasurementRound) -> list[OrganisationRound]:
    board = round_board(measurement, at=AFTER, pause=AFTER)
    return [line.row for line in (*board.waiting, *board.ready)]


def test_who_left_before_the_window_is_asked_nothing_and_missed_by_nobody(measurement: MeasurementRound) -> None:
    """The round was opened when it still took part."""
    row = OrganisationRoundFactory(round=measurement, organisation__joined_on=date(2014, 1, 1))
    assert lines_of(measurement) == [row] == list(remindable(measurement, at=AFTER))
    Organisation.objects.filter(pk=row.organisation_id).update(ended_on=date(2014, 4, 30))
    assert lines_of(measurement) == [] == list(remindable(measurement, at=AFTER))
    assert [line.total for line in completeness(on=date(2014, 7, 1)).rounds] == [0]
    RoundRemark.objects.create(row=row, organisation=row.organisation, text="Wie vult dit in?")
    freeze_due(LATE)
    assert not OrganisationRound.objects.exists() and not RoundRemark.objects.exists()


def test_who_left_in_the_window_still_counts(measurement: MeasurementRound) -> None:
    row = OrganisationRoundFactory(round=measurement, organisation__joined_on=date(2014, 1, 1))
    Organisation.objects.filter(pk=row.organisation_id).update(ended_on=date(2014, 5, 1))
    assert lines_of(measurement) == [row]
    freeze_due(LATE)
    assert OrganisationRound.objects.get().frozen_at == LATE


def test_cases_of_days_before_joining_do_not_count(row: OrganisationRound, users: Users) -> None:
    """Otherwise the numbers of two months would stand over the days of one."""
    Organisation.objects.filter(pk=row.organisation_id).update(joined_on=date(2014, 6, 1))
    row.refresh_from_db()
    for moment in (local(2014, 5, 31, 23, 59), local(2014, 6, 1), local(2014, 6, 30, 23, 59)):
        incident(row.organisation, moment)
    assert count_cases(row.organisation_id, row.round).count == 2
    with pytest.raises(ValidationError, match="ten hoogste 30"):
        confirm(row, users)
    done = confirm(row, users, days_covered=30)
    assert (done.count, done.days_covered) == (2, 30)


def test_a_round_over_new_year_and_the_change_of_the_clock(organisation: Organisation) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(joined_on=date(2014, 1, 1))
    OrganisationSize.objects.filter(organisation=organisation).delete()
    for year, employees in ((2014, 100), (2015, 200)):
        OrganisationSize.objects.create(organisation=organisation, year=year, employees=employees, fte=Decimal(1))
    each = MeasurementRoundFactory(
        first_on=date(2014, 12, 1), last_on=date(2015, 3, 31), freeze_on=date(2015, 5, 1), opened_at=DURING
    )
    assert each.days == 121
    moments = [local(2014, 11, 30, 23, 59), local(2014, 12, 1), local(2015, 3, 29, 3), local(2015, 3, 31, 23, 59)]
    for moment in (*moments, local(2015, 4, 1)):
        incident(organisation, moment)
    assert count_cases(organisation.pk, each).count == 3
    row = OrganisationRoundFactory(round=each, organisation=organisation)
    assert employees_of([row])[organisation.pk] == 100, "the size of the year in which it begins"


def test_signing_twice_signs_once(row: OrganisationRound, users: Users) -> None:
    incident(row.organisation, local(2014, 6, 1))
    confirm(row, users)
    first = sign_participation(row=row, actor=users[Role.SPONSOR], signed_at=AFTER)
    again = sign_participation(row=row, actor=users[Role.SPONSOR], signed_at=LATE)
    assert first.signed_at == again.signed_at == AFTER
    assert AuditEvent.objects.filter(code="incidents.participation.signed").count() == 1


def test_who_has_no_employees_has_no_rate(row: OrganisationRound, users: Users) -> None:
    with pytest.raises(ValidationError, match="Zonder dat aantal is er geen cijfer"):
        confirm(row, users, employees=0, is_nil=True)


def test_opening_again_leaves_who_left_alone(measurement: MeasurementRound, users: Users) -> None:
    gone = OrganisationFactory(joined_on=date(2014, 1, 1), ended_on=date(2014, 4, 1))
    open_round(measurement=measurement, actor=users[Role.PROJECT_LEADER], opened_at=DURING)
    assert not OrganisationRound.objects.filter(organisation=gone).exists()
