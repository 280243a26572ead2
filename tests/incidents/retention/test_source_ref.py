"""The reference in the employer's own system goes with the text; a mark of it keeps the same case from coming twice."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.delivery import marks
from incidents.models import Incident, IncidentText
from incidents.services.retention import anonymise_incident
from participants.access import Role
from participants.models import Organisation, User
from participants.services_tokens import make_token
from tests.incidents.delivery.placing import TWO, place, press

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db


def read_in(client: Client) -> None:
    press(client, place(client, TWO), "inlezen")


def erase(incident: Incident) -> Incident:
    anonymise_incident(incident, timezone.now())
    incident.refresh_from_db()
    return incident


def test_the_reference_goes_and_the_same_file_adds_nothing(client_for: ClientFor, organisation: Organisation) -> None:
    client = client_for(Role.COORDINATOR)
    read_in(client)
    erased = erase(Incident.objects.get(source_ref="1"))
    assert erased.source_ref.startswith(marks.ERASED) and len(erased.source_ref) == 34
    assert erased.source_ref == marks.erased(marks.secret_of(organisation.pk), "1"), "known to who has the secret"
    assert "Kenmerk in de bron" not in client.get(erased.get_absolute_url()).content.decode()
    read_in(client)
    assert Incident.objects.count() == 2
    assert not IncidentText.objects.get(incident=erased).narrative, "the words do not come back with the file"


def test_a_reference_that_was_erased_another_way_comes_in_again(client_for: ClientFor) -> None:
    """The negative control: it is the mark that tells, and nothing else about the case."""
    client = client_for(Role.COORDINATOR)
    read_in(client)
    erased = erase(Incident.objects.get(source_ref="1"))
    Incident.objects.filter(pk=erased.pk).update(source_ref=f"{marks.ERASED}{'0' * 32}")
    read_in(client)
    assert Incident.objects.count() == 3


def test_a_mark_is_left_as_it_is_and_twice_is_once(organisation: Organisation) -> None:
    secret = marks.secret_of(organisation.pk)
    mark = marks.PREFIX + marks.mark(secret, "iets")
    assert marks.erased(secret, mark) == mark and marks.erased(secret, f"{mark}#2") == f"{mark}#2"
    assert marks.erased(secret, marks.erased(secret, "ZS-1")) == marks.erased(secret, "ZS-1")
    assert marks.erased(secret, "") == ""
    assert not marks.is_mark("k:dossier 12") and not marks.is_mark("e:" + "g" * 32)


def test_a_system_that_sends_it_again_gets_the_same_case(organisation: Organisation, users: dict[Role, User]) -> None:
    actor = users[Role.COORDINATOR]
    secret = make_token(organisation=organisation, actor=actor, name="zaaksysteem", made_at=timezone.now())[1]
    case = {"bronkenmerk": "ZS-1", "gebeurdOp": "2026-01-02T10:00:00+01:00", "vormen": ["verbaal"], "plaats": "balie"}
    case |= {"ernst": "licht", "omschrijving": "Riep aan de balie."}

    def send() -> tuple[int, dict[str, object]]:
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": str(uuid.uuid4())}
        answer = Client().post("/api/v1/voorvallen", json.dumps(case), "application/json", headers=headers)
        return answer.status_code, answer.json()

    first = send()
    erased = erase(Incident.objects.get())
    again = send()
    assert (first[0], again[0]) == (201, 200)
    assert again[1] == {"kenmerk": erased.reference, "bronkenmerk": "ZS-1", "isNieuw": False}
    headers = {"Authorization": f"Bearer {secret}"}
    told = Client().get(reverse("api:incident", args=[erased.reference]), headers=headers).json()
    assert told["bronkenmerk"] == ""
