"""A scanner of viruses that stalls: the page says so before the database ends the request, and nothing is lost."""

from __future__ import annotations

import io
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from apothekerskast.models import Drawer, Item
from core import uploads
from core.models import StoredFile
from incidents.models import Attachment, Incident
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory

ClientFor = Callable[[Role | User | None], Client]
pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
LIMIT = "900ms"


def picture() -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(buffer, "JPEG")
    return SimpleUploadedFile("foto.jpg", buffer.getvalue(), "image/jpeg")


@pytest.fixture(autouse=True)
def impatient(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Let the database end a transaction that waits for a second, as it does for half a minute in production."""
    settings.PRIVATE_ROOT = tmp_path
    with connection.cursor() as cursor:
        cursor.execute(f"set idle_in_transaction_session_timeout = '{LIMIT}'")
    yield
    connection.close()


@pytest.fixture
def incident(organisation: Organisation) -> Incident:
    made: Incident = IncidentFactory(organisation=organisation, in_progress=True)
    return made


def send(client: Client, incident: Incident) -> HttpResponse:
    address = reverse("incidents:attachments", args=[incident.reference])
    answer: HttpResponse = client.post(address, {"chosen": [picture()], "submit_key": str(uuid.uuid4())})  # type: ignore[assignment]
    return answer


def test_the_page_says_that_the_scanner_stalls(
    client_for: ClientFor, incident: Incident, stalling_scanner: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "SCAN_SECONDS", 0.3)
    answer = send(client_for(Role.COORDINATOR), incident)
    assert answer.status_code == 422
    assert "De virusscanner antwoordt niet op tijd." in answer.content.decode()
    assert not Attachment.objects.exists() and not StoredFile.objects.exists()


def test_a_scan_that_outlasts_the_database_is_a_fault(
    client_for: ClientFor, incident: Incident, stalling_scanner: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This is what the term is for: without it the transaction is gone before the sentence can be written."""
    monkeypatch.setattr(uploads, "SCAN_SECONDS", 2.5)
    with pytest.raises(DatabaseError):
        send(client_for(Role.COORDINATOR), incident)
    connection.close()
    assert not Attachment.objects.exists()


def test_what_was_typed_beside_the_file_stays(
    client_for: ClientFor,
    organisation: Organisation,
    stalling_scanner: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(uploads, "SCAN_SECONDS", 0.3)
    typed = {
        "title": "Baliegesprek oefenen",
        "summary": "Een half uur met een acteur.",
        "kind": "factsheet",
        "drawers": [Drawer.objects.get(slug="reageren").pk],
        "organisation": organisation.pk,
    }
    page = client_for(Role.COORDINATOR).post(reverse("apothekerskast:offer"), typed | {"file": picture()})
    text = page.content.decode()
    assert "antwoordt niet op tijd" in text
    assert "Baliegesprek oefenen" in text and "Een half uur met een acteur." in text
    assert not Item.objects.exists()
