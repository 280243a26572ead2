"""All talks of aftercare of an organisation: in which list each stands, whose they are, and how much is read for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.today import TodayLine
from incidents.choices import Status, TalkState
from incidents.handling import queue
from incidents.handling.talks import GROUPS
from incidents.models import AftercareTalk, Incident, RetentionCase
from incidents.today import today
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory
from tests.factories.incidents_letters import MiniReportFactory, PosterFactory
from tests.factories.participants import make_user
from tests.helpers import assert_constant_queries

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db
URL = "/voorvallen/gesprekken"


@pytest.fixture
def plan(organisation: Organisation) -> Callable[..., AftercareTalk]:
    """Return a function that plans a talk so many days from today."""

    def make(days: int, *, after: int = 3, incident: Incident | None = None, **facts: Any) -> AftercareTalk:
        case = incident or IncidentFactory(organisation=organisation, in_progress=True)
        day = timezone.localdate() + timedelta(days=days)
        return AftercareTalk.objects.create(
            incident=case, organisation=case.organisation, after_days=after, planned_on=day, **facts
        )

    return make


def shown(page: Any) -> dict[str, list[str]]:
    """Return the references on the page by heading."""
    return {
        section.title: [line.title.partition(":")[0] for line in section.lines] for section in page.context["sections"]
    }


def counts(page: Any) -> dict[str, str]:
    found = re.findall(r'\?lijst=([\w-]*)[^"]*"[^>]*>[^<]*<span class="tab-count">([^<]*)', page.content.decode())
    return dict(found)


def test_each_talk_stands_in_its_list(client_for: ClientFor, plan: Callable[..., AftercareTalk]) -> None:
    late, now, soon, last, far = (plan(days) for days in (-1, 0, 1, 7, 8))
    held = plan(-4, state=TalkState.HELD, held_on=timezone.localdate(), answered_at=timezone.now())
    old = plan(-60, state=TalkState.NOT_WANTED, answered_at=timezone.now() - timedelta(days=32))
    client, of = client_for(Role.COORDINATOR), lambda *talks: [talk.incident.reference for talk in talks]
    page = client.get(URL)
    assert shown(page) == {
        "De dag is voorbij": of(late),
        "Vandaag": of(now),
        "Komende zeven dagen": of(soon, last),
        "Later": of(far),
    }
    assert counts(page) == {"": "5", "te-laat": "1", "vandaag": "1", "week": "2", "later": "1", "ingevuld": "1"}
    assert shown(client.get(URL + "?lijst=week")) == {"Komende zeven dagen": of(soon, last)}
    assert shown(client.get(URL + "?lijst=ingevuld")) == {"Laatst ingevuld": of(held)}, old
    assert shown(client.get(URL + "?lijst=onzin")) == shown(page), "an odd list is none"


@pytest.mark.parametrize("days", range(-3, 12))
def test_every_day_belongs_to_one_group(days: int) -> None:
    assert sum(group.holds(days) for group in GROUPS) == 1
    day, at = date(2015, 3, 29) + timedelta(days=days), date(2015, 3, 29)
    (group,) = [each for each in GROUPS if each.holds(days)]
    limits = dict(group.condition(at).children)
    assert limits.get("planned_on__gte", day) <= day <= limits.get("planned_on__lte", day)


def test_talks_of_what_was_set_aside_are_not_held(client_for: ClientFor, plan: Callable[..., AftercareTalk]) -> None:
    closed, gone = plan(0), plan(0)
    Incident.objects.filter(pk=closed.incident_id).update(status=Status.CLOSED, closed_at=timezone.now())
    Incident.objects.filter(pk=gone.incident_id).update(status=Status.NOT_VPT)
    assert shown(client_for(Role.COORDINATOR).get(URL)) == {"Vandaag": [closed.incident.reference]}


def test_talks_by_who_handles(
    client_for: ClientFor, users: dict[Role, User], organisation: Organisation, plan: Callable[..., AftercareTalk]
) -> None:
    colleague = make_user(Role.COORDINATOR, organisation, email="collega@eigen.example")
    mine, theirs, nobodys = (
        plan(0, incident=IncidentFactory(organisation=organisation, in_progress=True, assigned_to=who))
        for who in (users[Role.COORDINATOR], colleague, None)
    )
    client = client_for(Role.COORDINATOR)
    for wanted, talk in (("ik", mine), (str(colleague.pk), theirs), ("niemand", nobodys)):
        page = client.get(f"{URL}?behandelaar={wanted}")
        assert shown(page) == {"Vandaag": [talk.incident.reference]}, wanted
        assert counts(page)["vandaag"] == "1" and f"behandelaar={wanted}" in page.content.decode()


def test_another_organisation_has_its_own_talks(
    client_for: ClientFor,
    foreign_users: dict[Role, User],
    other_organisation: Organisation,
    plan: Callable[..., AftercareTalk],
) -> None:
    own, foreign = plan(0), plan(0, incident=IncidentFactory(organisation=other_organisation, in_progress=True))
    stranger = foreign_users[Role.COORDINATOR]
    page = client_for(Role.COORDINATOR).get(f"{URL}?behandelaar={stranger.pk}")
    text = page.content.decode()
    assert shown(page) == {"Vandaag": [own.incident.reference]}, "a foreign colleague is no filter"
    assert str(stranger) not in text and foreign.incident.reference not in text
    assert shown(client_for(stranger).get(URL)) == {"Vandaag": [foreign.incident.reference]}
    assert client_for(Role.COORDINATOR).get(f"{URL}?org={other_organisation.code}").status_code == 404


def test_no_words_of_the_report_and_no_reporter(
    client_for: ClientFor, users: dict[Role, User], organisation: Organisation, plan: Callable[..., AftercareTalk]
) -> None:
    reporter = users[Role.REPORTER]
    texts = {"narrative": "kanarie-in-de-tekst", "location": "kanarie-in-de-tekst"}
    plan(0, incident=IncidentFactory(organisation=organisation, in_progress=True, reporter=reporter, **texts))
    text = client_for(Role.COORDINATOR).get(URL).content.decode()
    assert "kanarie" not in text and str(reporter) not in text


@pytest.mark.parametrize("query", ["", "?lijst=te-laat", "?lijst=ingevuld", "?behandelaar=niemand"])
def test_the_page_takes_as_many_queries_for_two_as_for_twenty(
    client_for: ClientFor, plan: Callable[..., AftercareTalk], query: str
) -> None:
    facts: dict[str, Any] = {}
    if query == "?lijst=ingevuld":
        facts = {"state": TalkState.NOT_WANTED, "answered_at": timezone.now()}

    def grow(number: int) -> None:
        for _ in range(number):
            plan(-2, **facts)

    assert_constant_queries(client_for(Role.COORDINATOR), URL + query, grow)


def test_pages_go_on_where_the_last_one_ended(client_for: ClientFor, plan: Callable[..., AftercareTalk]) -> None:
    made = [plan(days).incident.reference for days in range(-20, 10)]
    client = client_for(Role.COORDINATOR)
    first = client.get(URL)
    following = re.search(r'rel="next" href="([^"]*)"', first.content.decode())
    assert following is not None
    second = client.get(URL + following.group(1).replace("&amp;", "&"))
    seen = [reference for page in (first, second) for lines in shown(page).values() for reference in lines]
    assert seen == made


@pytest.mark.parametrize(("query", "index"), [("", "talk_planned"), ("?lijst=ingevuld", "talk_answered")])
def test_each_list_follows_an_index(
    client_for: ClientFor, plan: Callable[..., AftercareTalk], query: str, index: str
) -> None:
    for days in range(30):
        plan(days)
        plan(-days, state=TalkState.NOT_WANTED, answered_at=timezone.now() - timedelta(days=days))
    client = client_for(Role.COORDINATOR)
    with CaptureQueriesContext(connection) as captured:
        client.get(URL + query)
    (asked,) = [each["sql"] for each in captured if each["sql"].endswith("LIMIT 26")]
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off; set local enable_bitmapscan = off; set local enable_sort = off")
        cursor.execute(f"explain {asked}")
        plan_of_it = "\n".join(line for (line,) in cursor.fetchall())
    assert index in plan_of_it, plan_of_it


def test_filling_in_from_the_list_leads_back_to_it(client_for: ClientFor, plan: Callable[..., AftercareTalk]) -> None:
    talk, client = plan(0), client_for(Role.COORDINATOR)
    (section,) = client.get(URL).context["sections"]
    address = section.lines[0].url
    assert f'href="{URL}"' in client.get(address).content.decode(), "the way back without filling in"
    answer = {"state": TalkState.HELD, "held_on": timezone.localdate().isoformat(), "version": talk.version}
    done = client.post(address, answer)
    assert (done.status_code, done["Location"]) == (302, URL)
    talk.refresh_from_db()
    assert talk.state == TalkState.HELD
    back = reverse("incidents:detail", args=[talk.incident.reference])
    again = answer | {"version": talk.version}
    for odd in ("", "?van=//elders.example", "?van=/voorvallen/"):
        assert client.post(address.partition("?")[0] + odd, again)["Location"] == back
        again["version"] += 1


def test_a_talk_that_was_held_before_its_day_needs_no_typing(
    client_for: ClientFor, organisation: Organisation, plan: Callable[..., AftercareTalk]
) -> None:
    early = plan(5)
    late = plan(-3, incident=IncidentFactory(organisation=organisation, overdue=True))
    client = client_for(Role.COORDINATOR)
    for talk, day in ((early, timezone.localdate()), (late, late.planned_on)):
        address = reverse("incidents:talk", args=[talk.incident.reference, talk.after_days])
        form = client.get(address).context["form"]
        shown_day = form["held_on"].value().isoformat()
        answer = {"state": TalkState.HELD, "held_on": shown_day, "version": talk.version}
        assert client.post(address, answer).status_code == 302
        talk.refresh_from_db()
        assert talk.held_on == day


# --- Vandaag ----------------------------------------------------------------------------------------------------------


def lines_of(user: User, words: str) -> list[TodayLine]:
    return [line for line in today(user, timezone.now()) if words in line.sentence]


def test_several_talks_are_one_line_that_leads_to_all(
    users: dict[Role, User], plan: Callable[..., AftercareTalk]
) -> None:
    coordinator = users[Role.COORDINATOR]
    first, second = plan(-2), plan(0)
    assert [line.url for line in lines_of(coordinator, "esprek")] == [
        reverse("incidents:talk", args=[talk.incident.reference, talk.after_days]) for talk in (first, second)
    ]
    plan(-1)
    (line,) = lines_of(coordinator, "esprek")
    assert (line.url, line.count, line.due_on) == (URL, 3, first.planned_on)


def _late_duties(organisation: Organisation, plan: Any) -> None:
    IncidentFactory.create_batch(5, organisation=organisation, overdue=True)


def _late_talks(organisation: Organisation, plan: Any) -> None:
    for _ in range(5):
        plan(-1)


def _posters(organisation: Organisation, plan: Any) -> None:
    MiniReportFactory.create_batch(5, poster=PosterFactory(organisation=organisation))


def _ends(organisation: Organisation, plan: Any) -> None:
    for case in IncidentFactory.create_batch(5, organisation=organisation, closed=True):
        RetentionCase.objects.create(
            incident=case, organisation=organisation, noticed_at=case.closed_at + timedelta(minutes=1)
        )


@pytest.mark.parametrize(
    ("words", "fill"),
    [
        ("voorgestelde datum", _late_duties),
        ("gesprekken na een voorval", _late_talks),
        ("via de poster", _posters),
        ("gewist", _ends),
    ],
)
def test_lines_of_today_count_no_further_than_their_bound(
    users: dict[Role, User],
    organisation: Organisation,
    plan: Any,
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    fill: Callable[[Organisation, Any], None],
) -> None:
    coordinator = users[Role.COORDINATOR]
    fill(organisation, plan)
    (all_of_them,) = lines_of(coordinator, words)
    assert all_of_them.count == 5 and "5 " in all_of_them.sentence
    monkeypatch.setattr(queue, "MOST", 3)
    with CaptureQueriesContext(connection) as captured:
        (bounded,) = lines_of(coordinator, words)
    assert bounded.count == 4 and "eer dan 3" in bounded.sentence
    counting = [each["sql"] for each in captured if "COUNT(" in each["sql"]]
    assert counting and all(each.count("LIMIT 4") == each.count("COUNT(") for each in counting), "no count without end"
