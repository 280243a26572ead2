"""Answers of organisations: dated, with a reason where they do not apply, confirmed by the sponsor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from measures.models import OrganisationMeasureState, State, StateConfirmation
from measures.services import Answer, confirm_states, record_states
from participants.access import Capability, Role
from participants.models import Organisation, User
from tests.factories.measures import StateFactory, at, measure, nine_measures

pytestmark = pytest.mark.django_db

ClientFor = Callable[[Role | User | None], Client]
DAY = date(2026, 3, 10)


def answers(**states: State) -> dict[str, str]:
    return {f"{slug}_state": state.value for slug, state in states.items()}


def test_not_applicable_needs_a_reason_in_the_database_too() -> None:
    with pytest.raises(ValidationError, match="waarom deze maatregel niet van toepassing"):
        StateFactory.build(
            organisation=StateFactory(not_applicable=True).organisation, state=State.NOT_APPLICABLE, measure=measure()
        ).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        StateFactory(state=State.NOT_APPLICABLE, reason="")
    assert StateFactory(not_applicable=True).reason


def test_any_past_day_can_be_shown(organisation: Organisation) -> None:
    for day, state in ((DAY, State.NOT_YET), (DAY + timedelta(days=10), State.INTRODUCED)):
        StateFactory(organisation=organisation, state=state, recorded_on=day)
    StateFactory(organisation=organisation, measure=measure("norm"), state=State.ASSURED, recorded_on=DAY)

    def shown(day: date) -> set[tuple[str, str]]:
        return set(OrganisationMeasureState.objects.as_of(day).values_list("measure__slug", "state"))

    assert shown(DAY - timedelta(days=1)) == set()
    assert shown(DAY + timedelta(days=9)) == {("melden", "not_yet"), ("norm", "assured")}
    assert shown(DAY + timedelta(days=10)) == {("melden", "introduced"), ("norm", "assured")}


def test_as_of_can_be_narrowed_further_without_falling_back(organisation: Organisation) -> None:
    StateFactory(organisation=organisation, state=State.ASSURED, recorded_on=DAY)
    StateFactory(organisation=organisation, state=State.NOT_YET, recorded_on=DAY + timedelta(days=1))
    assert not OrganisationMeasureState.objects.as_of(DAY + timedelta(days=2)).introduced().exists()


def test_answers_of_the_same_day_replace_and_a_double_press_keeps_one(
    organisation: Organisation, users: dict[Role, User]
) -> None:
    coordinator = users[Role.COORDINATOR]
    for hour, state in ((9, State.NOT_YET), (10, State.PREPARING), (10, State.PREPARING)):
        record_states(
            organisation=organisation,
            answers={measure(): Answer(state, note="verschil")},
            actor=coordinator,
            recorded_at=at(DAY, hour),
        )
    row = OrganisationMeasureState.objects.get()
    assert (row.state, row.recorded_on, row.recorded_by) == (State.PREPARING, DAY, coordinator)
    assert AuditEvent.objects.filter(code="measures.states.recorded").count() == 2


def test_a_new_day_is_a_new_row(organisation: Organisation, users: dict[Role, User]) -> None:
    for day in (DAY, DAY + timedelta(days=90)):
        record_states(
            organisation=organisation,
            answers={measure(): Answer(State.INTRODUCED)},
            actor=users[Role.COORDINATOR],
            recorded_at=at(day),
        )
    assert OrganisationMeasureState.objects.count() == 2


@pytest.mark.parametrize("role", [Role.PROJECT_LEADER, Role.SPONSOR, Role.REPORTER, Role.AMBASSADOR, Role.BOARD])
def test_only_the_coordinator_of_the_organisation_fills(
    organisation: Organisation, users: dict[Role, User], foreign_users: dict[Role, User], role: Role
) -> None:
    for actor in (users[role], foreign_users[Role.COORDINATOR]):
        with pytest.raises(PermissionDenied):
            record_states(
                organisation=organisation, answers={measure(): Answer(State.ASSURED)}, actor=actor, recorded_at=at(DAY)
            )
    record_states(
        organisation=organisation,
        answers={measure(): Answer(State.ASSURED)},
        actor=users[Role.COORDINATOR],
        recorded_at=at(DAY),
    )
    assert OrganisationMeasureState.objects.count() == 1


def test_the_sponsor_confirms_what_was_filled_in(
    organisation: Organisation, users: dict[Role, User], foreign_users: dict[Role, User]
) -> None:
    sponsor = users[Role.SPONSOR]
    with pytest.raises(ValidationError, match="nog niets ingevuld"):
        confirm_states(organisation=organisation, actor=sponsor, confirmed_at=at(DAY))
    StateFactory(organisation=organisation, recorded_on=DAY)
    for actor in (users[Role.COORDINATOR], foreign_users[Role.SPONSOR]):
        with pytest.raises(PermissionDenied):
            confirm_states(organisation=organisation, actor=actor, confirmed_at=at(DAY, 12))
    for hour in (12, 13):
        confirm_states(organisation=organisation, actor=sponsor, confirmed_at=at(DAY, hour))
    assert StateConfirmation.objects.get().confirmed_at == at(DAY, 13)


def test_the_form_fills_nine_cards_with_the_last_answer_ready(
    organisation: Organisation, client_for: ClientFor
) -> None:
    nine_measures()
    client, url = client_for(Role.COORDINATOR), reverse("measures:fill", args=[organisation.pk])
    response = client.post(url, answers(norm=State.ASSURED, melden=State.PREPARING))
    assert response.status_code == 302
    assert OrganisationMeasureState.objects.count() == 2
    form = client.get(url).context["form"]
    assert form["norm_state"].initial == "assured"
    assert form["schade_state"].initial is None


def test_the_form_asks_a_reason_and_at_least_one_answer(organisation: Organisation, client_for: ClientFor) -> None:
    nine_measures()
    client, url = client_for(Role.COORDINATOR), reverse("measures:fill", args=[organisation.pk])
    empty = client.post(url, {})
    assert "ten minste één maatregel" in empty.content.decode()
    away = answers(schade=State.NOT_APPLICABLE)
    assert "Schrijf in één zin" in client.post(url, away).content.decode()
    assert not OrganisationMeasureState.objects.exists()
    assert client.post(url, away | {"schade_reason": "Geen publiek."}).status_code == 302


def test_an_odd_answer_is_told_and_nothing_is_saved(organisation: Organisation, client_for: ClientFor) -> None:
    nine_measures()
    client, url = client_for(Role.COORDINATOR), reverse("measures:fill", args=[organisation.pk])
    response = client.post(url, {"norm_state": "geweldig", "melden_state": "assured"})
    assert response.status_code == 200
    assert "Kies een van de zes antwoorden." in response.content.decode()
    assert not OrganisationMeasureState.objects.exists()


def test_another_organisation_is_not_there(
    organisation: Organisation, other_organisation: Organisation, client_for: ClientFor
) -> None:
    StateFactory(organisation=other_organisation, note="kanarie")
    for role, name, method in (
        (Role.COORDINATOR, "cards", "get"),
        (Role.COORDINATOR, "fill", "get"),
        (Role.SPONSOR, "confirm", "post"),
        (Role.SPONSOR, "cards", "get"),
    ):
        client = client_for(role)
        assert getattr(client, method)(reverse(f"measures:{name}", args=[other_organisation.pk])).status_code == 404
        assert getattr(client, method)(reverse(f"measures:{name}", args=[organisation.pk])).status_code in (200, 302)


def test_the_grid_shows_others_only_their_own(
    organisation: Organisation, other_organisation: Organisation, client_for: ClientFor
) -> None:
    url = reverse("measures:states")
    for role in (Role.COORDINATOR, Role.SPONSOR):
        page = client_for(role).get(url).content.decode()
        assert organisation.name in page
        assert other_organisation.name not in page
    page = client_for(Role.PROJECT_LEADER).get(url).content.decode()
    assert organisation.name in page
    assert other_organisation.name in page


def test_confirmed_until_somebody_changes_it(
    organisation: Organisation, users: dict[Role, User], client_for: ClientFor
) -> None:
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    StateFactory(organisation=organisation, recorded_at=at(yesterday, 10), recorded_on=yesterday)
    confirm_states(organisation=organisation, actor=users[Role.SPONSOR], confirmed_at=at(yesterday, 11))
    url = reverse("measures:cards", args=[organisation.pk])
    assert "Bevestigd door" in client_for(Role.SPONSOR).get(url).content.decode()
    StateFactory(organisation=organisation, measure=measure("norm"), recorded_on=today)
    page = client_for(Role.SPONSOR).get(url).content.decode()
    assert "bevestigt de stand opnieuw" in page
    assert "Stand bevestigen" in page


def test_states_hang_on_their_organisation(
    organisation: Organisation, other_organisation: Organisation, users: dict[Role, User]
) -> None:
    mine, theirs = StateFactory(organisation=organisation), StateFactory(organisation=other_organisation)
    reach = OrganisationMeasureState.objects.reachable
    assert set(reach(users[Role.COORDINATOR], Capability.STATES_VIEW)) == {mine}
    assert set(reach(users[Role.PROJECT_LEADER], Capability.STATES_VIEW)) == {mine, theirs}
    assert not reach(users[Role.BOARD], Capability.STATES_VIEW).exists()
