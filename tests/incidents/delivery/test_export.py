"""An organisation takes its cases along: read in again they add nothing, and text goes only when asked."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import jobs
from core.models import AuditEvent
from incidents.delivery import marks
from incidents.delivery.fields import BY_CODE
from incidents.models import ImportStatus, Incident
from incidents.services import case_export
from incidents.services.retention import anonymise_incident
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory
from tests.incidents.delivery.placing import TWO, place, press

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db


def test_an_export_read_in_again_adds_nothing(client: Client, organisation: Organisation) -> None:
    IncidentFactory(organisation=organisation, narrative="=1+1", location="Balie")
    IncidentFactory(organisation=organisation, closed=True)
    IncidentFactory(organisation=organisation, draft=True)
    press(client, place(client, TWO), "inlezen")
    for file_format, with_text in (("csv", ""), ("csv", "on"), ("xlsx", "on")):
        content = exported(client, file_format, with_text)
        run = place(client, content, f"x.{file_format}")
        assert (run.status, run.rows_total, run.rows_known, run.rows_new) == (ImportStatus.READY, 4, 4, 0)


def test_an_export_holds_no_marks_of_ours(client: Client) -> None:
    """A mark says nothing to a reader, and leads whoever has the secret to the file behind an erased reference."""
    press(client, place(client, TWO), "inlezen")
    press(client, place(client, "Datum en tijd;Vormen;Plaats\r\n20-6-2014;schelden;balie\r\n"), "inlezen")
    anonymise_incident(Incident.objects.get(source_ref="1"), timezone.now())
    refs = [*Incident.objects.order_by("pk").values_list("source_ref", flat=True)]
    assert [marks.is_mark(ref) for ref in refs] == [True, False, True]
    head, *lines = csv.reader(io.StringIO(exported(client, "csv", "").decode("utf-8-sig")), delimiter=";")
    assert [line[head.index(BY_CODE["source_ref"].label)] for line in lines] == ["", "2", ""]


def exported(client: Client, file_format: str, with_text: str) -> bytes:
    response = client.post(reverse("incidents:exports"), {"file_format": file_format, "with_text": with_text})
    jobs.run_waiting()
    assert client.get(response["Location"]).status_code == 200
    return b"".join(client.get(response["Location"] + "/bestand").streaming_content)  # type: ignore[attr-defined]


def test_an_export_holds_text_only_when_asked_and_runs_nothing(
    client: Client, client_for: ClientFor, organisation: Organisation, foreign_users: dict[Role, User]
) -> None:
    IncidentFactory(organisation=organisation, narrative="=1+1", location="Balie")
    IncidentFactory(narrative="van een ander")
    plain = exported(client, "csv", "")
    assert b"=1+1" not in plain
    with_text = exported(client, "csv", "on")
    assert b'"\'=1+1"' in with_text
    assert b"van een ander" not in with_text
    codes = AuditEvent.objects.filter(code__startswith="incidents.export.").values_list("code", flat=True)
    assert set(codes) >= {"incidents.export.asked", "incidents.export.asked_with_text", "incidents.export.downloaded"}
    job = jobs.Job.objects.filter(kind="incidents.export").latest("pk")
    stranger = client_for(foreign_users[Role.COORDINATOR])
    assert stranger.get(reverse("incidents:export_download", args=[job.pk])).status_code == 404


def test_a_workbook_holds_as_many_as_a_sheet_can_and_says_so_beyond(
    client: Client, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert case_export.MAX_XLSX_ROWS == 1_048_575
    IncidentFactory.create_batch(2, organisation=organisation)
    assert exported(client, "xlsx", "").startswith(b"PK")
    monkeypatch.setattr(case_export, "MAX_XLSX_ROWS", 1)
    response = client.post(reverse("incidents:exports"), {"file_format": "xlsx"})
    jobs.run_waiting()
    page = client.get(response["Location"]).content.decode()
    assert "te veel voorvallen voor één Excel-blad" in page and "Kies CSV." in page
