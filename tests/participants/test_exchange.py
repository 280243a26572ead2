"""Organisations and people in and out of spreadsheets, through the admin."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from core.spreadsheets import write_xlsx
from participants.access import Role
from participants.models import Organisation, Person, User
from participants.resources import OrganisationResource
from tests.factories.participants import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db

ClientFor = Callable[[Role | User | None], Client]
URL = "/beheer/participants/organisation/"


def _export(client: Client, url: str = URL, kind: str = "0") -> HttpResponse:
    fields = {f"organisationresource_{field}": "on" for field in OrganisationResource.Meta.fields}
    return client.post(f"{url}export/", {"format": kind, "resource": "", **fields})


def _rows(response: HttpResponse) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    return [list(row) for row in book.active.iter_rows(values_only=True)]  # type: ignore[union-attr]


def _import(client: Client, rows: list[list[object]], url: str = URL) -> HttpResponse:
    content = write_xlsx(headers=[str(cell) for cell in rows[0]], rows=rows[1:])
    upload = SimpleUploadedFile("lijst.xlsx", content)
    response = client.post(f"{url}import/", {"format": "0", "import_file": upload, "resource": ""})
    form = response.context.get("confirm_form") if response.context else None
    if form is None:
        return response
    return client.post(f"{url}process_import/", form.initial)


def test_export_and_import_change_nothing(client_for: ClientFor, organisation: Organisation) -> None:
    OrganisationFactory(name="=1+1", norm_statement="-2")
    client = client_for(Role.PROJECT_LEADER)
    rows = _rows(_export(client))
    assert rows[0][:3] == ["code", "naam", "sector"]
    assert ["EIG", "Gemeente Eigendam"] in [row[:2] for row in rows]
    before = list(Organisation.objects.order_by("pk").values())
    assert _import(client, rows).status_code == 302
    assert list(Organisation.objects.order_by("pk").values()) == before


def test_import_updates_by_code_and_adds(client_for: ClientFor, organisation: Organisation) -> None:
    client = client_for(Role.PROJECT_LEADER)
    rows = _rows(_export(client))
    line = rows[1]
    rows = [rows[0], [line[0], "Gemeente Andersdam", *line[2:]], ["NEW", "Nieuw", *line[2:]]]
    assert _import(client, rows).status_code == 302
    organisation.refresh_from_db()
    assert organisation.name == "Gemeente Andersdam"
    assert Organisation.objects.get(code="NEW").joined_on == date(2014, 4, 3)


def test_one_wrong_row_stops_the_whole_file(client_for: ClientFor, organisation: Organisation) -> None:
    client = client_for(Role.PROJECT_LEADER)
    rows = _rows(_export(client))
    good = ["NEW", "Nieuw", *rows[1][2:]]
    wrong = ["BAD", "Fout", "Sector van niemand", *rows[1][3:]]
    response = _import(client, [rows[0], good, wrong])
    assert response.status_code == 200
    text = response.content.decode()
    assert "Sector van niemand" in text
    assert "bestaat niet" in text
    assert "Traceback" not in text
    assert not Organisation.objects.filter(code="NEW").exists()


def test_missing_column_is_said_at_once(client_for: ClientFor) -> None:
    response = _import(client_for(Role.PROJECT_LEADER), [["code", "naam"], ["NEW", "Nieuw"]])
    assert "Deze kolommen ontbreken: sector" in response.content.decode()


def test_export_disarms_formulas(client_for: ClientFor) -> None:
    OrganisationFactory(name="=HYPERLINK(1)")
    client = client_for(Role.PROJECT_LEADER)
    assert '"\'=HYPERLINK(1)"' in _export(client, kind="1").content.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(_export(client).content))
    cells = [cell for row in book.active.iter_rows() for cell in row]  # type: ignore[union-attr]
    assert [cell.data_type for cell in cells if str(cell.value).startswith("=")] == ["s"]


def test_people_are_known_by_address(client_for: ClientFor, organisation: Organisation) -> None:
    person = PersonFactory(organisation=organisation)
    client = client_for(Role.PROJECT_LEADER)
    headers = ["e-mailadres", "naam", "functie", "telefoon", "organisatie (code)"]
    rows = [headers, [person.email, "Nieuwe Naam", "", 612345678, "EIG"], ["x@voorbeeld.example", "X", "", "", ""]]
    assert _import(client, rows, "/beheer/participants/person/").status_code == 302
    person.refresh_from_db()
    assert (person.name, person.phone) == ("Nieuwe Naam", "612345678")
    assert Person.objects.get(email="x@voorbeeld.example").user is None


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.BOARD, Role.SPONSOR])
def test_others_neither_import_nor_export(client_for: ClientFor, role: Role) -> None:
    for door in ("import/", "export/", "process_import/"):
        assert client_for(role).get(f"{URL}{door}", follow=True).status_code in (403, 405)


def test_accounts_are_made_by_an_action(client_for: ClientFor, organisation: Organisation) -> None:
    person = PersonFactory(organisation=organisation, without_account=True)
    client = client_for(Role.PROJECT_LEADER)
    given = {"action": "make_accounts", "_selected_action": [person.pk]}
    assert client.post("/beheer/participants/person/", given).status_code == 302
    person.refresh_from_db()
    assert person.user is not None
    given["action"] = "switch_accounts_off"
    client.post("/beheer/participants/person/", given)
    person.refresh_from_db()
    assert not person.user.is_active


@pytest.mark.parametrize("model", ["organisation", "person", "seat", "membership", "sector"])
def test_admin_pages_open(client_for: ClientFor, organisation: Organisation, model: str) -> None:
    client = client_for(Role.SUPPORT)
    for query in ("", "?mist=sponsor", "?stand=gestopt", "?bezet=nee", "?rol=geen", "?rol=sponsor", "?q=a"):
        response = client.get(f"/beheer/participants/{model}/{query}")
        assert response.status_code in (200, 302), query
    assert client.get(f"/beheer/participants/{model}/add/").status_code == 200
    assert client.get(f"{URL}{organisation.pk}/change/").status_code == 200
