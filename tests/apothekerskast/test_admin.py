"""The cupboard in the admin: what was offered is placed or declined, and declined only with a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from apothekerskast.models import Item, Status
from participants.access import Role
from tests.factories.apothekerskast import ItemFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Role], Client]


def _act(client_for: ClientFor, action: str, item: Item) -> Status:
    client_for(Role.PROJECT_LEADER).post(
        reverse("admin:apothekerskast_item_changelist"), {"action": action, "_selected_action": [item.pk]}
    )
    item.refresh_from_db()
    return Status(item.status)


def test_an_offer_is_declined_with_the_reason_that_stands_at_it(client_for: ClientFor) -> None:
    assert _act(client_for, "decline", ItemFactory(offered=True, decline_reason="Dit is reclame.")) == Status.DECLINED


def test_an_offer_without_a_reason_is_not_declined(client_for: ClientFor) -> None:
    assert _act(client_for, "decline", ItemFactory(offered=True)) == Status.OFFERED


def test_an_offer_is_placed(client_for: ClientFor) -> None:
    assert _act(client_for, "publish", ItemFactory(offered=True)) == Status.PUBLISHED
