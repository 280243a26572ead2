"""Odd addresses and tampered forms of the admin and of signing in: a sentence, never an error of ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from participants.access import Role
from participants.admin_base import NO_SUCH_LIST
from participants.models import Organisation, User
from tests.factories.participants import MembershipFactory, PersonFactory, SeatFactory
from tests.fuzz.pages import read

ClientFor = Callable[[Role | None], Client]


@pytest.mark.parametrize("query", ["pk=__all__", "id__gt=abc", "onzin__x=1"])
def test_export_of_a_list_that_does_not_exist(client_for: ClientFor, query: str) -> None:
    url = reverse("admin:participants_organisation_export")
    client = client_for(Role.PROJECT_LEADER)
    assert client.get(f"{url}?q=gemeente").status_code == 200
    response = client.get(f"{url}?{query}")
    assert response.status_code == 400
    assert NO_SUCH_LIST in response.content.decode()


@pytest.mark.parametrize("kind", ["import", "export"])
def test_a_fault_in_a_hidden_field_is_told(client_for: ClientFor, kind: str) -> None:
    url = reverse(f"admin:participants_organisation_{kind}")
    response = client_for(Role.PROJECT_LEADER).post(url, {"resource": "vreemd", "format": "0"})
    assert response.status_code == 200
    assert "vreemd is geen beschikbare keuze" in response.content.decode()


def test_an_empty_field_name_in_the_address_of_the_admin(client_for: ClientFor, organisation: Organisation) -> None:
    url = reverse("admin:participants_organisation_delete", args=[organisation.pk])
    assert client_for(Role.PROJECT_LEADER).get(f"{url}?_to_field=").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["http://[::1", "http://[x]/", "//elders.example"])
def test_signing_in_does_not_follow_what_is_no_address(address: str) -> None:
    response = Client().get(reverse("account_login"), {"next": address})
    assert response.status_code == 200
    assert address not in response.content.decode()


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2020-01-01", "ligt voor ‘van’"),
        ("0001-01-01", "Vul een jaar in tussen 1900 en 2100."),
        ("9999-12-31", "Vul een jaar in tussen 1900 en 2100."),
    ],
)
def test_a_role_ends_on_a_day_that_can_be(
    client_for: ClientFor, organisation: Organisation, day: str, sentence: str
) -> None:
    person = PersonFactory(organisation=organisation)
    membership = MembershipFactory(
        person=person, role=Role.REPORTER, organisation=organisation, starts_on=date(2021, 1, 1)
    )
    url = reverse("participants:end_role", args=[membership.pk])
    client = client_for(Role.COORDINATOR)
    response = client.post(url, {"ends_on": day})
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert client.post(url, {"ends_on": "2021-01-01"}).status_code == 302


def test_a_role_is_not_handed_over_before_all_days(client_for: ClientFor, users: dict[Role, User]) -> None:
    membership = users[Role.COORDINATOR].person.memberships.get()
    to = PersonFactory(organisation=membership.organisation)
    url = reverse("participants:hand_over", args=[membership.pk])
    response = client_for(Role.COORDINATOR).post(url, {"to": to.pk, "on": "0001-01-01"})
    assert response.status_code == 200
    assert "Vul een jaar in tussen 1900 en 2100." in response.content.decode()


def test_a_fault_in_a_hidden_field_of_a_table_is_told(client_for: ClientFor, organisation: Organisation) -> None:
    seat = SeatFactory(organisation=organisation)
    url = reverse("admin:participants_organisation_change", args=[organisation.pk])
    client = client_for(Role.PROJECT_LEADER)
    form = read(url, client.get(url).content.decode()).forms
    inputs = next(one for one in form if "seats-0-id" in one.inputs).inputs
    values = {name: one.chosen if one.kind in {"select", "checkbox"} else one.value for name, one in inputs.items()}
    assert client.post(url, {**values, "seats-0-title": "Nieuw"}).status_code == 302
    response = client.post(url, {**values, "seats-0-id": str(seat.pk + 99_999)})
    assert response.status_code == 200
    assert "Deze keuze is niet beschikbaar" in response.content.decode()


def test_a_form_of_the_admin_that_is_sent_twice_is_told(client_for: ClientFor, organisation: Organisation) -> None:
    SeatFactory(organisation=organisation)
    url = reverse("admin:participants_organisation_change", args=[organisation.pk])
    client = client_for(Role.PROJECT_LEADER)
    form = read(url, client.get(url).content.decode()).forms
    inputs = next(one for one in form if "seats-0-id" in one.inputs).inputs
    values = {name: one.chosen if one.kind in {"select", "checkbox"} else one.value for name, one in inputs.items()}
    twice = {**values, "seats-INITIAL_FORMS": "0", "seats-0-id": ""}
    response = client.post(url, twice)
    assert response.status_code == 409
    assert "twee keer op Opslaan" in response.content.decode()
    assert organisation.seats.count() == 1


@pytest.mark.parametrize(("length", "status"), [(254, 302), (255, 200)])
def test_a_colleague_has_an_address_that_fits(
    client_for: ClientFor, organisation: Organisation, length: int, status: int
) -> None:
    email = "a" * (length - len("@b.nl")) + "@b.nl"
    values = {"organisation": organisation.pk, "name": "Jan", "email": email, "role": "reporter"}
    response = client_for(Role.COORDINATOR).post(
        reverse("participants:add_colleague"), {**values, "starts_on": "2021-01-01"}
    )
    assert response.status_code == status
