"""Deleting an organisation of which rows stand behind the second wall: said in words, never half done."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from incidents.models import Incident
from participants.access import Role
from participants.admin_base import STILL_NEEDED
from participants.models import Organisation
from tests.factories.incidents import IncidentFactory
from tests.factories.participants import OrganisationFactory, make_user
from tests.helpers import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def delete(organisation: Organisation, action: bool) -> Any:
    """Delete as project leader, by its own page or from the list."""
    leader = make_user(Role.PROJECT_LEADER, OrganisationFactory(code="VRE"), email="p@voorbeeld.example")
    client = sign_in(Client(raise_request_exception=False), leader)
    if action:
        chosen = {"action": "delete_selected", "_selected_action": [organisation.pk], "post": "yes"}
        return client.post(reverse("admin:participants_organisation_changelist"), chosen)
    return client.post(reverse("admin:participants_organisation_delete", args=[organisation.pk]), {"post": "yes"})


@pytest.mark.parametrize("action", [False, True], ids=["page", "action"])
def test_an_organisation_with_incidents_stays(action: bool) -> None:
    """The project leader sees none of them, so the admin cannot find them; the keys of the database still do."""
    organisation = OrganisationFactory(code="EIG")
    IncidentFactory(organisation=organisation)
    response = delete(organisation, action)
    assert response.status_code == 400 and STILL_NEEDED in response.content.decode()
    assert Organisation.objects.filter(pk=organisation.pk).exists()
    assert Incident.objects.count() == 1
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("action", [False, True], ids=["page", "action"])
def test_an_empty_organisation_goes(action: bool) -> None:
    organisation = OrganisationFactory(code="EIG")
    assert delete(organisation, action).status_code == 302
    assert not Organisation.objects.filter(pk=organisation.pk).exists()
    assert LogEntry.objects.count() == 1
