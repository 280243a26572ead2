"""What a row leaves empty is assumed of new cases only, and what becomes of a known case still fits together."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core import jobs
from incidents.choices import Status
from incidents.models import ImportRun, ImportStatus
from tests.incidents.delivery.placing import place, press
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
