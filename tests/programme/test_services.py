"""The planning moves with a reason, the first date stays, and the second of two editors is told."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from core.models import AuditEvent, Conflict
from participants.access import Role
from participants.models import User
from programme import services
from programme.models import Decision, PlanItem, PlanItemMove
from tests.factories.programme import DecisionFactory, IntendedResultFactory, PlanItemFactory, ProgrammeFactory, soft

pytestmark = pytest.mark.django_db
AT = datetime(2015, 7, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def leader(users: dict[Role, User]) -> User:
    return users[Role.PROJECT_LEADER]


def test_moving_keeps_the_first_date_and_the_reason(leader: User) -> None:
    item = PlanItemFactory(when="Juni 2015")
    services.move_plan_item(item=item, version=0, to=soft("najaar 2015"), reason=" Zaal bezet. ", actor=leader, at=AT)
    item = PlanItem.objects.get(pk=item.pk)
    assert (str(item.original), str(item.current), item.status) == ("Juni 2015", "najaar 2015", "moved")
    assert item.has_moved
    move = PlanItemMove.objects.get(item=item)
    assert (move.from_text, move.to_text, move.reason, move.actor) == (
        "Juni 2015",
        "najaar 2015",
        "Zaal bezet.",
        leader,
    )
    assert AuditEvent.objects.filter(code="programme.plan_item.moved", actor_id=leader.pk).count() == 1


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_moves(leader: User, reason: str) -> None:
    item = PlanItemFactory()
    with pytest.raises(ValidationError, match="reden"):
        services.move_plan_item(item=item, version=0, to=soft("2016"), reason=reason, actor=leader, at=AT)
    assert str(PlanItem.objects.get(pk=item.pk).current) == "Juni 2015"
    assert not PlanItemMove.objects.exists()


def test_moving_to_the_same_date_is_refused(leader: User) -> None:
    item = PlanItemFactory(when="Juni 2015")
    with pytest.raises(ValidationError, match="andere datum"):
        services.move_plan_item(item=item, version=0, to=soft("Juni 2015"), reason="Zomaar", actor=leader, at=AT)


def test_the_second_editor_is_told(leader: User) -> None:
    item = PlanItemFactory()
    services.move_plan_item(item=item, version=0, to=soft("2016"), reason="Eerst", actor=leader, at=AT)
    with pytest.raises(Conflict):
        services.move_plan_item(item=item, version=0, to=soft("2015"), reason="Daarna", actor=leader, at=AT)
    assert str(PlanItem.objects.get(pk=item.pk).current) == "2016"


def test_realising_takes_a_day_that_has_been(leader: User) -> None:
    item = PlanItemFactory()
    with pytest.raises(ValidationError, match="toekomst"):
        services.realise_plan_item(item=item, version=0, happened_on=date(2015, 7, 2), remark="", actor=leader, at=AT)
    services.realise_plan_item(item=item, version=0, happened_on=date(2015, 6, 11), remark="", actor=leader, at=AT)
    item = PlanItem.objects.get(pk=item.pk)
    assert (item.status, item.happened_on) == ("realised", date(2015, 6, 11))


def test_dropping_and_taking_it_back(leader: User) -> None:
    item = services.drop_plan_item(item=PlanItemFactory(), version=0, reason="Geen zaal", actor=leader, at=AT)
    with pytest.raises(ValidationError, match="kan dan niet"):
        services.realise_plan_item(item=item, version=1, happened_on=None, remark="", actor=leader, at=AT)
    item = services.reopen_plan_item(item=item, version=1, reason="Toch wel", actor=leader, at=AT)
    assert item.status == "planned"
    assert [move.reason for move in item.moves.all()] == ["Toch wel", "Geen zaal"]


def test_changing_words_leaves_the_dates_alone(leader: User) -> None:
    item = PlanItemFactory(when="Juni 2015")
    result = IntendedResultFactory(programme=item.programme)
    services.change_plan_item(
        item=item,
        version=0,
        fields={"title": "Anders", "current": soft("2016"), "original": soft("2016")},
        results=[result],
        actor=leader,
    )
    item = PlanItem.objects.get(pk=item.pk)
    assert (item.title, str(item.current), str(item.original)) == ("Anders", "Juni 2015", "Juni 2015")
    assert list(item.results.all()) == [result]


def test_a_form_sent_twice_makes_one_activity_and_one_decision(leader: User) -> None:
    programme, key = ProgrammeFactory(), uuid.uuid4()
    fields = {"title": "Special", "kind": "special", "current": soft("Juni 2015"), "categories": []}
    first = services.add_plan_item(programme=programme, fields=fields, actor=leader, submit_key=key)
    assert services.add_plan_item(programme=programme, fields=fields, actor=leader, submit_key=key) == first
    assert PlanItem.objects.count() == 1
    assert str(first.original) == "Juni 2015"
    words = {"body": "ministry", "kind": "approved", "subject": "Plan", "taken": soft("22 mei 2014"), "source": "plan"}
    one = services.record_decision(programme=programme, fields=words, actor=leader, submit_key=key)
    assert services.record_decision(programme=programme, fields=words, actor=leader, submit_key=key) == one
    assert Decision.objects.count() == 1


def test_a_result_is_updated_by_the_first_and_refused_to_the_second(leader: User) -> None:
    result = IntendedResultFactory()
    services.update_result(result=result, version=0, fields={"state": 4}, actor=leader)
    with pytest.raises(Conflict):
        services.update_result(result=result, version=0, fields={"state": 1}, actor=leader)
    result.refresh_from_db()
    assert result.state == 4


def test_a_decision_is_corrected_once(leader: User) -> None:
    decision = DecisionFactory()
    services.change_decision(decision=decision, version=0, fields={"kind": "noted"}, actor=leader)
    with pytest.raises(Conflict):
        services.change_decision(decision=decision, version=0, fields={"kind": "agreed"}, actor=leader)
    decision.refresh_from_db()
    assert decision.kind == "noted"
