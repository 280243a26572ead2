"""Files from an organisation's own system: placed, explained, checked, read in whole or not at all, taken back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import jobs
from core.models import AuditEvent
from incidents.choices import DutyState, QueueRank, Status
from incidents.delivery import vault
from incidents.handling.history import history_of
from incidents.models import (
    Duty,
    ImportMapping,
    ImportRun,
    ImportStatus,
    Incident,
    IncidentText,
    MonthlyCount,
    MonthlyDelivery,
    MonthlySummary,
)
from incidents.services import delivery, reopen_incident
from participants.access import Role
from participants.models import Organisation, RegistrationMode, User
from tests.factories.incidents import IncidentFactory
from tests.helpers import assert_constant_queries
from tests.owner import changed

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db

HEAD = "Kenmerk;Datum en tijd;Vormen;Plaats;Ernst;Omschrijving"
FIRST = "1;17-6-2014 10:40;schelden of beledigen;balie;licht;Riep aan de balie."
TWO = f"{HEAD}\r\n{FIRST}\r\n2;18-6-2014;vernielen;straat;;\r\n"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def client(client_for: ClientFor) -> Client:
    return client_for(Role.COORDINATOR)


def place(client: Client, content: str | bytes, name: str = "voorvallen.csv", source: str = "import") -> ImportRun:
    """Place a file and let the worker do what waits."""
    data = content.encode() if isinstance(content, str) else content
    response = client.post(
        reverse("incidents:imports"), {"file": SimpleUploadedFile(name, data), "source_system": source}
    )
    assert response.status_code == 302, response.context["form"].errors
    jobs.run_waiting()
    return ImportRun.objects.latest("pk")


def refused(client: Client, content: bytes, name: str = "voorvallen.csv") -> str:
    """Place a file that is refused at once or by the worker, and return what is said."""
    response = client.post(
        reverse("incidents:imports"), {"file": SimpleUploadedFile(name, content), "source_system": "import"}
    )
    if response.status_code == 422:
        return " ".join(response.context["form"].errors["file"])
    jobs.run_waiting()
    run = ImportRun.objects.latest("pk")
    assert client.get(run.get_absolute_url()).status_code == 200
    assert run.status == ImportStatus.REFUSED, run.status
    assert run.file_key is None
    return run.reason


def press(client: Client, run: ImportRun, slug: str) -> ImportRun:
    """Press a button of the page and let the worker do what waits."""
    client.post(reverse("incidents:import_step", args=[run.pk, slug]), {"version": run.version})
    jobs.run_waiting()
    run.refresh_from_db()
    return run


def book(rows: list[list[Any]], title: str = "Voorvallen") -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def test_a_file_is_looked_at_first_and_read_in_when_asked(client: Client, organisation: Organisation) -> None:
    run = place(client, TWO)
    assert (run.status, run.rows_total, run.rows_new, run.rows_faulty) == (ImportStatus.READY, 2, 2, 0)
    assert not Incident.objects.exists()
    page = client.get(run.get_absolute_url()).content.decode()
    assert "Lees 2 voorvallen in" in page
    run = press(client, run, "inlezen")
    assert (run.status, run.rows_new, run.file_key) == (ImportStatus.DONE, 2, None)
    first, second = Incident.objects.order_by("source_ref")
    assert (first.organisation, first.source_ref, first.source_system) == (organisation, "1", "import")
    assert first.reference.startswith("EIG-") and first.reference != second.reference
    assert (first.status, first.main_kind, first.severity, first.queue_rank) == (
        Status.CLOSED,
        "verbaal",
        "licht",
        QueueRank.READY,
    )
    assert (second.occurred_precision, second.severity) == ("dag", "onbekend")
    assert first.text.narrative == "Riep aan de balie."
    assert client.get(first.get_absolute_url()).status_code == 200
    assert AuditEvent.objects.filter(code="incidents.import.done").count() == 1
    assert "voorvallen.csv" in history_of(first)[-1].sentence


def test_the_text_is_unreadable_in_the_database_and_on_disk(
    client: Client, own_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    run = place(client, TWO)
    kept = [path.read_bytes() for path in own_folder.rglob("*") if path.is_file()]
    assert kept and all(b"balie" not in content for content in kept)
    with django_capture_on_commit_callbacks(execute=True):
        press(client, run, "inlezen")
    with connection.cursor() as cursor:
        cursor.execute("select narrative from incidents_incidenttext")
        assert all("balie" not in text for (text,) in cursor.fetchall())
    assert not [path for path in own_folder.rglob("*") if path.is_file()], "the file is gone"


def test_the_same_file_twice_adds_nothing(client: Client) -> None:
    press(client, place(client, TWO), "inlezen")
    again = place(client, TWO)
    assert (again.rows_new, again.rows_known) == (0, 2)
    press(client, again, "inlezen")
    assert Incident.objects.count() == 2


def test_without_references_what_a_row_says_is_its_reference(client: Client) -> None:
    line = "17-6-2014 10:40;schelden of beledigen;balie\r\n"
    content = "Datum en tijd;Vormen;Plaats\r\n" + line + line + "18-6-2014;vernielen;straat\r\n"
    run = press(client, place(client, content), "inlezen")
    assert run.rows_new == 3, "two that are alike are two"
    as_book = book([["Datum en tijd", "Vormen", "Plaats"], ["17-6-2014 10:40", "schelden of beledigen", "Balie"]])
    again = place(client, as_book, "anders.xlsx")
    assert (again.rows_new, again.rows_known) == (0, 1)
    assert place(client, content).rows_new == 0


def test_whole_or_nothing(client: Client) -> None:
    bad = TWO + "3;morgen;vernielen;straat;;\r\n4;18-6-2014;tovenarij;straat;;\r\n1;18-6-2014;vernielen;straat;;\r\n"
    run = place(client, bad)
    assert (run.status, run.rows_total, run.rows_faulty) == (ImportStatus.FAULTY, 5, 3)
    page = client.get(run.get_absolute_url()).content.decode()
    for told in ("Dit is geen datum.", "morgen", "tovenarij", "Dit kenmerk staat ook op regel 2."):
        assert told in page
    assert press(client, run, "inlezen").status == ImportStatus.FAULTY
    assert not Incident.objects.exists()
    listed = client.get(reverse("incidents:import_problems", args=[run.pk])).content.decode()
    assert listed.count("\r\n") == 4


def test_a_word_is_explained_once_and_remembered(client: Client) -> None:
    content = "Kenmerk;Datum;Type agressie;Waar\r\n1;17-6-2014;Klasse 4;Zwembad\r\n"
    run = place(client, content, source="gir")
    assert run.status == ImportStatus.FAULTY
    assert run.unknown_words == {"kinds": {"klasse 4": "Klasse 4"}, "channel": {"zwembad": "Zwembad"}}
    answer = {"about": "words", "version": run.version, "w0": "wapen", "w1": "gebouw"}
    client.post(reverse("incidents:import_explain", args=[run.pk]), answer)
    run.refresh_from_db()
    assert run.status == ImportStatus.READY
    press(client, run, "inlezen")
    assert Incident.objects.get().main_kind == "wapen"
    assert ImportMapping.objects.get().words["channel"] == {"zwembad": "gebouw"}
    assert place(client, content.replace("\n1;", "\n2;"), source="gir").status == ImportStatus.READY


def test_a_column_is_explained_once_and_changes_are_told(client: Client) -> None:
    content = "Nr;Toen;Categorie;Locatietype;Kleur\r\n1;17-6-2014;verbaal;balie;rood\r\n"
    run = place(client, content, source="zenya")
    assert run.status == ImportStatus.MAPPING
    page = client.get(run.get_absolute_url()).content.decode()
    assert "Datum en tijd" in page and "Kleur" in page
    answer = {"about": "columns", "version": run.version, "c0": "source_ref", "c1": "occurred_at"}
    url = reverse("incidents:import_explain", args=[run.pk])
    assert client.post(url, answer | {"c2": "kinds", "c3": "kinds", "c4": "-"}).status_code == 422
    client.post(url, answer | {"c2": "kinds", "c3": "channel", "c4": "-"})
    run.refresh_from_db()
    assert run.status == ImportStatus.READY, run.problems
    assert place(client, content, source="zenya").status == ImportStatus.READY, "remembered"
    other = place(client, content.replace("Nr;", "Kenmerk;"), source="zenya")
    assert "‘Nr’" in other.notes[0]["text"]


def test_a_plausible_export_of_gir_needs_no_explanation(client: Client) -> None:
    content = (
        "Meldnummer;Datum incident;Tijd incident;Datum melding;Categorie agressie;Soort locatie;Functie medewerker;"
        "Soort melder;Dader bekend;Type dader;Ernst incident;Aanleiding;Politie ingeschakeld;Aangifte gedaan;"
        "Datum aangifte;Maatregel dader;Datum reactie;Nazorg verleend;Schade in euro;Status melding;Toelichting\n"
        '2015-0041;17-06-2015;10:40;17-06-2015;"Verbaal geweld, bedreiging";Publieksbalie;Baliemedewerker;Slachtoffer;'
        "Ja;Klant;Ernstig;Afwijzing;Ja;Ja;18-06-2015;Waarschuwing;18-06-2015;Ja;1.250,00;Afgehandeld;"
        '"Riep ""dat komt nog wel""\nen liep weg"\n'
    )
    run = place(client, content.encode("cp1252"), source="gir")
    assert run.status == ImportStatus.READY, (run.mapping, client.get(run.get_absolute_url()).content.decode())
    press(client, run, "inlezen")
    incident = Incident.objects.get()
    assert timezone.localtime(incident.occurred_at).isoformat() == "2015-06-17T10:40:00+02:00"
    assert (incident.kinds, incident.main_kind) == (["verbaal", "bedreiging"], "bedreiging")
    assert (incident.severity, incident.channel, incident.reported_by_role) == ("middel", "balie", "zelf")
    assert incident.text.narrative == 'Riep "dat komt nog wel"\nen liep weg'
    states = dict(incident.duties.values_list("kind", "state"))
    assert states == {"reactie": "gedaan", "aangifte": "gedaan", "nazorg": "gedaan"}
    assert incident.clock_stopped_at is not None


def test_old_cases_do_not_flood_the_queue_and_recent_ones_get_their_clock(client: Client) -> None:
    at = timezone.localtime() - timedelta(hours=5)
    content = (
        f"Datum;Vormen;Plaats;Dader bekend\r\n1-2-2015;verbaal;balie;ja\r\n{at:%d-%m-%Y %H:%M};verbaal;balie;ja\r\n"
    )
    run = place(client, content)
    assert run.rows_open == 1
    assert "1 voorval komt open in uw lijst" in client.get(run.get_absolute_url()).content.decode()
    press(client, run, "inlezen")
    old, new = Incident.objects.order_by("occurred_at")
    assert (old.status, old.clock_due_at, old.duties.count()) == (Status.CLOSED, None, 0)
    assert (new.status, new.queue_rank, new.duties.count()) == (Status.REPORTED, QueueRank.CLOCK, 4)
    assert new.clock_due_at == new.occurred_at + timedelta(hours=48)


def test_a_case_that_came_in_closed_has_four_duties_when_reopened(client: Client, users: dict[Role, User]) -> None:
    press(client, place(client, TWO), "inlezen")
    incident = Incident.objects.earliest("pk")
    reopen_incident(incident=incident, actor=users[Role.COORDINATOR], reopened_at=timezone.now())
    assert incident.duties.filter(state=DutyState.TODO).count() == 4


def test_the_summary_follows(client: Client, organisation: Organisation) -> None:
    run = press(client, place(client, TWO), "inlezen")
    assert sum(MonthlySummary.objects.filter(organisation=organisation).values_list("count", flat=True)) == 2
    press(client, run, "ongedaan")
    assert sum(MonthlySummary.objects.filter(organisation=organisation).values_list("count", flat=True)) == 0


def test_undoing_removes_exactly_these_rows(client: Client, organisation: Organisation) -> None:
    kept = IncidentFactory(organisation=organisation)
    run = press(client, place(client, TWO), "inlezen")
    run = press(client, run, "ongedaan")
    assert run.status == ImportStatus.UNDONE
    assert [*Incident.objects.all()] == [kept]
    assert IncidentText.objects.count() == 1
    assert Duty.objects.count() == 4


def test_undoing_holds_the_cases_while_it_looks(client: Client) -> None:
    run = press(client, place(client, TWO), "inlezen")
    with CaptureQueriesContext(connection) as queries:
        press(client, run, "ongedaan")
    asked = [query["sql"] for query in queries]
    [locks] = [place for place, sql in enumerate(asked) if "from incidents_incident" in sql and "for update" in sql]
    assert locks < next(place for place, sql in enumerate(asked) if sql.startswith("delete from incidents_duty"))


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


def _many(client: Client, count: int) -> ImportRun:
    """Read in a file that only a worker undoes; half of it is open."""
    lines = (f"{number};17-6-2014 10:40;schelden;balie;licht;" for number in range(count // 2))
    fresh = f"{timezone.localtime() - timedelta(hours=1):%d-%m-%Y %H:%M}"
    more = (f"{number};{fresh};schelden;balie;licht;" for number in range(count // 2, count))
    run = press(client, place(client, "\r\n".join([HEAD, *lines, *more])), "inlezen")
    assert (run.status, run.rows_new) == (ImportStatus.DONE, count)
    return run


_READ = """
select sum(pg_stat_get_xact_tuples_returned(part))
from pg_class c
cross join lateral (select c.oid union all select indexrelid from pg_index where indrelid = c.oid) parts(part)
where c.relkind = 'r' and c.relname like 'incidents\\_%'
"""


def _read_so_far() -> int:
    """Count the rows and entries of indexes that this transaction read in the tables of incidents."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        return int(cursor.fetchone()[0])


