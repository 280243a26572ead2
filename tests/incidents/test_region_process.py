"""The run of the region: from twelve months, of what is shown alone, with limits that follow who is in a month."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from incidents.clock import moment_of
from incidents.figures.own import TOTAL
from incidents.figures.process import read_process
from incidents.figures.region_process import region_process
from incidents.models import RegionMonth
from incidents.services import settle_region_months
from participants.access import Role
from participants.models import Organisation, OrganisationSize, User
from tests.factories.incidents import deliver
from tests.factories.participants import OrganisationFactory, SectorFactory

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db
ON = date(2015, 3, 5)
MONTHS = [date(2014, number, 1) for number in range(1, 13)] + [date(2015, 1, 1)]


@pytest.fixture
def region() -> list[Organisation]:
    """Four that deliver 10 a month, of 100 people each; the last one comes along halfway, and has 700."""
    sector = SectorFactory()
    made = [OrganisationFactory(sector=sector, counts_only=True, joined_on=date(2013, 1, 1)) for _ in range(4)]
    OrganisationSize.objects.all().delete()
    for number, each in enumerate(made):
        OrganisationSize.objects.create(organisation=each, year=2014, employees=700 if number == 3 else 100)
        for month in MONTHS:
            if number < 3 or month >= date(2014, 7, 1):
                deliver(each, month, verbaal=70 if number == 3 else 10)
    settle_region_months(settled_at=moment_of(ON))
    return made


def test_limits_follow_who_is_in_a_month(region: list[Organisation]) -> None:
    found = region_process(until=ON)
    assert found is not None
    points = {point.month: point for point in found.points}
    assert [points[month].count for month in (MONTHS[0], MONTHS[-1])] == [30, 100]
    assert points[MONTHS[-1]].centre / points[MONTHS[0]].centre == pytest.approx(1000 / 300)
    assert found.signals == [], "one more organisation is no rise"


def test_without_people_the_same_months_look_unusual(region: list[Organisation]) -> None:
    """The negative control: over days alone the step of July is a shift."""
    months = RegionMonth.objects.order_by("month")
    totals = [{tuple(key): number for key, number in each.cells}[TOTAL,] for each in months]
    found = read_process(list(zip(MONTHS, totals, strict=True)))
    assert found is not None and found.signals


def test_a_month_that_is_hidden_is_no_point(region: list[Organisation]) -> None:
    assert region_process(until=date(2015, 1, 5)) is None, "eleven months are settled by then"
    found = region_process(until=ON)
    assert found is not None and len(found.points) == 13
    OrganisationSize.objects.all().delete()
    assert region_process(until=ON) is None, "nobody's size is known"


@time_machine.travel(moment_of(ON), tick=False)
def test_the_page_says_whether_it_is_usual(region: list[Organisation], client_for: ClientFor) -> None:
    text = html.unescape(client_for(Role.BOARD).get(reverse("incidents:region")).content.decode())
    assert "Gewone schommeling: gemiddeld" in text
    assert "De grenzen gaan mee met het aantal medewerkers" in text
