"""What waits, and a demonstration in which every state occurs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.demo import DemoWorld
from measures import demo, overview
from measures.demo_matrix import demo_matrix
from measures.models import MatrixLine, OrganisationMeasureState, State, StateConfirmation
from measures.today import today
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.measures import ConfirmationFactory, MatrixLineFactory, StateFactory, measure, nine_measures
from tests.factories.participants import OrganisationFactory

pytestmark = pytest.mark.django_db


def sentences(user: User) -> str:
    return " ".join(line.sentence for line in today(user, timezone.now()))


def test_the_coordinator_sees_what_is_missing_and_what_fades(
    organisation: Organisation, users: dict[Role, User]
) -> None:
    nine_measures()
    StateFactory(
        organisation=organisation,
        measure=measure("norm"),
        recorded_on=timezone.localdate() - timedelta(days=overview.STALE_DAYS + 1),
    )
    StateFactory(organisation=organisation, measure=measure("melden"))
    said = sentences(users[Role.COORDINATOR])
    assert f"7 maatregelen zijn voor {organisation} nog niet ingevuld." in said
    assert f"1 kaart is van {organisation} elf maanden" in said


def test_the_sponsor_is_asked_to_confirm_once(organisation: Organisation, users: dict[Role, User]) -> None:
    assert "wacht op uw bevestiging" not in sentences(users[Role.SPONSOR])
    StateFactory(organisation=organisation, recorded_at=timezone.now() - timedelta(minutes=5))
    assert "wacht op uw bevestiging" in sentences(users[Role.SPONSOR])
    ConfirmationFactory(organisation=organisation)
    assert "wacht op uw bevestiging" not in sentences(users[Role.SPONSOR])


def test_the_leader_sees_empty_borging_and_nobody_else(users: dict[Role, User]) -> None:
    MatrixLineFactory()
    MatrixLineFactory(filled=True)
    assert "Bij 1 regel van bijlage 1 staat nog niets bij borging." in sentences(users[Role.PROJECT_LEADER])
    for role in (Role.SUPPORT, Role.BOARD, Role.FUNDER, Role.REPORTER, Role.AMBASSADOR):
        assert sentences(users[role]) == ""


def test_the_demonstration_has_every_state_and_runs_twice(users: dict[Role, User]) -> None:
    nine_measures()
    codes = [f"D{letter}{letter}" for letter in "ABCDEFGHIJKLMNOPQRST"]
    world = DemoWorld(now=timezone.now(), accounts={"sponsor": users[Role.SPONSOR]})
    world.organisations = {code: OrganisationFactory(code=code) for code in codes}
    demo.load(world)
    counts = [model.objects.count() for model in (MatrixLine, OrganisationMeasureState, StateConfirmation)]
    demo.load(world)
    assert counts == [model.objects.count() for model in (MatrixLine, OrganisationMeasureState, StateConfirmation)]
    current = set(OrganisationMeasureState.objects.as_of(world.today).values_list("state", flat=True))
    assert current == set(State.values)
    assert counts[0] == 61


def test_the_matrix_of_the_demonstration_has_the_pattern_of_the_plan() -> None:
    found = demo_matrix()
    assert (len(found.lines), len(found.regular), found.filled) == (61, 58, 207)
    said = " ".join(found.sentences())
    assert "bestuurlijk niveau 3 van 20, (midden)management 1 van 19, uitvoerend niveau 17 van 19" in said
