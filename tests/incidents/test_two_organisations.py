"""Who works at two organisations says for which one, and what is sent goes there."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from incidents.models import ImportRun, Incident, LightIncident
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.participants import MembershipFactory

ClientFor = Callable[[Role | User | None], Client]
PAGES = ["incidents:index", "incidents:light", "incidents:imports"]
QUESTION = "Voor welke organisatie?"


@pytest.fixture
def client(client_for: ClientFor, users: dict[Role, User], other_organisation: Organisation) -> Client:
    """A coordinator who is one at another organisation too."""
    user = users[Role.COORDINATOR]
    MembershipFactory(person=user.person, role=Role.COORDINATOR, organisation=other_organisation)
    return client_for(user)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_asks_and_starts_with_the_one_at_hand(
    client: Client, other_organisation: Organisation, name: str
) -> None:
    page = client.get(reverse(name), {"org": other_organisation.code}).content.decode()
    assert QUESTION in page
    assert f'<option value="{other_organisation.code}" selected>' in page


@pytest.mark.parametrize("name", PAGES)
def test_with_one_organisation_nothing_is_asked(client_for: ClientFor, name: str) -> None:
    assert QUESTION not in client_for(Role.COORDINATOR).get(reverse(name)).content.decode()


def test_what_is_sent_goes_to_the_one_that_was_chosen(
    client: Client, other_organisation: Organisation, settings: Any, tmp_path: Path
) -> None:
    settings.PRIVATE_ROOT = tmp_path
    given = {"org": other_organisation.code, "submit_key": str(uuid.uuid4())}
    client.post(reverse("incidents:begin"), given)
    client.post(reverse("incidents:light"), {**given, "kind": "verbaal"})
    content = SimpleUploadedFile("v.csv", b"Datum en tijd;Vormen;Plaats\r\n17-6-2014;vernielen;straat\r\n")
    client.post(reverse("incidents:imports"), {**given, "file": content, "source_system": "import"})
    for model in (Incident, LightIncident, ImportRun):
        assert model._base_manager.get().organisation == other_organisation
