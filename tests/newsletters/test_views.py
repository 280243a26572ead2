"""The desk for those who may, and links that work without an account."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from core.links import sign
from core.models import OutgoingMail
from newsletters.letters import PREFERENCES_PURPOSE
from newsletters.models import Block, Edition, Subscription, SubscriptionStatus
from participants.access import Role
from participants.models import User
from tests.factories.newsletters import BlockFactory, EditionFactory, SubscriptionFactory
from tests.helpers import assert_constant_queries

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Role | User | None], Client]


def _token(subscription: Subscription) -> str:
    return sign(PREFERENCES_PURPOSE, str(subscription.pk))


def test_from_idea_to_sent(client_for: ClientFor) -> None:
    SubscriptionFactory()
    client = client_for(Role.SUPPORT)
    client.post(reverse("newsletters:index"), {"subject": "Voorjaar"})
    edition = Edition.objects.get()
    client.post(reverse("newsletters:add_block", args=[edition.pk]), {"suggestion": "text"})
    client.post(reverse("newsletters:add_block", args=[edition.pk]), {"suggestion": "question"})
    first, second = edition.blocks.all()
    client.post(reverse("newsletters:change_block", args=[second.pk]), {"step": "up"})
    assert [block.pk for block in edition.blocks.all()] == [second.pk, first.pk]
    client.post(reverse("newsletters:block", args=[first.pk]), {"heading": "Welkom", "text": "Dag", "link_text": ""})
    assert "Welkom" in client.get(reverse("newsletters:preview", args=[edition.pk])).content.decode()
    page = client.post(reverse("newsletters:send", args=[edition.pk]), follow=True).content.decode()
    assert "Tegenhouden" in page


def test_a_suggestion_that_does_not_exist_adds_nothing(client_for: ClientFor) -> None:
    edition = EditionFactory()
    client_for(Role.SUPPORT).post(reverse("newsletters:add_block", args=[edition.pk]), {"suggestion": "item-999"})
    assert not Block.objects.exists()


def test_opening_the_link_changes_nothing_and_pressing_the_button_does() -> None:
    reader, client = SubscriptionFactory(), Client()
    url = reverse("newsletters:preferences", args=[_token(reader)])
    assert client.get(url).status_code == 200
    reader.refresh_from_db()
    assert reader.status == SubscriptionStatus.ACTIVE
    assert client.post(url, {"status": "stopped"}).status_code == 200
    reader.refresh_from_db()
    assert reader.status == SubscriptionStatus.STOPPED


def test_one_click_needs_no_cookie_and_no_page_and_a_get_is_refused() -> None:
    reader = SubscriptionFactory()
    client = Client(enforce_csrf_checks=True)
    url = reverse("newsletters:one_click", args=[_token(reader)])
    assert client.get(url).status_code == 405
    assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    reader.refresh_from_db()
    assert reader.status == SubscriptionStatus.STOPPED


@pytest.mark.parametrize("token", ["x", "x:y:z", "%00", "a" * 500])
def test_a_link_that_was_tampered_with_is_explained(token: str) -> None:
    answer = Client().get(reverse("newsletters:preferences", args=[token]))
    assert answer.status_code in (400, 404)
    assert Client().post(reverse("newsletters:one_click", args=[token])).status_code in (400, 404)


def test_a_link_made_for_another_purpose_does_not_work() -> None:
    reader = SubscriptionFactory()
    token = sign("meetings.invitation", str(reader.pk))
    assert Client().get(reverse("newsletters:preferences", args=[token])).status_code == 404
    assert Client().get(reverse("newsletters:preferences", args=[_token(reader)])).status_code == 200


def test_subscribing_and_confirming() -> None:
    client = Client()
    page = client.post(reverse("newsletters:subscribe"), {"email": "nieuw@voorbeeld.example", "name": "Nieuw"})
    assert "Kijk in uw mail" in page.content.decode()
    reader = Subscription.objects.get()
    assert "/voorkeur/" in OutgoingMail.objects.get().text
    client.post(reverse("newsletters:preferences", args=[_token(reader)]), {"status": "active"})
    reader.refresh_from_db()
    assert reader.status == SubscriptionStatus.ACTIVE


def test_the_answer_does_not_tell_who_is_on_the_list() -> None:
    SubscriptionFactory(email="bekend@voorbeeld.example")
    pages = [
        Client().post(reverse("newsletters:subscribe"), {"email": email}).content.decode().replace(email, "")
        for email in ("bekend@voorbeeld.example", "vreemd@voorbeeld.example")
    ]
    assert pages[0] == pages[1]


def test_a_draft_is_not_in_the_archive() -> None:
    draft, sent = EditionFactory(), EditionFactory(sent=True)
    assert Client().get(reverse("newsletters:read", args=[draft.pk])).status_code == 404
    assert Client().get(reverse("newsletters:read", args=[sent.pk])).status_code == 200


def test_two_editors_the_second_is_told_and_keeps_the_text(client_for: ClientFor) -> None:
    edition, client = EditionFactory(), client_for(Role.SUPPORT)
    data = {"subject": "Eerste", "opening": "Een", "version": edition.version}
    assert client.post(edition.get_absolute_url(), data).status_code == 302
    page = client.post(edition.get_absolute_url(), {**data, "subject": "Tweede"})
    assert page.status_code == 200
    assert "Tweede" in page.content.decode()
    edition.refresh_from_db()
    assert edition.subject == "Eerste"


def test_the_list_takes_as_many_queries_for_twenty_as_for_two(client_for: ClientFor) -> None:
    client = client_for(Role.SUPPORT)
    assert_constant_queries(client, reverse("newsletters:index"), EditionFactory.create_batch)
    edition = EditionFactory()
    assert_constant_queries(client, edition.get_absolute_url(), lambda n: BlockFactory.create_batch(n, edition=edition))