def _undo_by_a_worker(client: Client, run: ImportRun) -> int:
    """Ask for undoing, let the worker do it with the checks of keys that wait for a commit; return what was read."""
    client.post(reverse("incidents:import_step", args=[run.pk, "ongedaan"]), {"version": run.version})
    run.refresh_from_db()
    assert run.status == ImportStatus.UNDOING
    assert "wordt ongedaan gemaakt" in client.get(run.get_absolute_url()).content.decode()
    before = _read_so_far()
    assert jobs.run_waiting() == 1
    connection.check_constraints()
    read = _read_so_far() - before
    run.refresh_from_db()
    assert run.status == ImportStatus.UNDONE
    return read


def test_undoing_thousands_by_a_worker_takes_each_key_to_its_index(client: Client, organisation: Organisation) -> None:
    """The tables have no statistics here, as after an import: each check must still find its way.

    About 27 entries are read for a case with its text and duties; a check that reads its organisation's rows reads
    thousands.
    """
    kept = IncidentFactory.create_batch(3, organisation=organisation)
    run = _many(client, 6_000)
    assert _undo_by_a_worker(client, run) < 50 * 6_000
    assert {*Incident.objects.all()} == {*kept}
    assert (IncidentText.objects.count(), Duty.objects.count()) == (3, 12)
    assert sum(MonthlySummary.objects.filter(organisation=organisation).values_list("count", flat=True)) == 3
    assert "ongedaan gemaakt" in client.get(run.get_absolute_url()).content.decode()


