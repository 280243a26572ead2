"""Odd addresses and tampered forms of the admin and of signing in: a sentence, never an error of ours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from participants.access import Role
from participants.admin_base import NO_SUCH_LIST
from participants.models import Organisation

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
