"""Figures of the own organisation: usual or not, the four duties, the hours to react, and who sees which."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from incidents.choices import DutyKind, DutyState
from incidents.figures.dashboard import dashboard
from incidents.figures.own import known_months, last_reported
from incidents.figures.process import Process, Rule, read_process, sentence
from incidents.figures.promises import Reaction, Reactions, promises, reactions
from incidents.models import Duty
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory, deliver
from tests.factories.participants import OrganisationFactory, make_user

ClientFor = Callable[[Role | User | None], Client]


def process_of(*counts: int) -> Process:
    months = [date(2013 + at // 12, at % 12 + 1, 1) for at in range(len(counts))]
    found = read_process(list(zip(months, counts, strict=True)))
    assert found is not None
    return found


def test_limits_as_a_textbook_gives_them() -> None:
    """Montgomery's example of a chart for counts: 26 points, 516 in all, limits 6.48 and 33.22.

    Its points are of equal size; here a month of 30 days stands for one.
    """
    counts = [21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15]
    found = process_of(*counts)
    assert sum(counts) == 516
    assert found.average == pytest.approx(19.846, abs=0.001)
    june = next(point for point in found.points if point.month == date(2013, 6, 1))
    assert june.centre == pytest.approx(516 / sum(d.days for d in _lengths(26)) * 30)
    assert (june.high - june.centre) ** 2 == pytest.approx(9 * june.centre)
    outside = [signal.points[0].count for signal in found.signals if signal.rule is Rule.OUTSIDE]
    assert outside == [5, 39], "the two that the book finds as well"


def _lengths(count: int) -> list[timedelta]:
    months = [date(2013 + at // 12, at % 12 + 1, 1) for at in range(count + 1)]
    return [after - before for before, after in pairwise(months)]


def test_fewer_than_twelve_points_have_no_limits() -> None:
    assert read_process([(date(2015, month, 1), 4) for month in range(1, 12)]) is None


@pytest.mark.parametrize(
    ("counts", "rule", "words"),
    [
        ([5, 9, 4, 8, 5, 9, 4, 8, 5, 9, 6, 25], Rule.OUTSIDE, "Ongewoon: in 12 meer voorvallen"),
        (
            [3, 8, 3, 8, 3, 9, 9, 8, 9, 8, 9, 9, 3, 3, 8, 3],
            Rule.SHIFT,
            "Ongewoon: van 6 tot en met 12 elke maand boven",
        ),
        ([6, 6, 3, 8, 6, 3, 4, 5, 6, 7, 8, 5, 6, 4], Rule.TREND, "Ongewoon: van 6 tot en met 11 elke maand meer"),
        ([9, 9, 7, 9, 9, 9, 7, 9, 17, 8, 17, 8, 9, 7], Rule.NEAR, "Ongewoon: rond 11 twee maanden dicht bij de boven"),
    ],
)
def test_each_of_the_four_rules(counts: list[int], rule: Rule, words: str) -> None:
    found = process_of(*counts)
    assert [signal.rule for signal in found.signals] == [rule]
    assert sentence(found, lambda month: str(month.month)).startswith(words)


def test_usual_comes_first_in_words() -> None:
    found = process_of(5, 6, 4, 7, 3, 5, 6, 4, 5, 7, 4, 5)
    assert found.signals == []
    assert sentence(found, str).startswith("Gewone schommeling: gemiddeld 5,1 voorvallen per maand")


@pytest.mark.django_db
def test_a_missing_month_is_no_point_and_the_running_one_neither() -> None:
    organisation = OrganisationFactory(counts_only=True)
    for month, count in ((1, 4), (3, 0), (4, 2)):
        deliver(organisation, date(2015, month, 1), **({"verbaal": count} if count else {}))
    found = known_months(organisation, until=date(2015, 4, 20), count=6)
    assert found == [(date(2015, 1, 1), 4), (date(2015, 3, 1), 0)]


@pytest.mark.django_db
def test_what_is_not_needed_is_in_no_share() -> None:
    organisation, now = OrganisationFactory(), timezone.now()
    made = [IncidentFactory(organisation=organisation, overdue=True) for _ in range(3)]
    Duty.objects.filter(incident=made[0], kind=DutyKind.POLICE_REPORT).update(state=DutyState.DONE, done_at=now)
    Duty.objects.filter(incident=made[1], kind=DutyKind.POLICE_REPORT).update(
        state=DutyState.NOT_NEEDED, reason="anders"
    )
    found = {each.label: each for each in promises(organisation, since=now - timedelta(days=30), at=now)}
    police = found["aangifte"]
    assert (police.share.part, police.share.whole, police.not_needed) == (1, 2, 1)
    assert (police.share.words, police.margin) == ("1 van de 2", "te weinig voor een percentage")
    assert found["gemeld"].share.whole == 3
    assert found["reactie op tijd"].share.words == "0 van de 3"


def test_hours_are_binned_with_the_long_ones_together() -> None:
    found = Reactions(48, [Reaction(hours, hours <= 48, False) for hours in (0, 11.9, 12, 47, 95.9, 96, 300)])
    assert [number for _, number in found.bins()] == [2, 1, 0, 1, 0, 0, 0, 1, 2]


@pytest.mark.django_db
def test_a_late_report_is_told_apart_from_a_late_reaction() -> None:
    organisation, now = OrganisationFactory(), timezone.now()
    late = IncidentFactory(
        organisation=organisation,
        occurred_at=now - timedelta(days=9),
        reported_at=now - timedelta(days=5),
        closed=True,
    )
    found = reactions(organisation, since=now - timedelta(days=30)).found
    assert [(round(each.hours), each.is_in_time, each.is_reported_late) for each in found] == [(96, False, True)]
    assert late.clock_stopped_at is not None


@pytest.mark.django_db
def test_the_sponsor_sees_no_dot_for_an_incident(client_for: ClientFor, organisation: Organisation) -> None:
    IncidentFactory.create_batch(4, organisation=organisation, closed=True)
    url = reverse("incidents:figures")
    dots = client_for(Role.COORDINATOR).get(url)
    assert b"Op tijd gereageerd" in dots.content
    assert b"Op tijd gereageerd" not in client_for(Role.SPONSOR).get(url).content, "four are too few for bars"
    IncidentFactory.create_batch(8, organisation=organisation, closed=True)
    bars = client_for(Role.SPONSOR).get(url)
    assert b"Op tijd gereageerd" in bars.content and b"Staven per halve dag" in bars.content
    assert b"Een punt per voorval" not in bars.content


@pytest.mark.django_db
def test_a_sponsor_who_reports_as_well_gets_no_dots(organisation: Organisation, client_for: ClientFor) -> None:
    IncidentFactory.create_batch(12, organisation=organisation, closed=True)
    both = make_user(Role.SPONSOR, organisation, email="beide@eigen.example")
    both.person.memberships.create(role=Role.REPORTER, organisation=organisation)
    page = client_for(both).get(reverse("incidents:figures")).content
    assert b"Staven per halve dag" in page and b"Een punt per voorval" not in page


@pytest.mark.django_db
def test_of_a_year_the_page_draws_all_four(client_for: ClientFor, organisation: Organisation) -> None:
    now = timezone.now()
    Organisation.objects.filter(pk=organisation.pk).update(processor_agreement_on=date(2014, 1, 1))
    for month in range(14):
        moment = now - timedelta(days=30 * month + 3)
        IncidentFactory(organisation=organisation, occurred_at=moment, reported_at=moment, closed=True)
    page = client_for(Role.COORDINATOR).get(reverse("incidents:figures"))
    assert len(page.context["board"].figures) == 4
    assert "gewone schommeling" in page.content.decode()
    for figure in page.context["board"].figures:
        assert figure.rows and "<title" in figure.svg and "<desc" in figure.svg


@pytest.mark.django_db
def test_the_file_holds_the_table_of_the_page_and_is_recorded(
    client_for: ClientFor, organisation: Organisation, other_organisation: Organisation
) -> None:
    IncidentFactory.create_batch(3, organisation=organisation)
    client = client_for(Role.SPONSOR)
    answer = client.get(reverse("incidents:figures_file", args=["csv"]) + f"?org={organisation.code}")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:2] == ["Maand", "Totaal"]
    assert sum(int(row[1]) for row in rows[1:]) == 3
    assert client.get(reverse("incidents:figures_file", args=["xlsx"])).content[:2] == b"PK"
    assert client.get(reverse("incidents:figures_file", args=["doc"])).status_code == 404
    foreign = reverse("incidents:figures_file", args=["csv"]) + f"?org={other_organisation.code}"
    assert client.get(foreign).status_code == 404
    event = AuditEvent.objects.filter(code="incidents.figures.exported").first()
    assert event is not None and event.organisation_id == organisation.pk
    assert AuditEvent.objects.filter(code="incidents.figures.exported").count() == 2


@pytest.mark.django_db
def test_the_last_month_with_a_report_comes_from_the_summary(organisation: Organisation) -> None:
    counted = [*IncidentFactory.create_batch(2, organisation=organisation)]
    counted += [IncidentFactory(organisation=organisation, closed=True)]
    IncidentFactory(organisation=organisation, draft=True)
    day = timezone.localdate(max(incident.occurred_at for incident in counted))
    assert last_reported([organisation.pk]) == {organisation.pk: day.replace(day=1)}


@pytest.mark.django_db
def test_the_dashboard_of_an_organisation_without_anything() -> None:
    board = dashboard(OrganisationFactory(), at=timezone.now(), may_see_cases=True)
    assert board.is_empty and board.figures == []
