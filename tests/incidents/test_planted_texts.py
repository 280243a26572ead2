"""A dump of the database gives none of two hundred texts that were planted through the pages of the portal."""

from __future__ import annotations

import io
import json
import os
import secrets
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from core import jobs
from core.encryption import EncryptedTextField
from incidents.handling.parts import BY_SLUG
from incidents.models import Duty, ImportMapping, ImportRun, Incident, MiniReport, OrganisationRound, RoundRemark
from incidents.posters import token_of
from participants.access import Role
from participants.services_tokens import make_token
from tests.factories.incidents import MeasurementRoundFactory
from tests.factories.incidents_letters import PosterFactory
from vpt_portal.local.console import CannotGoOn
from vpt_portal.local.postgres import binaries

WANTED = 200
ClientFor = Callable[..., Client]


class Planter:
    """Makes texts that occur nowhere else, and remembers them."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def word(self) -> str:
        """Return the next planted text: a word of sixteen letters, so that it survives every form."""
        self.texts.append("".join(secrets.choice("bcdfghjkmnpqrstvwz") for _ in range(16)))
        return self.texts[-1]


def dump() -> bytes:
    """Return the whole database as its owner dumps it; without `pg_dump`, every table copied out."""
    owner = settings.OWNER_DATABASE
    try:
        program = binaries() / "pg_dump"
    except CannotGoOn:
        program = Path("/nowhere")
    if not program.exists():
        return b"".join(_copies())
    words = [program, "--host", owner["HOST"], "--username", owner["USER"], connection.settings_dict["NAME"]]
    words += ["--port", str(owner["PORT"])] if owner["PORT"] else []
    env = {**os.environ, "PGPASSWORD": owner["PASSWORD"] or ""}
    done = subprocess.run([str(word) for word in words], env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def _copies() -> Iterator[bytes]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                yield from (bytes(row) for row in rows)


def found_in(content: bytes, planted: list[str]) -> list[str]:
    return [text for text in planted if text.encode() in content]


def plant_report(client: Client, planter: Planter) -> Incident:
    """Register one report, screen by screen, with words wherever words are asked, and more while it is typed."""
    client.post(reverse("incidents:begin"), {"submit_key": str(uuid.uuid4())})
    draft = Incident.objects.order_by("-pk")[0]
    answers: list[tuple[str, dict[str, Any]]] = [
        ("wat", {"kinds": ["verbaal"]}),
        ("wanneer", {"when": "nu"}),
        ("waar", {"channel": "balie", "location": planter.word()}),
        ("ernst", {"severity": "middel"}),
        ("veroorzaker", {"offender_known": "ja"}),
        ("gedaan", {"actions_taken": ["niets"]}),
        ("woorden", {"narrative": planter.word(), "own_reference": planter.word()}),
    ]
    typed = {"narrative": planter.word(), "own_reference": planter.word()}
    assert client.post(reverse("incidents:autosave", args=[draft.reference]), typed).status_code == 200
    for slug, data in answers:
        response = client.post(reverse("incidents:step", args=[draft.reference, slug]), data)
        assert response.status_code == 302, (slug, response.context["form"].errors, data)
    client.post(reverse("incidents:check", args=[draft.reference]))
    draft.refresh_from_db()
    assert draft.reported_at is not None
    return draft


def plant_parts(client: Client, incident: Incident, planter: Planter) -> None:
    """Edit every part that takes words."""
    for slug, part in BY_SLUG.items():
        if part.form.TEXT:
            url = reverse("incidents:change", args=[incident.reference, slug])
            form = client.get(url).context["form"]
            data = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "")}
            data |= {name: planter.word() for name in part.form.TEXT}
            response = client.post(url, data)
            assert response.status_code == 302, (slug, response.context["form"].errors, data)


def plant_file(client: Client, incident: Incident, planter: Planter) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, "PNG")
    file = SimpleUploadedFile(f"{planter.word()}.png", buffer.getvalue(), "image/png")
    url = reverse("incidents:attachments", args=[incident.reference])
    assert client.post(url, {"chosen": [file], "submit_key": str(uuid.uuid4())}).status_code == 302


def plant_conclusion(client: Client, incident: Incident, planter: Planter) -> None:
    now = timezone.now()
    Duty.objects.filter(incident=incident).update(state="niet_nodig", reason="anders", answered_at=now, done_at=None)
    url = reverse("incidents:flow", args=[incident.reference, "afhandelen"])
    if incident.status == "gemeld":
        client.post(reverse("incidents:flow", args=[incident.reference, "oppakken"]), {"version": _version(incident)})
    response = client.post(url, {"conclusion": planter.word(), "version": _version(incident)})
    assert response.status_code == 302, response.content.decode()


def _version(incident: Incident) -> int:
    return Incident.objects.get(pk=incident.pk).version


def plant(client: Client, number: int) -> Planter:
    """Plant texts until there are so many, each time in all places where an incident takes words."""
    planter = Planter()
    while len(planter.texts) < number:
        incident = plant_report(client, planter)
        plant_parts(client, incident, planter)
        plant_file(client, incident, planter)
        plant_conclusion(client, incident, planter)
    return planter


def plant_poster(organisation: Any, planter: Planter) -> None:
    """Send a short report from a poster, without an account."""
    address = reverse("poster:report", args=[token_of(PosterFactory(organisation=organisation, label="Hal"))])
    answers = {"kinds": ["verbaal"], "when": "nu", "channel": "balie", "severity": "licht", "words": planter.word()}
    response = Client().post(address, {"submit_key": str(uuid.uuid4()), **answers})
    assert response.status_code < 400 and MiniReport.objects.get().words == planter.texts[-1]


def plant_delivery(client: Client, planter: Planter) -> None:
    """Deliver a file of cases with words, and read it in; and one with a fault, which stays as it is."""
    head = "Kenmerk;Datum en tijd;Vormen;Plaats;Ernst;Omschrijving;Locatie;Afsluitende zin"
    for key, moment in (("A1", "17-6-2014 10:40"), ("A2", "99-99-2014")):
        kind = "schelden of beledigen" if key == "A1" else planter.word()  # a column that was taken for another
        words = f"{planter.word()};{planter.word()};{planter.word()}"
        content = f"{head}\r\n{key};{moment};{kind};balie;licht;{words}\r\n".encode()
        file = SimpleUploadedFile(f"{planter.word()}.csv", content)
        client.post(reverse("incidents:imports"), {"file": file, "source_system": "import"})
        jobs.run_waiting()
        run = ImportRun.objects.latest("pk")
        client.post(reverse("incidents:import_step", args=[run.pk, "inlezen"]), {"version": run.version})
        jobs.run_waiting()
    assert Incident.objects.get(source_ref="A1").text.narrative in planter.texts
    plant_delivery_without_headings(client, planter)


def plant_delivery_without_headings(client: Client, planter: Planter) -> None:
    """Deliver a file whose first case stands where headings are expected, and say what a word in it means."""
    content = f"{planter.word()};{planter.word()};balie\r\nA3;17-6-2014;balie\r\n".encode()
    client.post(reverse("incidents:imports"), {"file": SimpleUploadedFile("x.csv", content), "source_system": "gir"})
    assert ImportRun.objects.latest("pk").columns[:2] == planter.texts[-2:]
    word = planter.word()
    content = f"Kenmerk;Datum en tijd;Vormen;Plaats;Ernst\r\nA4;17-6-2014 10:40;{word};balie;licht\r\n".encode()
    client.post(reverse("incidents:imports"), {"file": SimpleUploadedFile("y.csv", content), "source_system": "import"})
    run = ImportRun.objects.latest("pk")
    answers = {"about": "words", "version": run.version, "w0": "verbaal"}
    client.post(reverse("incidents:import_explain", args=[run.pk]), answers)
    assert word in ImportMapping.objects.get(source_system="import").words["kinds"]


def plant_by_system(organisation: Any, actor: Any, planter: Planter) -> None:
    """Let the organisation's own system deliver a case."""
    secret = make_token(organisation=organisation, actor=actor, name="zaaksysteem", made_at=timezone.now())[1]
    case = {"bronkenmerk": "Z1", "gebeurdOp": "2026-01-02T10:00:00+01:00", "vormen": ["verbaal"], "plaats": "balie"}
    case |= {"ernst": "licht", "omschrijving": planter.word()}
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": str(uuid.uuid4())}
    response = Client().post("/api/v1/voorvallen", json.dumps(case), "application/json", headers=headers)
    assert response.status_code == 201, response.content


