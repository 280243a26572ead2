"""The anonymous poll: what is kept, what is shown, and to whom."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.models import OrganisationRound, Poll, PollCount
from incidents.rounds.freeze import freeze_due
from incidents.rounds.poll_links import poll_url
from incidents.rounds.polls import add_up, region_share, rounded_down
from incidents.services.poll import answer_poll, close_poll, open_poll, renew_link
from incidents.views import poll as views
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import OrganisationRoundFactory, local

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db
NOW = local(2014, 7, 1)


@pytest.fixture
def row(organisation: Organisation) -> OrganisationRound:
    made: OrganisationRound = OrganisationRoundFactory(organisation=organisation, round__opened_at=NOW)
    return made


@pytest.fixture
def poll(row: OrganisationRound, users: dict[Role, User]) -> Poll:
    return open_poll(row=row, actor=users[Role.COORDINATOR], opened_at=NOW)


def path_of(poll: Poll) -> str:
    return reverse("incidents:poll_answer", args=[poll_url(poll).rsplit("/", 1)[-1]])


def say(poll: Poll, experienced: str = "ja", route: str = "", reason: str = "", times: int = 1) -> None:
    for _ in range(times):
        answer_poll(
            poll_id=poll.pk,
            organisation_id=poll.organisation_id,
            key=poll.key,
            experienced=experienced,
            route=route,
            reason=reason,
        )


def test_three_taps_without_account_or_cookie(poll: Poll) -> None:
    client, url = Client(enforce_csrf_checks=True), path_of(poll)
    first = client.get(url)
    assert "meegemaakt?" in first.content.decode()
    second = client.post(url, {"m": "ja"})
    assert "gemeld?" in second.content.decode()
    third = client.post(url, {"m": "ja", "g": "nee"})
    assert "Waarom niet?" in third.content.decode()
    done = client.post(url, {"m": "ja", "g": "nee", "w": "tijd"})
    assert done.status_code == 302 and "geteld" in client.get(done["Location"]).content.decode()
    assert not any(answer.cookies for answer in (first, second, third, done)) and not client.cookies
    line = PollCount.objects.get()
    assert (line.experienced, line.route, line.reason, line.count) == ("ja", "", "tijd", 1)


def test_no_is_one_tap(poll: Poll) -> None:
    assert Client().post(path_of(poll), {"m": "nee"}).status_code == 302
    assert PollCount.objects.get().experienced == "nee"


def test_nothing_about_who_or_when_is_kept(poll: Poll) -> None:
    say(poll, route="portaal")
    names = {field.name for field in PollCount._meta.get_fields()}
    assert names == {"id", "poll", "organisation", "experienced", "route", "reason", "count"}
    say(poll, route="portaal", times=3)
    assert PollCount.objects.get().count == 4


@pytest.mark.parametrize(
    ("experienced", "route", "reason"),
    [("ja", "", ""), ("ja", "portaal", "tijd"), ("nee", "portaal", ""), ("ja", "zomaar", ""), ("misschien", "", "")],
)
def test_answers_that_do_not_fit_are_refused(poll: Poll, experienced: str, route: str, reason: str) -> None:
    with pytest.raises(ValidationError):
        say(poll, experienced, route, reason)
    assert not PollCount.objects.exists()
    say(poll, route="portaal")


def test_a_new_link_makes_the_old_one_worthless(poll: Poll, row: OrganisationRound, users: dict[Role, User]) -> None:
    old = path_of(poll)
    assert Client().get(old).status_code == 200
    new = path_of(renew_link(row=row, actor=users[Role.COORDINATOR]))
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)
    assert Client().post(old, {"m": "nee"}).status_code == 404
    assert Client().get(reverse("incidents:poll_answer", args=["verzonnen"])).status_code == 404


def test_closing_is_for_good_and_by_the_coordinator(
    poll: Poll, row: OrganisationRound, users: dict[Role, User], foreign_users: dict[Role, User]
) -> None:
    for actor in (users[Role.SPONSOR], foreign_users[Role.COORDINATOR], users[Role.PROJECT_LEADER]):
        with pytest.raises(PermissionDenied):
            close_poll(row=row, actor=actor, closed_at=NOW)
    closed = close_poll(row=row, actor=users[Role.COORDINATOR], closed_at=NOW)
    assert open_poll(row=row, actor=users[Role.COORDINATOR], opened_at=NOW).closed_at == closed.closed_at
    assert Client().post(path_of(poll), {"m": "nee"}).status_code == 404
    with pytest.raises(ValidationError, match="gesloten"):
        say(poll, "nee")


def test_the_freeze_closes_the_poll(poll: Poll) -> None:
    freeze_due(local(2014, 9, 30))
    poll.refresh_from_db()
    assert poll.is_open
    freeze_due(local(2014, 10, 2))
    poll.refresh_from_db()
    assert not poll.is_open


def test_too_many_from_one_address_wait(poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(views, "ANSWERS_AN_HOUR", 2)
    found = [Client().post(path_of(poll), {"m": "nee"}).status_code for _ in range(3)]
    assert found == [302, 302, 429]
    assert Client(REMOTE_ADDR="10.1.1.1").post(path_of(poll), {"m": "nee"}).status_code == 302
    assert PollCount.objects.get().count == 3


def test_a_double_press_is_one_answer(poll: Poll) -> None:
    client, url = Client(), path_of(poll)
    [key] = re.findall(r'name="k" value="(\w{32})"', client.get(url).content.decode())
    assert [client.post(url, {"m": "nee", "k": key}).status_code for _ in range(2)] == [302, 302]
    assert PollCount.objects.get().count == 1
    [other] = re.findall(r'name="k" value="(\w{32})"', client.get(url).content.decode())
    client.post(url, {"m": "nee", "k": other})
    assert PollCount.objects.get().count == 2


def test_behind_the_web_server_visitors_do_not_share_one_limit(
    poll: Poll, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    cache.clear()
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    monkeypatch.setattr(views, "ANSWERS_AN_HOUR", 1)
    visitors = [Client(REMOTE_ADDR="10.0.0.9", headers={"x-forwarded-for": f"192.0.2.{each}"}) for each in (1, 2, 1)]
    assert [each.post(path_of(poll), {"m": "nee"}).status_code for each in visitors] == [302, 302, 429]


@pytest.mark.parametrize(("reported", "shown"), [(7, False), (8, True)])
def test_the_outcome_waits_for_ten(
    client_for: ClientFor, poll: Poll, row: OrganisationRound, users: dict[Role, User], reported: int, shown: bool
) -> None:
    say(poll, reason="tijd", times=reported)
    say(poll, route="portaal", times=2)
    say(poll, "nee", times=30 - reported)
    url = reverse("incidents:poll", args=[row.pk])
    client = client_for(Role.COORDINATOR)
    open_page = html.unescape(client.get(url).content.decode())
    assert "meer dan 29 antwoorden" in open_page and "<svg" in open_page
    assert "van de 10" not in open_page
    close_poll(row=row, actor=users[Role.COORDINATOR], closed_at=NOW)
    page = html.unescape(client.get(url).content.decode())
    assert ("2 van de 10 voorvallen staan geregistreerd" in page) == shown
    assert ("Te weinig antwoorden om te tonen" in page) == (not shown)
    if shown:
        assert "20,0% (95%-marge 5,7–51,0%)" in page
        assert len(re.findall(r'<circle class="person is-filled"', page)) == 2


def test_only_a_register_is_registered() -> None:
    lines = [PollCount(experienced="ja", route=route, count=2) for route in ("portaal", "leiding", "collega", "anders")]
    found = add_up([*lines, PollCount(experienced="ja", reason="tijd", count=4), PollCount(experienced="nee", count=9)])
    assert (found.asked, found.experienced, found.registered) == (21, 12, 2)


def test_so_far_is_told_in_tens() -> None:
    assert [rounded_down(number) for number in (0, 9, 10, 19, 20)] == [
        "nog geen tien",
        "nog geen tien",
        "meer dan 9",
        "meer dan 9",
        "meer dan 19",
    ]


@pytest.mark.parametrize("organisations", [2, 3])
def test_the_region_needs_three_organisations(row: OrganisationRound, organisations: int) -> None:
    for _ in range(organisations):
        other = OrganisationRoundFactory(round=row.round)
        made = Poll.objects.create(
            round=row.round, organisation=other.organisation, opened_at=NOW, closed_at=timezone.now()
        )
        for route, reason, count in (("portaal", "", 3), ("", "tijd", 20)):
            PollCount.objects.create(
                poll=made, organisation=other.organisation, experienced="ja", route=route, reason=reason, count=count
            )
    expected = {"registered": 9, "experienced": 69, "organisations": 3} if organisations == 3 else None
    assert region_share(row.round) == expected


def test_without_a_scope_the_database_shows_no_answer(poll: Poll) -> None:
    say(poll, "nee")
    with connection.cursor() as cursor:
        cursor.execute("select set_config('vpt.scope', 'none', true), set_config('vpt.figures', 'on', true)")
    assert not PollCount.objects.exists() and not Poll.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("select set_config('vpt.scope', 'all', true)")
    assert PollCount.objects.count() == 1