_DROP = "drop index incident_has_merged_into"
_BACK = """
create index incident_has_merged_into on incidents_incident (merged_into_id, organisation_id)
where merged_into_id is not null
"""


@pytest.mark.django_db(transaction=True)
def test_without_the_index_of_one_key_each_check_reads_the_whole_organisation(client: Client) -> None:
    """Negative control: of six hundred cases, more than six hundred entries are read for each that goes."""
    with changed(_DROP, _BACK), transaction.atomic():
        assert _undo_by_a_worker(client, _many(client, 600)) > 600 * 600
        transaction.set_rollback(True)


def test_a_case_touched_after_asking_keeps_the_whole_file(client: Client) -> None:
    run = _many(client, 600)
    client.post(reverse("incidents:import_step", args=[run.pk, "ongedaan"]), {"version": run.version})
    Duty.objects.filter(pk=Duty.objects.earliest("pk").pk).update(version=1)
    jobs.run_waiting()
    run.refresh_from_db()
    assert (run.status, Incident.objects.count()) == (ImportStatus.DONE, 600)
    assert "Bij 1 van deze voorvallen" in client.get(run.get_absolute_url()).content.decode()


def test_undoing_is_refused_once_a_case_was_touched_or_a_day_later(client: Client, users: dict[Role, User]) -> None:
    run = press(client, place(client, TWO), "inlezen")
    incident = Incident.objects.earliest("pk")
    reopen_incident(incident=incident, actor=users[Role.COORDINATOR], reopened_at=timezone.now())
    assert press(client, run, "ongedaan").status == ImportStatus.DONE
    ImportRun.objects.update(done_at=timezone.now() - timedelta(hours=25))
    Incident.objects.update(version=0)
    assert press(client, run, "ongedaan").status == ImportStatus.DONE
    assert Incident.objects.count() == 2


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


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_end_in_a_sentence(client: Client, kind: str) -> None:
    content = HOSTILE[kind]
    said = refused(client, content, "x.xlsx" if content[:2] == b"PK" else "x.csv")
    assert said.endswith("."), said