@pytest.fixture(autouse=True)
def private(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path
    return tmp_path


@pytest.mark.django_db(transaction=True)
def test_a_dump_holds_none_of_two_hundred_planted_texts(
    client_for: ClientFor, organisation: Any, users: dict[Role, Any], private: Path
) -> None:
    client = client_for(Role.COORDINATOR)
    planter = plant(client, WANTED)
    incident = Incident.objects.order_by("-pk")[0]
    plant_poster(organisation, planter)
    plant_delivery(client, planter)
    plant_by_system(organisation, users[Role.COORDINATOR], planter)
    row = OrganisationRound.objects.create(round=MeasurementRoundFactory(), organisation=organisation)
    remark = RoundRemark.objects.create(row=row, organisation=organisation, text=planter.word())
    page = client.get(incident.get_absolute_url()).content.decode()
    assert len(found_in(page.encode(), planter.texts)) >= 6, "what was planted is read on the page"
    assert RoundRemark.objects.get(pk=remark.pk).text == planter.texts[-1]
    content = dump()
    assert incident.reference.encode() in content, "the dump holds the incidents"
    assert found_in(content, planter.texts) == []
    on_disk = b"".join(str(path).encode() + path.read_bytes() for path in private.rglob("*") if path.is_file())
    assert on_disk and found_in(on_disk, planter.texts) == []


@pytest.mark.django_db(transaction=True)
def test_without_encryption_the_same_search_finds_them(client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EncryptedTextField, "get_prep_value", models.TextField.get_prep_value)
    monkeypatch.setattr(EncryptedTextField, "from_db_value", lambda self, value, *_: value)
    planter = plant(client_for(Role.COORDINATOR), 10)
    assert len(found_in(dump(), planter.texts)) >= 7, "what was typed later replaced the rest"


READABLE = {
    "Incident.source_ref": "the number of the case in the employer's own system, by which it is recognised",
}
"""Text fields about an incident that stand readable in the database, each with its reason."""


def test_every_field_of_an_incident_that_takes_words_is_encrypted() -> None:
    """Coded answers have choices or twenty characters at most; what is longer can hold a person."""
    own = {Incident, MiniReport, *(each.related_model for each in Incident._meta.related_objects)}
    readable = {
        f"{model.__name__}.{field.name}"
        for model in own
        if model._meta.app_label == "incidents"
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, EncryptedTextField)
        and not field.choices
        and (field.max_length is None or field.max_length > 20)
    }
    assert readable == set(READABLE)
