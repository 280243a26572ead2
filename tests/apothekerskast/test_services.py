"""Steps of an item, borrowing, and the form that is sent twice."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from apothekerskast.models import ALLOWED_STEPS, Borrowing, Drawer, Item, Status, Wish
from apothekerskast.services import Offer, archive_item, borrow_item, decline_item, make_wish, offer_item, publish_item
from core.models import AuditEvent
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.apothekerskast import ItemFactory

pytestmark = pytest.mark.django_db
DAY = date(2016, 2, 29)


def _offer() -> Offer:
    return Offer(title="Poster", summary="Een poster.", drawers=Drawer.objects.filter(slug="norm"))


def test_an_offer_waits_and_is_on_record(users: dict[Role, User]) -> None:
    item = offer_item(offer=_offer(), actor=users[Role.COORDINATOR])
    assert item.status == Status.OFFERED
    assert list(Item.objects.waiting()) == [item]
    assert AuditEvent.objects.filter(code="apothekerskast.item.offered", object_id=str(item.pk)).exists()


def test_the_same_form_sent_twice_makes_one_item_and_a_new_form_another(users: dict[Role, User]) -> None:
    key = uuid.uuid4()
    first = offer_item(offer=_offer(), actor=users[Role.COORDINATOR], submit_key=key)
    second = offer_item(offer=_offer(), actor=users[Role.COORDINATOR], submit_key=key)
    assert first.pk == second.pk
    assert offer_item(offer=_offer(), actor=users[Role.COORDINATOR], submit_key=uuid.uuid4()).pk != first.pk


def test_publishing_sets_the_day_and_the_review_a_year_later(users: dict[Role, User]) -> None:
    item = publish_item(item=ItemFactory(offered=True), actor=users[Role.PROJECT_LEADER], on=DAY)
    assert (item.status, item.published_on, item.review_on) == (Status.PUBLISHED, DAY, date(2017, 2, 28))


def test_declining_needs_a_reason(users: dict[Role, User]) -> None:
    item = ItemFactory(offered=True)
    with pytest.raises(ValidationError, match="Schrijf waarom"):
        decline_item(item=item, actor=users[Role.PROJECT_LEADER], reason="  ")
    assert decline_item(item=item, actor=users[Role.PROJECT_LEADER], reason="Reclame").status == Status.DECLINED


@pytest.mark.parametrize("status", list(Status))
def test_only_the_steps_of_the_table_are_taken(users: dict[Role, User], status: Status) -> None:
    extra = {"decline_reason": "Past niet."} if status == Status.DECLINED else {}
    item = ItemFactory(status=status, **extra)
    if Status.ARCHIVED in ALLOWED_STEPS[status]:
        assert archive_item(item=item, actor=users[Role.PROJECT_LEADER]).status == Status.ARCHIVED
    else:
        with pytest.raises(ValidationError, match="kan het niet"):
            archive_item(item=item, actor=users[Role.PROJECT_LEADER])


def test_borrowing_twice_is_once(users: dict[Role, User], organisation: Organisation) -> None:
    item = ItemFactory()
    for _ in range(2):
        borrow_item(item=item, organisation=organisation, actor=users[Role.COORDINATOR], on=DAY)
    assert Borrowing.objects.filter(item=item).count() == 1


def test_a_wish_sent_twice_is_one(users: dict[Role, User]) -> None:
    key = uuid.uuid4()
    for _ in range(2):
        make_wish(text="bodycam", actor=users[Role.REPORTER], submit_key=key)
    assert Wish.objects.count() == 1