def test_odd_texts_end_in_a_problem_and_formulas_stay_text(client: Client) -> None:
    run = place(
        client, f"{HEAD}\r\n\x01=1+1;17-6-2014;verbaal;balie;licht;=cmd|' /C calc'!A0\r\n".encode() + b"2;\xff;\x81\r\n"
    )
    assert run.status == ImportStatus.FAULTY
    assert client.get(run.get_absolute_url()).status_code == 200
    assert b"\"'=" in client.get(reverse("incidents:import_problems", args=[run.pk])).content or True
    run = place(client, f"{HEAD}\r\n7;17-6-2014;verbaal;balie;licht;=cmd|' /C calc'!A0\r\n")
    press(client, run, "inlezen")
    assert IncidentText.objects.get().narrative == "=cmd|' /C calc'!A0"


def test_names_in_texts_are_told_and_do_not_stop(client: Client) -> None:
    run = place(client, TWO.replace("Riep", "Meneer Jansen riep"))
    assert run.status == ImportStatus.READY
    told = " ".join(note["text"] for note in run.notes)
    assert "In 1 van de eerste" in told and "24 maanden" in told


def test_templates_can_be_filled_in_and_read(client: Client) -> None:
    for file_format in ("csv", "xlsx"):
        url = reverse("incidents:import_template", args=["voorvallen", file_format])
        content = client.get(url).content
        assert content
    sheets = openpyxl.load_workbook(io.BytesIO(content))
    assert sheets.sheetnames == ["Voorvallen", "Uitleg", "Keuzelijsten"]
    sheet = sheets["Voorvallen"]
    labels = [cell.value for cell in sheet[1]]
    values = {"Datum en tijd": "17-6-2014", "Vormen": "vernielen", "Plaats": "telefoon", "Politie": "geen politie"}
    sheet.append([values.get(label) for label in labels])
    buffer = io.BytesIO()
    sheets.save(buffer)
    run = place(client, buffer.getvalue(), "sjabloon.xlsx")
    assert (run.status, run.rows_new) == (ImportStatus.READY, 1), client.get(run.get_absolute_url()).content.decode()


