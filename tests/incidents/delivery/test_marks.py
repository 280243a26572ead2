"""What came in without a reference is known again by a mark that confirms no guess."""

from __future__ import annotations

import hashlib
import json
import threading
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable
from importlib import import_module
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from core.isolation import EVERYTHING, within
from incidents.delivery import encoding, marks
from incidents.delivery.rows import CleanCase, clean_case
from incidents.models import ApiRequest, DeliveryKey, Incident
from participants.access import Role
from participants.models import Organisation, User
from participants.services_tokens import make_token
from tests.incidents.delivery.placing import place, press

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db

ROW = {"occurred_at": "17-6-2014 10:40", "kinds": "schelden", "channel": "balie", "narrative": "Riep aan de balie."}
ROWS = (
    "Datum en tijd;Vormen;Plaats;Omschrijving\r\n17-6-2014 10:40;schelden;balie;Riep aan de balie.\r\n"
    "17-6-2014 10:40;schelden;balie;Riep aan de balie.\r\n18-6-2014;vernielen;straat;\r\n"
)
OLD, NEW = (urlsafe_b64encode(bytes([number] * 32)).decode() for number in (1, 2))


def read_in(client: Client, content: str) -> None:
    press(client, place(client, content), "inlezen")


def case() -> CleanCase:
    found = clean_case(ROW, at=timezone.now())
    assert isinstance(found, CleanCase)
    return found


def plain_digest() -> str:
    """Return what was kept before there were marks: anybody can make it from a guess."""
    return encoding._digest(case())


def stored() -> str:
    """Return all tables in which a row or a request leaves something, as a dump holds them."""
    with connection.cursor() as cursor:
        found = []
        for name in connection.introspection.table_names(cursor):
            if name.startswith(("incidents_", "core_")):
                cursor.execute(f'select t::text from "{name}" t')
                found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_a_row_is_known_by_a_mark_of_its_own_organisation(
    client: Client,
    client_for: ClientFor,
    organisation: Organisation,
    other_organisation: Organisation,
    foreign_users: dict[Role, User],
) -> None:
    read_in(client, ROWS)
    read_in(client_for(foreign_users[Role.COORDINATOR]), ROWS)
    refs = [
        {*Incident.objects.filter(organisation=each).values_list("source_ref", flat=True)}
        for each in (organisation, other_organisation)
    ]
    assert [len(each) for each in refs] == [3, 3]
    assert not refs[0] & refs[1]
    assert all(ref.startswith("k:") for each in refs for ref in each)


def test_no_table_confirms_a_guess(client: Client, organisation: Organisation) -> None:
    read_in(client, ROWS)
    key = DeliveryKey.objects.get()
    guesses = [plain_digest(), *(hashlib.sha256(text.encode()).hexdigest() for text in (ROWS, ROW["narrative"]))]
    dump = stored()
    assert Incident.objects.get(source_ref__endswith="#2").source_ref in dump
    for told in (*guesses, key.secret):
        assert told not in dump
    assert marks.mark(marks.secret_of(organisation.pk), plain_digest()) in dump, "with the secret it is found"


def test_without_a_secret_the_same_search_confirms_the_guess(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "mark", lambda secret, digest: digest)
    read_in(client, ROWS)
    assert plain_digest() in stored()


def test_after_a_change_of_keys_the_same_file_adds_nothing(client: Client, settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    read_in(client, ROWS)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    call_command("rotate_encryption_keys", stdout=StringIO())
    settings.ENCRYPTION_KEYS = [NEW]
    again = place(client, ROWS)
    assert (again.rows_new, again.rows_known) == (0, 3)
    DeliveryKey.objects.all().delete()
    assert place(client, ROWS).rows_new == 3, "another secret knows nothing of before"


def test_a_request_is_known_by_a_mark_too(organisation: Organisation, users: dict[Role, User]) -> None:
    secret = make_token(organisation=organisation, actor=users[Role.COORDINATOR], name="z", made_at=timezone.now())[1]
    sent = {"bronkenmerk": "Z1", "gebeurdOp": "2026-01-02T10:00:00+01:00", "vormen": ["verbaal"], "plaats": "balie"}
    content = json.dumps(sent | {"omschrijving": "Riep aan de balie."})
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": str(uuid.uuid4())}
    for _ in range(2):
        response = Client().post("/api/v1/voorvallen", content, "application/json", headers=headers)
        assert response.status_code == 201, response.content
    asked = b" ".join((b"POST", b"/api/v1/voorvallen", content.encode()))
    digest = hashlib.sha256(asked).hexdigest()
    assert ApiRequest.objects.get().fingerprint == marks.mark(marks.secret_of(organisation.pk), digest)
    assert digest not in stored()


def test_what_came_in_before_there_were_marks_is_known_again(client: Client, organisation: Organisation) -> None:
    """The migration makes marks of the digests of before: their words are not needed."""
    read_in(client, ROWS)
    secret, refs = marks.secret_of(organisation.pk), {}
    for digest in [plain_digest(), "0" * 24]:
        refs[marks.PREFIX + marks.mark(secret, digest)] = f"h:{digest}"
    for incident in Incident.objects.order_by("pk"):
        start, sign, number = incident.source_ref.partition("#")
        Incident.objects.filter(pk=incident.pk).update(source_ref=refs.get(start, "h:vernield") + sign + number)
    ApiRequest.objects.create(organisation=organisation, key="a", fingerprint="f" * 64)
    DeliveryKey.objects.all().delete()
    assert place(client, ROWS).rows_known == 0
    DeliveryKey.objects.all().delete()
    import_module("incidents.migrations.0015_keyed_marks").key_the_marks(None, SimpleNamespace(connection=connection))
    again = place(client, ROWS)
    assert (again.rows_new, again.rows_known) == (1, 2), "what only looks like a digest stays as it is"
    assert Incident.objects.filter(source_ref="h:vernield").exists()
    assert ApiRequest.objects.get().fingerprint == marks.mark(marks.secret_of(organisation.pk), "f" * 64)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_secret(organisation: Organisation) -> None:
    found: list[bytes] = []
    together = threading.Barrier(4)

    def ask() -> None:
        with within(EVERYTHING):
            together.wait()
            found.append(marks.secret_of(organisation.pk))
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len(set(found)) == 1
    assert DeliveryKey.objects.count() == 1
