"""The region: settled once, the same in every window and every form, and nothing of one organisation."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from incidents.clock import moment_of
from incidents.figures.disclosure import OTHERS
from incidents.figures.own import TOTAL, last_months
from incidents.figures.region import KNOWN, Way, last_settled, region_totals
from incidents.models import Incident, RegionMonth
from incidents.services import settle_region_month, settle_region_months
from incidents.tasks import settle_region_months as task
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory, deliver, local
from tests.factories.participants import OrganisationFactory, SectorFactory

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db


def settle(until: date) -> None:
    settle_region_months(settled_at=moment_of(until))


def a_region(*months: date) -> list[Organisation]:
    sector, lonely = SectorFactory(name="Gemeenten"), SectorFactory(name="Vervoer")
    organisations = [OrganisationFactory(sector=sector, counts_only=True) for _ in range(3)]
    organisations.append(OrganisationFactory(sector=lonely, counts_only=True))
    for month in months:
        for organisation, count in zip(organisations[:3], (6, 7, 8), strict=True):
            deliver(organisation, month, verbaal=count, fysiek=1)
        deliver(organisations[-1], month, verbaal=3)
    return organisations


def test_only_what_may_be_shown_is_shown() -> None:
    a_region(date(2015, 3, 1))
    settle(date(2015, 5, 1))
    by_sector = region_totals(until=date(2015, 5, 10), by="sector")
    by_kind = region_totals(until=date(2015, 5, 10), by="kind")
    assert by_sector.columns == [OTHERS], "the rest is too small, so the sector goes along"
    assert by_sector.shown() == [["mrt 2015", "27", "27", "4 van 4"]]
    assert by_kind.cells["mrt 2015", "fysieke agressie"] == "•"
    assert by_kind.cells["mrt 2015", "verbale agressie"] == "•", "else the other follows by subtraction"
    assert (by_sector.organisations, by_sector.delivered) == (4, 4)


@pytest.mark.parametrize(
    ("on", "last"),
    [
        (date(2015, 4, 30), date(2015, 2, 1)),
        (date(2015, 5, 1), date(2015, 3, 1)),
        (date(2015, 1, 1), date(2014, 11, 1)),
        (date(2016, 3, 31), date(2016, 1, 1)),
    ],
)
def test_a_month_waits_one_whole_month(on: date, last: date) -> None:
    assert last_settled(on) == last


def test_a_month_is_not_shown_before_its_day_nor_when_nothing_settled_it() -> None:
    a_region(date(2015, 3, 1))
    with pytest.raises(ValueError, match="2015-03"):
        settle_region_month(month=date(2015, 3, 1), settled_at=moment_of(date(2015, 4, 30)))
    settle(date(2015, 4, 30))
    assert region_totals(until=date(2015, 4, 30), by="kind").rows == []
    assert region_totals(until=date(2015, 5, 1), by="kind").rows == [], "nobody settled it"
    settle(date(2015, 5, 1))
    assert region_totals(until=date(2015, 5, 1), by="kind").rows == ["mrt 2015"]
    assert region_totals(until=date(2015, 4, 30), by="kind").rows == [], "a report of the day before"


def test_what_comes_later_changes_nothing_that_was_published() -> None:
    month = date(2015, 3, 1)
    organisations = a_region(month)
    settle(date(2015, 5, 1))
    ways: list[Way] = ["sector", "kind"]
    before = [region_totals(until=date(2015, 5, 1), by=way).shown() for way in ways]
    late = OrganisationFactory(sector=organisations[0].sector)
    IncidentFactory.create_batch(9, organisation=late, occurred_at=local(2015, 3, 5), reported_at=local(2015, 6, 5))
    deliver(OrganisationFactory(sector=organisations[0].sector, counts_only=True), month, verbaal=40)
    Organisation.objects.filter(pk=organisations[1].pk).update(ended_on=date(2015, 2, 1))
    settle(date(2015, 9, 1))
    for on in (date(2015, 5, 1), date(2015, 9, 1)):
        again = [[row for row in region_totals(until=on, by=way).shown() if row[0] == "mrt 2015"] for way in ways]
        assert again == before


def test_settling_twice_settles_once_and_is_recorded() -> None:
    a_region(date(2015, 3, 1))
    settle(date(2015, 6, 1))
    settle(date(2015, 6, 1))
    assert list(RegionMonth.objects.values_list("month", flat=True)) == [date(2015, 3, 1), date(2015, 4, 1)]
    assert AuditEvent.objects.filter(code="incidents.region_month.settled").count() == 2


def test_the_database_refuses_to_change_a_settled_month() -> None:
    a_region(date(2015, 3, 1))
    settle(date(2015, 5, 1))
    for statement in ("update incidents_regionmonth set delivered = 0", "delete from incidents_regionmonth"):
        with pytest.raises(Error, match="does not change"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_task_settles_what_is_due() -> None:
    month = last_settled(timezone.localdate())
    a_region(month)
    task()
    assert RegionMonth.objects.get().month == month


def test_a_month_that_nobody_delivered_is_not_zero() -> None:
    for _ in range(3):
        deliver(OrganisationFactory(counts_only=True), date(2015, 2, 1))
    settle(date(2015, 5, 1))
    assert [[row[1], row[-1]] for row in region_totals(until=date(2015, 5, 1), by="kind").shown()] == [
        ["0", "3 van 3"],
        ["–", "0 van 3"],
    ]


@pytest.mark.parametrize("by", ["sector", "kind"])
def test_a_month_is_shown_the_same_in_every_window(by: Way) -> None:
    """Two windows that a reader keeps side by side must not tell more than one of them."""
    rng = random.Random(48)
    months = [date(2015, number, 1) for number in range(1, 9)]
    sectors = [SectorFactory(name=name) for name in ("Gemeenten", "Vervoer", "Zorg")]
    for number in range(11):
        leaves = {"ended_on": date(2015, 6, 10)} if number == 3 else {}
        joins = {"joined_on": date(2015, 4, 1)} if number == 5 else {}
        organisation = OrganisationFactory(sector=sectors[number % 3], counts_only=True, **leaves, **joins)
        for month in months:
            if rng.random() < 0.85:
                numbers = {"verbaal": rng.randrange(9), "fysiek": rng.randrange(4), "online": rng.randrange(3)}
                deliver(organisation, month, **{kind: number for kind, number in numbers.items() if number})
    settle(date(2015, 10, 1))
    tables = [region_totals(until=until, by=by, count=5) for until in (date(2015, 8, 2), date(2015, 10, 1))]
    shared = set(tables[0].rows) & set(tables[1].rows)
    assert len(shared) >= 3
    for row in shared:
        for column in set(tables[0].headings) & set(tables[1].headings):
            assert tables[0].cells[row, column] == tables[1].cells[row, column], (row, column)
    assert {TOTAL, KNOWN} <= set(tables[0].headings)


@pytest.mark.parametrize("way", ["sector", "vorm"])
def test_page_picture_and_files_show_the_same_cells(client_for: ClientFor, way: str) -> None:
    a_region(*last_months(last_settled(timezone.localdate()), 3))
    settle(timezone.localdate())
    client = client_for(Role.BOARD)
    page = client.get(reverse("incidents:region") + f"?per={way}")
    shown = page.context["shown"]
    table = client.get(reverse("incidents:region_file", args=[way, "csv"]))
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1:] == shown
    book = client.get(reverse("incidents:region_file", args=[way, "xlsx"]))
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert [[str(cell) for cell in row] for row in sheet.iter_rows(min_row=2, values_only=True)] == shown
    assert "•" in {cell for row in shown for cell in row} or way == "sector"
    numbers = {cell for row in shown for cell in row}
    assert {"24", "3"}.isdisjoint(numbers), "verbaal and fysiek are hidden"
    svg = page.context["figure"].svg
    assert "verbale agressie" not in svg
    assert ("niet uitgesplitst" in svg) is (way == "vorm"), "what is hidden is drawn as one part"
    assert AuditEvent.objects.filter(code="incidents.region.exported").count() == 2


def test_no_file_of_another_kind_or_way(client_for: ClientFor) -> None:
    client = client_for(Role.BOARD)
    for args in (["sector", "pdf"], ["organisatie", "csv"]):
        assert client.get(reverse("incidents:region_file", args=args)).status_code == 404
    assert client_for(Role.COORDINATOR).get(reverse("incidents:region_file", args=["sector", "csv"])).status_code == 403


def test_these_pages_read_no_incident(client_for: ClientFor, organisation: Organisation) -> None:
    """Who reads them may see no incident, so the second wall would show them none."""
    IncidentFactory(organisation=organisation)
    settle(timezone.localdate())
    table = f'"{Incident._meta.db_table}"'
    for name in ("incidents:region", "incidents:completeness"):
        with connection.execute_wrapper(_refuse(table)):
            assert client_for(Role.PROJECT_LEADER).get(reverse(name)).status_code == 200
    with connection.execute_wrapper(_refuse(table)), pytest.raises(AssertionError, match="read incidents"):
        client_for(Role.COORDINATOR).get(reverse("incidents:list"))


def _refuse(table: str) -> Callable[..., object]:
    def look(execute: Callable[..., object], sql: str, *rest: object) -> object:
        assert table not in sql, f"read incidents: {sql}"
        return execute(sql, *rest)

    return look


def test_sexual_intimidation_is_never_told_by_month() -> None:
    month = date(2015, 3, 1)
    for _ in range(4):
        deliver(OrganisationFactory(counts_only=True), month, seksueel=20, verbaal=20, online=20)
    settle(date(2015, 5, 1))
    table = region_totals(until=date(2015, 5, 1), by="kind")
    assert not any("seksu" in column for column in table.columns)
    assert table.cells["mrt 2015", TOTAL] == "240"


def test_who_is_silent_is_told_from_the_counts_alone(client_for: ClientFor, organisation: Organisation) -> None:
    """The project leader sees no incident, and still whom to call."""
    OrganisationFactory(name="Gemeente Stilte")
    IncidentFactory(organisation=organisation)
    old = timezone.now() - timedelta(days=130)
    IncidentFactory(organisation=OrganisationFactory(name="Gemeente Lang Geleden"), occurred_at=old, reported_at=old)
    board = client_for(Role.PROJECT_LEADER).get(reverse("incidents:completeness")).context["board"]
    assert board.silent == ["Gemeente Lang Geleden", "Gemeente Stilte"]