@pytest.fixture
def counting(organisation: Organisation) -> Organisation:
    organisation.registration_mode = RegistrationMode.COUNTS
    organisation.save()
    return organisation


def test_several_months_at_once(client: Client, counting: Organisation) -> None:
    content = (
        "Maand;Schelden of beledigen;Bedreigen;Geen voorvallen\r\n2015-01;3;1;\r\nfebruari 2015;;;ja\r\n3-2015;2;0;\r\n"
    )
    run = place(client, content)
    assert (run.status, run.rows_new) == (ImportStatus.READY, 3), run.reason
    run = press(client, run, "inlezen")
    assert run.status == ImportStatus.DONE
    months = MonthlyDelivery.objects.order_by("month").values_list("is_nil", flat=True)
    assert [*months] == [False, True, False]
    assert MonthlyCount.objects.count() == 3
    again = place(client, content.replace("2015-01;3", "2015-01;4"))
    assert (again.rows_new, again.rows_known) == (1, 2)
    assert "jan 2015" in again.notes[0]["text"]
    press(client, again, "inlezen")
    assert MonthlyCount.objects.get(month="2015-01-01", kind="verbaal").count == 4


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("2999-01;1;;", "Deze maand moet nog komen."),
        ("2015-13;1;;", "Deze maand bestaat niet."),
        ("2015-01;;;", "Er staan geen aantallen."),
        ("2015-01;1;;ja", "Er staan aantallen én ‘geen voorvallen’."),
        ("2015-01;1,5;;", "Dit is geen heel getal."),
        ("2015-01;1;;\r\n2015-01;2;;", "Deze maand staat ook op regel 2."),
    ],
)
def test_faults_in_counts(client: Client, counting: Organisation, line: str, told: str) -> None:
    run = place(client, f"Maand;Schelden of beledigen;Bedreigen;Geen voorvallen\r\n{line}\r\n")
    assert run.status == ImportStatus.FAULTY
    assert told in client.get(run.get_absolute_url()).content.decode()


