"""A file tells of departments: known by name, explained once, and the same on the way out."""

from __future__ import annotations

import csv
import io
import json
import uuid
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.delivery.departments import Departments
from incidents.models import ImportMapping, ImportStatus, Incident, Unit
from participants.access import Role
from participants.models import Organisation, User
from participants.services_tokens import make_token
from tests.incidents.delivery.placing import book, place, press
from tests.incidents.delivery.test_export import exported

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db
HEAD = "Kenmerk;Datum en tijd;Vormen;Plaats;Afdeling\r\n"


@pytest.fixture
def desk(organisation: Organisation) -> Unit:
    Unit.objects.create(organisation=organisation, name="Zwembad")
    return Unit.objects.create(organisation=organisation, name="Klant-contactcentrum")


def rows(*names: str) -> str:
    return HEAD + "".join(f"{n};17-6-2014 10:40;schelden;balie;{name}\r\n" for n, name in enumerate(names, 1))


def test_a_department_is_known_by_its_name_however_it_is_written(client: Client, desk: Unit) -> None:
    run = place(client, rows("Klant-contactcentrum", "KLANT CONTACTCENTRUM", "", "nvt"))
    assert run.status == ImportStatus.READY, run.problems
    press(client, run, "inlezen")
    found = Incident.objects.order_by("source_ref").values_list("unit", flat=True)
    assert [*found] == [desk.pk, desk.pk, None, None]
    page = client.get(Incident.objects.get(source_ref="1").get_absolute_url()).content.decode()
    assert "Klant-contactcentrum" in page


def test_one_that_is_out_of_the_list_is_known_for_cases_of_then(client: Client, desk: Unit) -> None:
    Unit.objects.filter(pk=desk.pk).update(is_current=False)
    press(client, place(client, rows("klant-contactcentrum")), "inlezen")
    assert Incident.objects.get().unit == desk


def test_an_unknown_one_is_told_with_the_row_the_column_and_the_known_ones(client: Client, desk: Unit) -> None:
    run = place(client, rows("Zwembad", "Balie <b>"))
    assert (run.status, run.rows_faulty) == (ImportStatus.FAULTY, 1)
    page = client.get(run.get_absolute_url()).content.decode()
    for told in (
        "Regel&nbsp;3",
        "Afdeling",
        "‘Balie &lt;b&gt;’ is geen afdeling van uw organisatie.",
        "Bekend zijn: Klant-contactcentrum, Zwembad.",
        "Zeg hierboven welke afdeling dit is",
    ):
        assert told in page, told
    assert not Incident.objects.exists()


def test_what_another_system_calls_it_is_said_once(client: Client, desk: Unit) -> None:
    run = place(client, rows("KCC 2e verdieping"), source="gir")
    answer = {"about": "words", "version": run.version, "w0": str(desk.pk)}
    client.post(reverse("incidents:import_explain", args=[run.pk]), answer)
    run.refresh_from_db()
    assert run.status == ImportStatus.READY
    assert ImportMapping.objects.get().words["unit"] == {"kcc 2e verdieping": str(desk.pk)}
    press(client, run, "inlezen")
    assert Incident.objects.get().unit == desk
    assert place(client, rows("Zwembad", "KCC 2e verdieping"), source="gir").status == ImportStatus.READY


def test_the_department_of_another_organisation_cannot_be_meant(
    client: Client, desk: Unit, other_organisation: Organisation
) -> None:
    foreign = Unit.objects.create(organisation=other_organisation, name="Haven")
    run = place(client, rows("Haven"))
    assert run.status == ImportStatus.FAULTY
    answer = {"about": "words", "version": run.version, "w0": str(foreign.pk)}
    assert client.post(reverse("incidents:import_explain", args=[run.pk]), answer).status_code == 422
    kept = {"unit": {"haven": str(foreign.pk)}}
    ImportMapping.objects.create(organisation=run.organisation, kind=run.kind, source_system="import", words=kept)
    client.post(reverse("incidents:import_explain", args=[run.pk]), {"about": "words", "version": run.version})
    run.refresh_from_db()
    assert run.status == ImportStatus.FAULTY, "kept words are looked at again"


