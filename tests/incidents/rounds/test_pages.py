"""The pages of rounds: the board and its reminders, the own round, what Vandaag tells, and the admin."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import OutgoingMail
from core.today import Urgency
from incidents.models import MeasurementRound, OrganisationRound
from incidents.rounds.today import rounds_today
from incidents.services.rounds import remind_organisations, state_participation
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import MeasurementRoundFactory, OrganisationRoundFactory
from tests.factories.participants import make_user
from tests.helpers import assert_constant_queries
from tests.incidents.rounds.stating import AFTER, CASES, DURING, LATE, Users, said

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db


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
