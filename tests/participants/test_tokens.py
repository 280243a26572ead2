"""The page with keys of the API: a key is shown once, belongs to the own organisation and can be revoked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from participants.access import Role
from participants.models import ApiToken, Organisation, User
from participants.models.tokens import digest_of, new_secret
from participants.services_tokens import MOST, make_token, token_for
from tests.helpers import assert_constant_queries

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Role | User | None], Client]
URL = "/deelnemers/koppelingen/"


def _make(organisation: Organisation, name: str) -> ApiToken:
    return ApiToken.objects.create(
        organisation=organisation,
        name=name,
        digest=digest_of(new_secret()),
        hint="vpt_abcd",
        expires_on=timezone.localdate() + timedelta(days=30),
    )


def test_a_new_key_stands_in_one_answer_and_never_again(client_for: ClientFor, organisation: Organisation) -> None:
    client = client_for(Role.COORDINATOR)
    made = client.post(URL, {"organisation": organisation.pk, "name": "zaaksysteem"})
    found = re.search(r"vpt_[\w-]{43}", made.content.decode())
    assert found and token_for(found[0], at=timezone.now()) == ApiToken.objects.get()
    later = client.get(URL).content.decode()
    assert "zaaksysteem" in later and found[0] not in later
    assert AuditEvent.objects.filter(code="participants.api_token.made", organisation_id=organisation.pk).count() == 1


@pytest.mark.parametrize("name", ["", "x" * 61, "bestaat al", "BESTAAT AL"])
def test_a_name_that_does_not_serve_is_told(client_for: ClientFor, organisation: Organisation, name: str) -> None:
    _make(organisation, "bestaat al")
    response = client_for(Role.COORDINATOR).post(URL, {"organisation": organisation.pk, "name": name})
    assert response.status_code == 422 and ApiToken.objects.count() == 1


def test_the_same_name_serves_again_once_it_is_revoked(client_for: ClientFor, organisation: Organisation) -> None:
    token, client = _make(organisation, "zaaksysteem"), client_for(Role.COORDINATOR)
    assert client.post(reverse("participants:revoke_token", args=[token.pk])).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert client.post(URL, {"organisation": organisation.pk, "name": "zaaksysteem"}).status_code == 200


def test_ten_keys_are_enough(client_for: ClientFor, organisation: Organisation) -> None:
    for number in range(MOST):
        _make(organisation, f"systeem {number}")
    response = client_for(Role.COORDINATOR).post(URL, {"organisation": organisation.pk, "name": "nog een"})
    assert response.status_code == 422 and "Trek er eerst een in" in response.content.decode()


def test_a_key_for_another_organisation_is_not_made(
    client_for: ClientFor, organisation: Organisation, other_organisation: Organisation
) -> None:
    client = client_for(Role.COORDINATOR)
    assert client.post(URL, {"organisation": other_organisation.pk, "name": "zaaksysteem"}).status_code == 422
    assert not ApiToken.objects.exists()
    assert client.post(URL, {"organisation": organisation.pk, "name": "zaaksysteem"}).status_code == 200


def test_a_service_asks_for_the_right_itself(users: dict[Role, User], other_organisation: Organisation) -> None:
    with pytest.raises(Exception, match="andere organisatie"):
        make_token(organisation=other_organisation, actor=users[Role.COORDINATOR], name="x", made_at=timezone.now())


def test_more_keys_take_no_more_queries(client_for: ClientFor, organisation: Organisation) -> None:
    def grow(number: int) -> None:
        for each in range(number):
            _make(organisation, f"systeem {ApiToken.objects.count()}-{each}")

    assert_constant_queries(client_for(Role.COORDINATOR), URL, grow)
