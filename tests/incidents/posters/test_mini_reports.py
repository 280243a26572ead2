"""The page without an account: what it asks and warns of, and that it keeps nobody."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.models import MiniReport, PosterLink
from incidents.models.poster import MiniReportState
from incidents.posters import token_of
from incidents.services.poster import MOST_AN_HOUR
from incidents.views import mini
from participants.access import Role
from participants.models import User
from tests.factories.incidents_letters import MiniReportFactory, PosterFactory
from tests.incidents.posters.sending import ANSWERS, send, url_of

pytestmark = pytest.mark.django_db


def test_a_report_needs_no_account_and_keeps_nobody(poster: PosterLink) -> None:
    response = send(poster)
    assert response.status_code == 302
    assert response.url == reverse("poster:thanks", args=[token_of(poster)])
    assert not response.cookies
    found = MiniReport.objects.get()
    assert (found.poster, found.state, found.words) == (poster, MiniReportState.WAITING, "De bezoeker schold.")
    names = {field.name for field in MiniReport._meta.get_fields()}
    assert not names & {"ip", "address", "user", "reporter", "sent_by", "user_agent"}
    thanks = Client().get(response.url)
    assert thanks.status_code == 200
    assert "Content-Security-Policy" in thanks.headers
    assert not thanks.cookies


def test_the_words_are_encrypted(poster: PosterLink) -> None:
    send(poster)
    with connection.cursor() as cursor:
        cursor.execute("select words from incidents_minireport")
        assert "schold" not in cursor.fetchone()[0]


def test_somebody_who_is_signed_in_elsewhere_can_send_too(
    poster: PosterLink, foreign_users: dict[Role, User], client_for: Callable[..., Client]
) -> None:
    response = client_for(foreign_users[Role.COORDINATOR]).post(url_of(poster), ANSWERS)
    assert response.status_code == 302
    assert MiniReport.objects.get().organisation == poster.organisation


def test_a_double_press_makes_one(poster: PosterLink) -> None:
    key = str(uuid.uuid4())
    assert [send(poster, submit_key=key).status_code for _ in range(3)] == [302, 302, 302]
    assert MiniReport.objects.count() == 1
    other = PosterFactory(organisation=poster.organisation)
    assert send(other, submit_key=key).status_code == 302
    assert MiniReport.objects.count() == 2


def test_what_a_machine_fills_in_is_dropped(poster: PosterLink) -> None:
    assert send(poster, website="https://spam.example").status_code == 302
    assert not MiniReport.objects.exists()


def test_what_looks_like_a_name_is_told_once_and_never_blocks(poster: PosterLink) -> None:
    words = {"words": "Meneer Jansen schold mij uit."}
    page = send(poster, **words)
    assert page.status_code == 200
    assert "Er is nog niets verstuurd" in page.text
    assert "Meneer Jansen schold mij uit." in page.text
    assert not MiniReport.objects.exists()
    assert send(poster, **words, is_checked="on").status_code == 302
    assert MiniReport.objects.count() == 1


@pytest.mark.parametrize("missing", ["kinds", "when", "channel", "severity"])
def test_each_question_needs_an_answer(poster: PosterLink, missing: str) -> None:
    response = send(poster, **{missing: []})
    assert response.status_code == 422
    assert "ding dat nog niet klopt" in response.text
    assert not MiniReport.objects.exists()


def test_another_day_needs_its_day(poster: PosterLink) -> None:
    assert send(poster, when="dag").status_code == 422
    day = timezone.localdate() - timedelta(days=9)
    assert send(poster, when="dag", day=f"{day:%Y-%m-%d}", part="middag").status_code == 302
    found = MiniReport.objects.get()
    assert timezone.localtime(found.occurred_at).hour == 12
    assert found.occurred_precision == "dagdeel"


def test_one_address_and_one_poster_have_a_limit(poster: PosterLink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mini, "MOST_OF_ONE_ADDRESS", 2)
    assert [send(poster).status_code for _ in range(3)] == [302, 302, 429]
    cache.clear()
    MiniReportFactory.create_batch(MOST_AN_HOUR, poster=poster, reported_at=timezone.now())
    busy = send(poster)
    assert busy.status_code == 429
    assert "veel meldingen" in busy.text


def test_without_a_cache_a_report_still_arrives(poster: PosterLink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "add", lambda *args: True)
    monkeypatch.setattr(cache, "incr", lambda key, delta=1: delta)
    assert send(poster).status_code == 302


def test_aggression_of_a_colleague_stops(poster: PosterLink) -> None:
    page = Client().get(reverse("poster:collegial", args=[token_of(poster)]))
    assert "vertrouwenspersoon" in page.text
    assert 'tel:112"' in Client().get(url_of(poster)).text


def test_an_answer_that_is_sent_twice_is_kept_once(poster: PosterLink) -> None:
    address = reverse("poster:report", args=[token_of(poster)])
    Client().post(address, {**ANSWERS, "kinds": ["verbaal"] * 500 + ["fysiek"], "submit_key": str(uuid.uuid4())})
    assert MiniReport.objects.get().kinds == ["verbaal", "fysiek"]
