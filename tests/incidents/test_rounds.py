"""Measurement rounds: who is asked, what may be confirmed, who signs, and the freeze that keeps numbers."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, Conflict, OutgoingMail
from core.today import Urgency
from incidents.choices import Severity, Status
from incidents.models import LightIncident, MeasurementRound, OrganisationRound
from incidents.rounds.filling import count_cases, count_light, count_months, possible_days
from incidents.rounds.freeze import freeze_due
from incidents.rounds.today import rounds_today
from incidents.services.rounds import (
    Statement,
    open_round,
    participants_of,
    remind_organisations,
    reopen_participation,
    send_back_participation,
    sign_participation,
    state_participation,
)
from participants.access import Role
from participants.models import Organisation, OrganisationSize, User
from tests.factories.incidents import (
    IncidentFactory,
    MeasurementRoundFactory,
    OrganisationRoundFactory,
    deliver,
    local,
)
from tests.factories.participants import OrganisationFactory, make_user
from tests.helpers import assert_constant_queries

ClientFor = Callable[[Role | User | None], Client]
Users = dict[Role, User]
pytestmark = pytest.mark.django_db
DURING, AFTER, LATE = local(2014, 6, 10, 9), local(2014, 7, 5, 9), local(2014, 10, 2, 9)
CASES, COUNTS = OrganisationRound.Source.CASES, OrganisationRound.Source.COUNTS
State = OrganisationRound.State


@pytest.fixture
def measurement(db: None) -> MeasurementRound:
    made: MeasurementRound = MeasurementRoundFactory(code="0", opened_at=local(2014, 5, 1))
    return made


@pytest.fixture
def row(measurement: MeasurementRound, organisation: Organisation) -> OrganisationRound:
    """The own organisation, which registers cases since long before the window."""
    Organisation.objects.filter(pk=organisation.pk).update(
        joined_on=date(2014, 1, 1), processor_agreement_on=date(2014, 2, 1), registration_mode="cases"
    )
    organisation.refresh_from_db()
    made: OrganisationRound = OrganisationRoundFactory(
        round=measurement, organisation=organisation, source=CASES, employees=500, days_covered=61
    )
    return made


def incident(organisation: Organisation, occurred_at: datetime, **fields: Any) -> Any:
    fields.setdefault("reported_at", occurred_at + timedelta(hours=1))
    return IncidentFactory(organisation=organisation, occurred_at=occurred_at, **fields)


def said(**changes: Any) -> Statement:
    given: dict[str, Any] = {"employees": 500, "fte": None, "days_covered": 61, "source": CASES}
    return Statement(**given | changes)


def confirm(row: OrganisationRound, users: Users, at: datetime = AFTER, **changes: Any) -> OrganisationRound:
    return state_participation(
        row=row, actor=users[Role.COORDINATOR], statement=said(**changes), confirms=True, stated_at=at
    )


# --- opening ---------------------------------------------------------------------------------------------------------


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


# --- counting --------------------------------------------------------------------------------------------------------


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


# --- stating and confirming ------------------------------------------------------------------------------------------


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


# --- signing ---------------------------------------------------------------------------------------------------------


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
    assert (done.state, done.remarks, done.is_nil) == (State.BUSY, "Mist de balie.", False)
    assert "teruggestuurd" in rounds_today(users[Role.COORDINATOR], AFTER)[0].sentence


# --- freeze ----------------------------------------------------------------------------------------------------------


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


# --- board and reminders ---------------------------------------------------------------------------------------------


def test_a_reminder_goes_to_who_must_act_and_not_twice(
    row: OrganisationRound, users: Users, other_organisation: Organisation, foreign_users: Users
) -> None:
    other = OrganisationRoundFactory(round=row.round, organisation=other_organisation, confirmed=True)
    nobody = OrganisationRoundFactory(round=row.round)
    Organisation.objects.update(joined_on=date(2014, 1, 1))
    leader = users[Role.PROJECT_LEADER]
    assert remind_organisations(measurement=row.round, actor=leader, at=AFTER) == 2
    assert set(OutgoingMail.objects.values_list("recipient", flat=True)) == {
        users[Role.COORDINATOR].email,
        foreign_users[Role.SPONSOR].email,
    }
    assert remind_organisations(measurement=row.round, actor=leader, at=AFTER + timedelta(days=4)) == 0
    assert remind_organisations(measurement=row.round, actor=leader, at=AFTER + timedelta(days=6)) == 2
    nobody.refresh_from_db()
    assert nobody.reminded_at is None
    assert "12" not in "".join(OutgoingMail.objects.values_list("subject", flat=True))
    assert other.count == 12


def test_the_board_names_people_and_no_numbers(client_for: ClientFor, row: OrganisationRound, users: Users) -> None:
    OrganisationRound.objects.filter(pk=row.pk).update(count=7319, serious_count=5127, state="bezig")
    person = users[Role.COORDINATOR].person
    person.phone = "06 0000 4711"
    person.save()
    empty = OrganisationRoundFactory(round=row.round)
    answer = client_for(Role.PROJECT_LEADER).get(reverse("incidents:round_board", args=[row.round_id]))
    page = html.unescape(answer.content.decode())
    assert person.name in page and person.phone in page and person.email in page
    assert str(empty.organisation) in page and "Lege plek: geen medewerker interne veiligheid" in page
    assert "7319" not in page and "5127" not in page
    assert "Bevestigd</span> <strong>0 van 2" in page


def test_boards_take_constant_queries(client_for: ClientFor, measurement: MeasurementRound) -> None:
    url = reverse("incidents:round_board", args=[measurement.pk])
    grow = lambda n: OrganisationRoundFactory.create_batch(n, round=measurement)  # noqa: E731
    assert_constant_queries(client_for(Role.PROJECT_LEADER), url, grow)


def test_the_list_of_rounds_takes_constant_queries(client_for: ClientFor, organisation: Organisation) -> None:
    def grow(number: int) -> None:
        for _ in range(number):
            OrganisationRoundFactory(round__opened_at=AFTER, organisation=organisation)

    assert_constant_queries(client_for(Role.COORDINATOR), reverse("incidents:rounds"), grow)


# --- pages -----------------------------------------------------------------------------------------------------------


def post(client: Client, row: OrganisationRound, **data: Any) -> Any:
    given = {"employees": 500, "days_covered": 10, "source": CASES, "version": row.version}
    return client.post(reverse("incidents:round", args=[row.pk]), given | data)


@pytest.fixture
def recent(organisation: Organisation) -> OrganisationRound:
    """A round whose days are just over."""
    today = timezone.localdate()
    measurement = MeasurementRoundFactory(
        first_on=today - timedelta(days=12),
        last_on=today - timedelta(days=3),
        freeze_on=today + timedelta(days=20),
        opened_at=timezone.now(),
    )
    made: OrganisationRound = OrganisationRoundFactory(round=measurement, organisation=organisation, source=CASES)
    return made


def test_coordinator_confirms_and_sponsor_signs_on_the_page(client_for: ClientFor, recent: OrganisationRound) -> None:
    coordinator, sponsor = client_for(Role.COORDINATOR), client_for(Role.SPONSOR)
    url = reverse("incidents:round", args=[recent.pk])
    assert "Bevestig dit aantal" in coordinator.get(url).content.decode()
    refused = post(coordinator, recent, doe="bevestig")
    assert refused.status_code == 422 and "geen voorvallen" in html.unescape(refused.content.decode())
    assert post(coordinator, recent, doe="bevestig", is_nil="on").status_code == 302
    recent.refresh_from_db()
    assert recent.is_confirmed
    page = sponsor.get(url).content.decode()
    assert "Teken</button>" in page and "Bevestig dit aantal" not in page
    done = sponsor.post(reverse("incidents:round_sign", args=[recent.pk]), {"doe": "teken", "version": recent.version})
    assert done.status_code == 302
    recent.refresh_from_db()
    assert recent.is_ready


def test_a_stale_page_says_so(client_for: ClientFor, recent: OrganisationRound) -> None:
    client = client_for(Role.COORDINATOR)
    assert post(client, recent, doe="bewaar").status_code == 302
    answer = post(client, recent, doe="bewaar")
    assert answer.status_code == 422 and "intussen gewijzigd" in html.unescape(answer.content.decode())


def test_today_tells_coordinator_sponsor_and_leader(recent: OrganisationRound, users: Users) -> None:
    now = timezone.now()
    [line] = rounds_today(users[Role.COORDINATOR], now)
    assert "wacht op uw bevestiging" in line.sentence and line.urgency == Urgency.SOON
    assert rounds_today(users[Role.SPONSOR], now) == []
    [board] = rounds_today(users[Role.PROJECT_LEADER], now)
    assert board.sentence.startswith("1 organisatie heeft")
    state_participation(
        row=recent,
        actor=users[Role.COORDINATOR],
        statement=said(days_covered=10, is_nil=True),
        confirms=True,
        stated_at=now,
    )
    assert "wacht op uw handtekening" in rounds_today(users[Role.SPONSOR], now)[0].sentence
    assert rounds_today(users[Role.COORDINATOR], now) == []
    assert rounds_today(make_user(Role.REPORTER, recent.organisation), now) == []


@pytest.mark.parametrize(
    ("moments", "free"),
    [
        ({}, {"code", "label", "first_on", "last_on", "freeze_on", "definition", "definition_version", "order"}),
        ({"opened_at": DURING}, {"label", "freeze_on", "order"}),
        ({"opened_at": DURING, "frozen_at": LATE}, {"label", "order"}),
    ],
)
def test_what_everybody_counts_by_is_closed_in_the_admin(
    client_for: ClientFor, moments: dict[str, datetime], free: set[str]
) -> None:
    each = MeasurementRoundFactory(**moments)
    page = client_for(Role.PROJECT_LEADER).get(reverse("admin:incidents_measurementround_change", args=[each.pk]))
    assert set(page.context["adminform"].form.fields) - {"version"} == free
    assert "Wie is klaar?" in page.content.decode()
