"""Known cases at the edges: empty cells, moments that belong together, and an editor between check and reading in."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import jobs
from incidents.choices import Status
from incidents.models import ImportChange, ImportRun, ImportStatus
from incidents.services import reopen_incident
from participants.access import Role
from participants.models import User
from tests.incidents.delivery.placing import TWO, place, press
from tests.incidents.delivery.test_updating import case, read_in, state

pytestmark = pytest.mark.django_db

REPORTED = "Kenmerk;Datum en tijd;Vormen;Plaats;Gemeld op"


def tell_what_empty_means(client: Client, run: ImportRun, code: str) -> None:
    """Explain the empty word that the file was stopped for, and read it in."""
    given = {"about": "words", "version": run.version, "w0": code}
    client.post(reverse("incidents:import_explain", args=[run.pk]), given)
    jobs.run_waiting()
    run.refresh_from_db()
    assert run.status == ImportStatus.READY, run.problems
    press(client, run, "inlezen")


def test_a_case_is_never_closed_before_it_was_reported(client: Client) -> None:
    read_in(client, f"{REPORTED}\r\n1;17-6-2014 10:40;vernielen;balie;\r\n")
    assert (case().status, case().closed_at) == (Status.CLOSED, case().reported_at)
    before = state()
    run = read_in(client, f"{REPORTED}\r\n1;17-6-2014 10:40;vernielen;balie;20-6-2014 10:00\r\n", update="on")
    assert run.rows_changed == 1 and case().reported_at > case().occurred_at
    assert case().closed_at == case().reported_at
    press(client, run, "ongedaan")
    assert state() == before


def test_an_empty_cell_changes_nothing_also_when_it_has_a_meaning(client: Client) -> None:
    rows = "1;17-6-2014 10:40;vernielen;{};\r\n2;17-6-2014 11:40;vernielen;;\r\n"
    run = place(client, f"{REPORTED}\r\n{rows.format('straat')}")
    tell_what_empty_means(client, run, "balie")
    assert (case("1").channel, case("2").channel) == ("straat", "balie")
    assert place(client, f"{REPORTED}\r\n{rows.format('')}").rows_changed == 0
    assert place(client, f"{REPORTED}\r\n{rows.format('telefoon')}").rows_changed == 1


def test_the_heaviest_kind_stays_among_the_kinds(client: Client) -> None:
    head = "Kenmerk;Datum en tijd;Vormen;Zwaarste vorm;Plaats"
    run = place(client, f"{head}\r\n1;17-6-2014 10:40;schelden;;balie\r\n2;17-6-2014 11:40;;;balie\r\n")
    tell_what_empty_means(client, run, "vernieling")
    read_in(client, f"{head}\r\n1;17-6-2014 10:40;;wapen;balie\r\n", update="on")
    assert case().main_kind in case().kinds and len(case().kinds) == 2


def test_what_was_done_between_the_check_and_reading_in_stays(client: Client, users: dict[Role, User]) -> None:
    read_in(client, TWO)
    run = place(client, TWO.replace("licht", "zwaar").replace("straat", "telefoon"))
    assert (run.rows_changed, run.rows_kept) == (2, 0)
    reopen_incident(incident=case("2"), actor=users[Role.COORDINATOR], reopened_at=timezone.now())
    run = press(client, run, "inlezen", update="on")
    assert (run.rows_changed, run.rows_kept) == (1, 1)
    assert (case("1").severity, case("2").channel) == ("zwaar", "straat")
    page = client.get(run.get_absolute_url()).content.decode()
    assert "Blijft zoals het is" in page and case("2").reference in page


def test_pressing_twice_changes_once(client: Client) -> None:
    read_in(client, TWO)
    run = place(client, TWO.replace("licht", "zwaar"))
    given = {"version": run.version, "update": "on"}
    for _ in range(2):
        client.post(reverse("incidents:import_step", args=[run.pk, "inlezen"]), given)
        jobs.run_waiting()
    assert ImportChange.objects.count() == 1 and case("1").version == 1
    run.refresh_from_db()
    for _ in range(2):
        client.post(reverse("incidents:import_step", args=[run.pk, "ongedaan"]), {"version": run.version})
        jobs.run_waiting()
    assert (case("1").severity, case("1").version) == ("licht", 2)


def test_a_case_is_locked_before_it_is_compared_and_changed(client: Client) -> None:
    """Who is saving it at this moment goes first; then it was changed in the portal, and stays."""
    read_in(client, TWO)
    run = place(client, TWO.replace("licht", "zwaar"))
    with CaptureQueriesContext(connection) as captured:
        press(client, run, "inlezen", update="on")
    asked = [each["sql"] for each in captured]
    locks = [n for n, sql in enumerate(asked) if 'FROM "incidents_incident"' in sql and "FOR UPDATE" in sql]
    duties = [n for n, sql in enumerate(asked) if sql.startswith("SELECT") and 'FROM "incidents_duty"' in sql]
    writes = [n for n, sql in enumerate(asked) if sql.startswith('UPDATE "incidents_incident"')]
    assert locks and locks[0] < duties[0] < writes[0]
