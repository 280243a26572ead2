"""Files as they come: the usual kinds of CSV and workbooks, hostile ones, and the virus scanner."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.delivery.problems import FileRefused
from incidents.delivery.reading import MAX_CSV, Look
from incidents.models import ImportRun, ImportStatus, Incident, IncidentText
from tests.incidents.delivery.placing import FIRST, HEAD, TWO, book, place, press, refused

pytestmark = pytest.mark.django_db


def test_the_scanner_sees_the_whole_file(client: Client, virus_scanner: list[bytes]) -> None:
    place(client, TWO)
    assert virus_scanner == [TWO.encode()]


@pytest.mark.parametrize("content", [f"{TWO}3;EICAR", b"PK\x03\x04 EICAR"])
def test_a_virus_leaves_nothing_behind(
    client: Client, virus_scanner: list[bytes], own_folder: Path, content: str | bytes
) -> None:
    data = content.encode() if isinstance(content, str) else content
    assert "virusscanner heeft" in refused(client, data)
    assert virus_scanner == [data]
    assert not ImportRun.objects.exists()
    assert not [*own_folder.rglob("deliveries/*")]


def test_without_a_scanner_in_reach_no_file_is_taken(client: Client, settings: Any) -> None:
    settings.UPLOAD_SCANNER = "tcp://127.0.0.1:1"
    assert "niet bereikbaar" in refused(client, TWO.encode())


@pytest.mark.parametrize(
    ("content", "delimiter", "encoding"),
    [
        (TWO, ";", "utf-8"),
        (TWO, ";", "utf-8-sig"),
        (TWO.replace(";", ","), ",", "cp1252"),
        (TWO.replace(";", "\t"), "\t", "utf-16"),
        ("sep=;\r\n" + TWO, ";", "utf-8"),
        (TWO.replace("\r\n", "\n"), ";", "utf-8"),
    ],
)
def test_the_usual_kinds_of_csv(client: Client, content: str, delimiter: str, encoding: str) -> None:
    text = content.replace("Riep aan", "Riep ‘café’ aan")
    run = place(client, text.encode(encoding))
    assert (run.status, run.rows_new) == (ImportStatus.READY, 2)
    press(client, run, "inlezen")
    assert IncidentText.objects.exclude(narrative="").get().narrative == "Riep ‘café’ aan de balie."


def test_a_workbook_with_its_own_kinds_of_values(client: Client) -> None:
    from datetime import datetime

    head = ["Kenmerk", "Datum en tijd", "Vormen", "Plaats", "Schadebedrag", "Aantal getuigen", "Aangifte"]
    rows = [[], head, [101.0, datetime(2014, 6, 17, 10, 40), "vernielen", "balie", 1234.5, 2, True], [], ["x"] * 2]
    run = place(client, book(rows), "v.xlsx")
    assert (run.rows_total, run.rows_faulty) == (2, 1)
    assert "5" in client.get(run.get_absolute_url()).content.decode(), "the number of the row in the sheet"
    press(client, place(client, book(rows[:3]), "v.xlsx"), "inlezen")
    incident = Incident.objects.get()
    assert (incident.source_ref, str(incident.damage_amount), incident.witnesses_count) == ("101", "1234.50", 2)
    assert timezone.localtime(incident.occurred_at).isoformat() == "2014-06-17T10:40:00+02:00"


def _zip(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def _bomb(cells: str) -> bytes:
    sheet = book([["Datum"]])
    source = zipfile.ZipFile(io.BytesIO(sheet))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"<sheetData>", b"<sheetData>" + cells.encode())
            package.writestr(name, content)
    return buffer.getvalue()


HOSTILE = {
    "empty": b"",
    "only ends of lines": b"\r\n\r\n",
    "nul": b"Datum;Vormen\0;Plaats\r\n",
    "a program": b"MZ\x90\0",
    "a pdf": b"%PDF-1.7",
    "old excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a broken zip": b"PK\x03\x04" + b"x" * 100,
    "another zip": _zip(readme=b"x"),
    "a workbook of nothing": _zip(xl__workbook=b"", **{"xl__workbook.xml": b"<x/>"}),
    "a bomb of zeros": _zip(**{"xl__workbook.xml": b"<x/>", "xl__a.xml": b"\0" * 50_000_000}),
    "an entity": _zip(**{"xl__workbook.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><x/>"}),
    "a cell in the far corner": _bomb('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "many columns": (";".join(f"k{n}" for n in range(150)) + "\r\n").encode(),
    "one line without end": b"Datum;" + b"x" * 3_000_000,
    "a cell of 10 MB": b'Datum;Vormen;Plaats\r\n"' + b"x\n" * 5_000_000 + b'";a;b\r\n',
    "a quote that never ends": b"Datum;Vormen;Plaats\r\n" + b'"1;a;b\r\n' + b"1-1-2015;verbaal;balie\r\n" * 20_000,
    "names": b"Datum;Vormen;Plaats;Naam slachtoffer\r\n",
}


def test_a_large_file_comes_through_and_one_too_large_is_told_its_most(client: Client, settings: Any) -> None:
    line = FIRST.encode() + b" " * 1000 + b"\r\n"
    large = HEAD.encode() + b"\r\n" + line * (22 * 1024 * 1024 // len(line))
    data = {"file": SimpleUploadedFile("voorvallen.csv", large), "source_system": "import"}
    assert client.post(reverse("incidents:imports"), data).status_code == 302
    elsewhere = client.post(reverse("incidents:index"), {"file": SimpleUploadedFile("voorvallen.csv", large)})
    assert elsewhere.status_code == 413
    assert settings.LARGE_UPLOADS[reverse("incidents:imports")] > MAX_CSV
    with pytest.raises(FileRefused, match="groter dan 100 MB"):
        list(Look().at([HEAD.encode(), b"x" * MAX_CSV]))


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_end_in_a_sentence(client: Client, kind: str) -> None:
    content = HOSTILE[kind]
    said = refused(client, content, "x.xlsx" if content[:2] == b"PK" else "x.csv")
    assert said.endswith("."), said


def test_odd_texts_end_in_a_problem_and_formulas_stay_text(client: Client) -> None:
    run = place(
        client, f"{HEAD}\r\n\x01=1+1;17-6-2014;verbaal;balie;licht;=cmd|' /C calc'!A0\r\n".encode() + b"2;=1+1;\x81\r\n"
    )
    assert run.status == ImportStatus.FAULTY
    assert client.get(run.get_absolute_url()).status_code == 200
    assert b'"\'=1+1"' in client.get(reverse("incidents:import_problems", args=[run.pk])).content
    run = place(client, f"{HEAD}\r\n7;17-6-2014;verbaal;balie;licht;=cmd|' /C calc'!A0\r\n")
    press(client, run, "inlezen")
    assert IncidentText.objects.get().narrative == "=cmd|' /C calc'!A0"