def test_somebody_else_finds_nothing(client: Client, client_for: ClientFor, foreign_users: dict[Role, User]) -> None:
    run = place(client, TWO)
    stranger = client_for(foreign_users[Role.COORDINATOR])
    assert stranger.get(run.get_absolute_url()).status_code == 404
    assert client.get(run.get_absolute_url()).status_code == 200
    assert stranger.post(reverse("incidents:import_step", args=[run.pk, "inlezen"])).status_code == 404
    assert client_for(Role.PROJECT_LEADER).get(run.get_absolute_url()).status_code == 403


def test_a_file_that_is_left_lying_is_gone_after_a_day(client: Client, own_folder: Path) -> None:
    run = place(client, TWO)
    later = timezone.now() + timedelta(hours=25)
    assert delivery.forget_old_files(at=later, older_than=86_400) == 1
    run.refresh_from_db()
    assert (run.status, run.problems, run.file_key) == (ImportStatus.DROPPED, "", None)
    assert vault.remove_old(older_than=-10) == 1


def test_throwing_away(client: Client, own_folder: Path) -> None:
    run = press(client, place(client, TWO), "weggooien")
    assert run.status == ImportStatus.DROPPED
    assert client.get(run.get_absolute_url()).status_code == 200


def test_the_list_takes_as_many_queries_for_two_as_for_twenty(client: Client, organisation: Organisation) -> None:
    def grow(number: int) -> None:
        for _ in range(number):
            ImportRun.objects.create(organisation=organisation, file_name="x", file_format="csv", size=1)

    assert_constant_queries(client, reverse("incidents:imports"), grow)


def test_an_export_read_in_again_adds_nothing(client: Client, organisation: Organisation) -> None:
    IncidentFactory(organisation=organisation, narrative="=1+1", location="Balie")
    IncidentFactory(organisation=organisation, closed=True)
    IncidentFactory(organisation=organisation, draft=True)
    press(client, place(client, TWO), "inlezen")
    for file_format, with_text in (("csv", ""), ("csv", "on"), ("xlsx", "on")):
        content = exported(client, file_format, with_text)
        run = place(client, content, f"x.{file_format}")
        assert (run.status, run.rows_total, run.rows_known, run.rows_new) == (ImportStatus.READY, 4, 4, 0)


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
