"""The pages of the cupboard, each refusal beside a success with the same set-up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apothekerskast.models import Borrowing, Drawer, Item
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.apothekerskast import BorrowingFactory, ItemFactory
from tests.helpers import assert_constant_queries

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Role | User | None], Client]


def _offer_data(organisation: Organisation, **changed: object) -> dict[str, object]:
    return {
        "title": "Poster met huisregels",
        "summary": "Vijf regels.",
        "kind": "factsheet",
        "drawers": [Drawer.objects.get(slug="norm").pk],
        "body": "Hang hem op.",
        "organisation": organisation.pk,
        **changed,
    }


def test_the_home_page_shows_nine_drawers_and_admits_an_empty_one(client_for: ClientFor) -> None:
    ItemFactory(drawers=["nazorg"])
    page = client_for(Role.REPORTER).get(reverse("apothekerskast:index")).content.decode()
    assert page.count("drawer-number") == 9
    assert page.count("nog leeg") == 8


def test_a_search_without_result_offers_to_ask(client_for: ClientFor) -> None:
    client = client_for(Role.COORDINATOR)
    page = client.get(reverse("apothekerskast:results"), {"q": "bodycam"}).content.decode()
    assert "Nog niets over ‘bodycam’" in page
    answer = client.post(reverse("apothekerskast:wish"), {"text": "bodycam"}, follow=True)
    assert "bodycam" in answer.content.decode()


def test_an_offer_is_seen_by_its_giver_and_by_no_other(client_for: ClientFor, users: dict[Role, User]) -> None:
    item = ItemFactory(offered=True, offered_by=users[Role.COORDINATOR])
    assert client_for(Role.COORDINATOR).get(item.get_absolute_url()).status_code == 200
    assert client_for(Role.BOARD).get(item.get_absolute_url()).status_code == 404


def test_offering_with_a_text_or_a_file(client_for: ClientFor, organisation: Organisation) -> None:
    client = client_for(Role.COORDINATOR)
    url = reverse("apothekerskast:offer")
    assert client.post(url, _offer_data(organisation)).status_code == 302
    refused = client.post(url, _offer_data(organisation, body=""))
    assert "Voeg een bestand toe of schrijf een korte uitleg" in refused.content.decode()
    assert Item.objects.count() == 1


def test_a_file_that_is_not_what_it_says_is_refused_with_the_typed_text_kept(
    client_for: ClientFor, organisation: Organisation
) -> None:
    upload = SimpleUploadedFile("huisregels.pdf", b"<html><script>alert(1)</script>", "application/pdf")
    page = client_for(Role.COORDINATOR).post(reverse("apothekerskast:offer"), _offer_data(organisation, file=upload))
    assert page.status_code == 200
    assert "Poster met huisregels" in page.content.decode()
    assert not Item.objects.exists()


def test_offering_for_another_organisation_is_refused(
    client_for: ClientFor, other_organisation: Organisation, organisation: Organisation
) -> None:
    client, url = client_for(Role.COORDINATOR), reverse("apothekerskast:offer")
    assert client.post(url, _offer_data(other_organisation)).status_code == 200
    assert not Item.objects.exists()
    assert client.post(url, _offer_data(organisation)).status_code == 302


def test_borrowing_for_the_own_and_not_for_another_organisation(
    client_for: ClientFor, organisation: Organisation, other_organisation: Organisation
) -> None:
    item, client = ItemFactory(), client_for(Role.COORDINATOR)
    url = reverse("apothekerskast:borrow", args=[item.pk])
    client.post(url, {"organisation": other_organisation.pk})
    assert not Borrowing.objects.exists()
    client.post(url, {"organisation": organisation.pk})
    assert Borrowing.objects.get().organisation == organisation


def test_only_the_borrower_answers_whether_it_helped(
    client_for: ClientFor, organisation: Organisation, other_organisation: Organisation
) -> None:
    client = client_for(Role.COORDINATOR)
    foreign, own = BorrowingFactory(organisation=other_organisation), BorrowingFactory(organisation=organisation)
    data = {"helped": "yes", "remark": "Ja."}
    assert client.post(reverse("apothekerskast:judge", args=[foreign.pk]), data).status_code == 404
    assert client.post(reverse("apothekerskast:judge", args=[own.pk]), data).status_code == 302
    own.refresh_from_db()
    assert own.helped == "yes"


@pytest.mark.parametrize("name", ["index", "results", "drawer"])
def test_lists_take_as_many_queries_for_twenty_as_for_two(client_for: ClientFor, name: str) -> None:
    url = {
        "index": reverse("apothekerskast:index"),
        "results": reverse("apothekerskast:results") + "?q=werkwijze",
        "drawer": reverse("apothekerskast:drawer", args=["norm"]),
    }[name]

    def grow(count: int) -> None:
        for _ in range(count):
            BorrowingFactory()

    assert_constant_queries(client_for(Role.COORDINATOR), url, grow)