def test_without_departments_the_column_is_left_out_and_told(client: Client) -> None:
    run = place(client, rows("Balie"))
    assert run.status == ImportStatus.READY
    assert "De kolom ‘Afdeling’ wordt niet ingelezen" in client.get(run.get_absolute_url()).content.decode()
    press(client, run, "inlezen")
    assert Incident.objects.get().unit is None


def test_a_row_without_a_reference_is_the_same_case_when_its_department_is_filled_in(
    client: Client, desk: Unit
) -> None:
    content = rows("", "Zwembad").replace("1;", ";", 1).replace("\n2;", "\n;")
    assert press(client, place(client, content), "inlezen").rows_new == 2
    assert place(client, content.replace(";balie;\r", ";balie;Zwembad\r")).rows_new == 0


def test_export_and_import_give_the_department_back(client: Client, desk: Unit) -> None:
    press(client, place(client, rows("Klant-contactcentrum", "")), "inlezen")
    for file_format in ("csv", "xlsx"):
        content = exported(client, file_format, "")
        if file_format == "csv":
            table = [*csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")]
        else:
            sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
            table = [[*row] for row in sheet.iter_rows(values_only=True)]
        ours = table[0].index("Kenmerk in het portaal")
        Incident.objects.all().delete()
        press(client, place(client, book([row[:ours] + row[ours + 1 :] for row in table]), "x.xlsx"), "inlezen")
        assert [*Incident.objects.order_by("source_ref").values_list("unit", flat=True)] == [desk.pk, None]


def test_the_template_has_the_column(client: Client) -> None:
    for file_format in ("csv", "xlsx"):
        content = client.get(reverse("incidents:import_template", args=["voorvallen", file_format])).content
        head = (
            content.decode("utf-8-sig")
            if file_format == "csv"
            else [cell.value for cell in openpyxl.load_workbook(io.BytesIO(content))["Voorvallen"][1]]
        )
        assert "Afdeling" in head


def test_a_system_names_a_department(organisation: Organisation, users: dict[Role, User], desk: Unit) -> None:
    secret = make_token(organisation=organisation, actor=users[Role.COORDINATOR], name="z", made_at=timezone.now())[1]

    def send(ref: str, department: object) -> tuple[int, dict[str, object]]:
        case = {"bronkenmerk": ref, "gebeurdOp": "2026-01-02T10:00:00+01:00", "vormen": ["verbaal"], "plaats": "balie"}
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": str(uuid.uuid4())}
        content = json.dumps(case | {"afdeling": department})
        response = Client().post("/api/v1/voorvallen", content, "application/json", headers=headers)
        return response.status_code, response.json()

    status, answer = send("Z1", "klant-contactcentrum")
    assert status == 201
    read = Client().get(f"/api/v1/voorvallen/{answer['kenmerk']}", headers={"Authorization": f"Bearer {secret}"})
    assert read.json()["afdeling"] == "Klant-contactcentrum"
    status, answer = send("Z2", "Haven")
    assert status == 400
    assert answer["errors"] == [
        {
            "veld": "afdeling",
            "melding": "‘Haven’ is geen afdeling van uw organisatie. Bekend zijn: Klant-contactcentrum, Zwembad.",
        }
    ]
    assert send("Z3", 7)[0] == 400
    assert send("Z4", None)[0] == 201


def test_two_that_differ_only_in_signs_are_told_apart() -> None:
    units = [(1, "KCC-1", True), (2, "KCC 1", True), (3, "***", True), (4, "Balie", False)]
    found = Departments.of(units)
    assert [found.find(text) for text in ("kcc-1", "KCC 1", "KCC/1", "***", "+++", "balie")] == [1, 2, None, 3, None, 4]
    assert "Balie" not in found.told
    assert "en nog 4" in Departments.of([(n, f"Afdeling {n}", True) for n in range(12)]).told
