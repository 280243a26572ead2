"""A file of cases: looked at first, read in whole or not at all, once, and gone when it is left lying."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from incidents.choices import DutyState, QueueRank, Status
from incidents.delivery import vault
from incidents.handling.history import history_of
from incidents.models import ImportRun, ImportStatus, Incident, MonthlySummary
from incidents.services import delivery, reopen_incident
from incidents.services.retention import forget_import
from participants.access import Role
from participants.models import Organisation, User
from tests.helpers import assert_constant_queries
from tests.incidents.delivery.placing import TWO, book, place, press

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db


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
    forget_import(run, timezone.now())
    first.refresh_from_db()
    assert history_of(first)[-1].sentence.endswith(" las dit voorval in uit een bestand."), (
        "the name goes with its term"
    )


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
