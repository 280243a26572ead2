"""A file is written in parts while it is read, and comes in as one: parts know of each other, or nothing stays."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from incidents.delivery import encoding, running, writing
from incidents.models import Duty, ImportRun, ImportStatus, Incident, IncidentText, MonthlySummary
from participants.models import Organisation
from tests.incidents.delivery.placing import HEAD, place, press

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a part be three rows, in pieces of two."""
    monkeypatch.setattr(running, "PART", 3)
    monkeypatch.setattr(encoding, "_PIECE", 2)


def rows(*refs: object) -> str:
    lines = (f"{ref};17-6-2014 10:40;schelden;balie;licht;Tekst van {ref}\r\n" for ref in refs)
    return f"{HEAD}\r\n{''.join(lines)}"


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6, 10])
def test_every_row_comes_in_once_with_its_text_and_duties(
    client: Client, organisation: Organisation, count: int
) -> None:
    run = press(client, place(client, rows(*range(count))), "inlezen")
    assert (run.status, run.rows_new, run.rows_known) == (ImportStatus.DONE, count, 0)
    texts = dict(IncidentText.objects.values_list("incident__source_ref", "narrative"))
    assert {ref: text.narrative for ref, text in _by_ref().items()} == {f"{n}": f"Tekst van {n}" for n in range(count)}
    assert len(texts) == count
    assert sum(MonthlySummary.objects.filter(organisation=organisation).values_list("count", flat=True)) == count


def _by_ref() -> dict[str, IncidentText]:
    return {text.incident.source_ref: text for text in IncidentText.objects.select_related("incident")}


def test_known_rows_are_left_out_of_each_part(client: Client) -> None:
    press(client, place(client, rows(1, 4, 7)), "inlezen")
    run = press(client, place(client, rows(*range(10))), "inlezen")
    assert (run.rows_new, run.rows_known, Incident.objects.count()) == (7, 3, 10)


def test_alike_rows_are_numbered_through_the_parts(client: Client) -> None:
    alike = "Datum en tijd;Vormen;Plaats\r\n" + "17-6-2014 10:40;schelden;balie\r\n" * 8
    run = press(client, place(client, alike + "18-6-2014;vernielen;straat\r\n"), "inlezen")
    assert run.rows_new == 9
    marks = sorted(ref.partition("#")[2] for ref in Incident.objects.values_list("source_ref", flat=True))
    assert marks == ["", "", "2", "3", "4", "5", "6", "7", "8"]
    again = place(client, alike + "17-6-2014 10:40;schelden;balie\r\n")
    assert (again.rows_new, again.rows_known) == (1, 8), "a ninth is one more"


def test_a_reference_that_comes_twice_in_two_parts_keeps_everything_out(client: Client) -> None:
    """The check sees it first; here the file is put past it."""
    run = place(client, rows(1, 2, 3, 4, 5, 6, 1))
    assert run.status == ImportStatus.FAULTY
    ImportRun.objects.filter(pk=run.pk).update(status=ImportStatus.READY)
    run.refresh_from_db()
    run = press(client, run, "inlezen")
    assert run.status == ImportStatus.FAULTY
    assert run.reason == "In het bestand staat een kenmerk twee keer. Controleer het nog eens."
    for model in (Incident, IncidentText, Duty):
        assert not model.objects.exists()


def test_a_fault_in_a_later_part_takes_the_earlier_ones_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    run = place(client, rows(*range(8)))
    original = running.cases_of

    def with_fault(*args: Any) -> Iterator[Any]:
        yield from itertools.islice(original(*args), 7)
        yield 9, []

    monkeypatch.setattr(running, "cases_of", with_fault)
    run = press(client, run, "inlezen")
    assert "niet meer zoals bij de controle" in run.reason
    assert not Incident.objects.exists()


def test_an_error_of_the_database_reaches_the_caller_and_the_connection_is_fit_for_use(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = place(client, rows(*range(8)))
    monkeypatch.setattr(writing, "_TAKEN", "select 1 / 0 where %s > 0")
    with pytest.raises(Exception, match="division by zero"):
        press(client, run, "inlezen")
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from incidents_incident")
        assert cursor.fetchone() == (0,)


def test_references_that_are_taken_or_drawn_twice_are_drawn_again(
    client: Client, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of eight possible references every next case finds fewer free."""

    def few(code: str) -> Iterator[str]:
        return itertools.cycle(f"{code}-{n}" for n in range(8))

    monkeypatch.setattr(encoding, "random_references", few)
    monkeypatch.setattr(writing, "random_references", few)
    press(client, place(client, rows(*range(5))), "inlezen")
    press(client, place(client, rows(*range(8))), "inlezen")
    assert {*Incident.objects.values_list("reference", flat=True)} == {f"{organisation.code}-{n}" for n in range(8)}
