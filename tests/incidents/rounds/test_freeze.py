"""The freeze: numbers stay as they were, what comes late is counted apart, and only the project leader reopens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from core.models import AuditEvent
from incidents.choices import Severity, Status
from incidents.models import MeasurementRound, OrganisationRound, RoundRemark
from incidents.rounds.freeze import freeze_due
from incidents.services.rounds import reopen_participation, send_back_participation, sign_participation
from participants.access import Role
from tests.factories.incidents import local
from tests.incidents.rounds.stating import AFTER, DURING, LATE, State, Users, confirm, incident

pytestmark = pytest.mark.django_db


def test_the_freeze_keeps_numbers_as_they_were(row: OrganisationRound, users: Users) -> None:
    first = incident(row.organisation, DURING)
    confirm(row, users)
    assert freeze_due(local(2014, 10, 1, 12)) == 0, "the freeze date itself still counts"
    assert freeze_due(LATE) == 1
    row.refresh_from_db()
    assert (row.count, row.late_count, row.is_confirmed) == (1, 0, True)
    first.status = Status.WITHDRAWN
    first.save()
    incident(row.organisation, DURING, reported_at=LATE, severity=Severity.HEAVY)
    assert freeze_due(LATE + timedelta(days=1)) == 0
    row.refresh_from_db()
    assert (row.count, row.late_count, row.late_serious_count) == (1, 1, 1)
    assert AuditEvent.objects.filter(code="incidents.round.frozen").count() == 1


def test_what_came_after_confirming_asks_for_a_new_signature(row: OrganisationRound, users: Users) -> None:
    incident(row.organisation, DURING)
    confirm(row, users)
    sign_participation(row=row, actor=users[Role.SPONSOR], signed_at=AFTER)
    incident(row.organisation, DURING, reported_at=AFTER)
    freeze_due(LATE)
    row.refresh_from_db()
    assert (row.count, row.is_confirmed, row.signed_at) == (2, True, None)
    sign_participation(row=row, actor=users[Role.SPONSOR], signed_at=LATE)


def test_nil_that_became_a_number_is_confirmed_by_nobody(row: OrganisationRound, users: Users) -> None:
    confirm(row, users, is_nil=True)
    incident(row.organisation, DURING, reported_at=AFTER)
    freeze_due(LATE)
    row.refresh_from_db()
    assert (row.state, row.count, row.is_nil) == (State.BUSY, 1, False)


def test_a_remark_goes_when_nobody_can_answer_it_any_more(row: OrganisationRound, users: Users) -> None:
    confirm(row, users, is_nil=True)
    send_back_participation(row=row, actor=users[Role.SPONSOR], remark="Klopt dit?", sent_back_at=AFTER)
    assert freeze_due(local(2014, 10, 1, 12)) == 0
    assert RoundRemark.objects.get().text == "Klopt dit?", "until the freeze it is read"
    freeze_due(LATE)
    assert not RoundRemark.objects.exists()


def test_the_database_refuses_to_change_what_is_frozen(row: OrganisationRound, users: Users) -> None:
    confirm(row, users, is_nil=True)
    OrganisationRound.objects.filter(pk=row.pk).update(employees=501)
    freeze_due(LATE)
    for change in ({"count": 3}, {"employees": 1}, {"days_covered": 1}, {"frozen_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OrganisationRound.objects.filter(pk=row.pk).update(**change)
    for change in ({"first_on": date(2014, 5, 2)}, {"definition": "anders"}, {"frozen_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MeasurementRound.objects.filter(pk=row.round_id).update(**change)
    for rows in (OrganisationRound.objects.filter(pk=row.pk), MeasurementRound.objects.filter(pk=row.round_id)):
        with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
            rows.delete()
    MeasurementRound.objects.filter(pk=row.round_id).update(label="Eerste meting")


def test_only_the_project_leader_reopens_and_the_old_number_stays(row: OrganisationRound, users: Users) -> None:
    freeze_due(LATE)
    row.refresh_from_db()
    with pytest.raises(ValidationError, match="bevroren"):
        confirm(row, users, LATE, is_nil=True)
    with pytest.raises(PermissionDenied):
        reopen_participation(row=row, actor=users[Role.COORDINATOR], reason="Ziek", reopened_at=LATE)
    with pytest.raises(ValidationError, match="waarom"):
        reopen_participation(row=row, actor=users[Role.PROJECT_LEADER], reason=" ", reopened_at=LATE)
    done = reopen_participation(row=row, actor=users[Role.PROJECT_LEADER], reason="Ziek", reopened_at=LATE)
    assert done.earlier[0]["count"] == 0 and done.earlier[0]["state"] == State.NOT_STARTED
    again = confirm(done, users, LATE, is_nil=True)
    assert again.is_confirmed and again.frozen_at == LATE
    event = AuditEvent.objects.get(code="incidents.participation.reopened")
    assert event.organisation_id == row.organisation_id
