"""Posters: the key, the page without an account, and the coordinator without whom nothing counts."""

from __future__ import annotations

import io
import subprocess
import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import segno
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from core import jobs
from core.documents import render_pdf
from incidents import services, today
from incidents.choices import DutyKind, OffenderKnown, Status
from incidents.models import Incident, MiniReport, PosterLink, Unit
from incidents.models.poster import MiniReportState
from incidents.posters import address_of, digest_of, new_key, open_door, token_of
from incidents.services.poster import MOST_AN_HOUR, poster_content
from incidents.views import mini
from participants.access import Role
from participants.models import Organisation, RegistrationMode, User
from tests.factories.incidents_letters import MiniReportFactory, PosterFactory
from tests.helpers import assert_constant_queries

pytestmark = pytest.mark.django_db

ANSWERS = {
    "kinds": ["verbaal"],
    "when": "nu",
    "channel": "balie",
    "severity": "licht",
    "words": "De bezoeker schold.",
}


@pytest.fixture(autouse=True)
def empty_cache(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def poster(organisation: Organisation) -> PosterLink:
    made: PosterLink = PosterFactory(organisation=organisation, label="Kantine")
    return made


@pytest.fixture
def coordinator(users: dict[Role, User]) -> User:
    return users[Role.COORDINATOR]


def url_of(poster: PosterLink) -> str:
    return reverse("poster:report", args=[token_of(poster)])


def send(poster: PosterLink, **changes: Any) -> Any:
    """Send the form as somebody without an account, a session or a cookie."""
    return Client().post(url_of(poster), {"submit_key": str(uuid.uuid4()), **ANSWERS, **changes})


# --- The key ---------------------------------------------------------------------------------------------------------


def test_a_key_has_more_than_128_bits_and_is_not_in_the_database(poster: PosterLink) -> None:
    keys = {new_key() for _ in range(200)}
    assert len(keys) == 200
    assert len(set("".join(keys))) ** len(poster.key) > 2**128
    with connection.cursor() as cursor:
        cursor.execute("select key, digest from incidents_posterlink")
        stored = cursor.fetchone()
    assert poster.key not in "".join(stored)
    assert stored[1] == digest_of(poster.key)


def test_the_address_opens_with_capitals_and_without_hyphens(poster: PosterLink) -> None:
    token = token_of(poster)
    for typed in (token, token.upper(), token.replace("-", "")):
        door = open_door(typed)
        assert door.poster == poster
        assert door.is_open


def test_other_addresses_open_nothing(poster: PosterLink, other_organisation: Organisation) -> None:
    token = token_of(poster)
    wrong = [
        token[:-1] + ("2" if token[-1] != "2" else "3"),
        "vre" + token[3:],
        "zzz" + token[3:],
        token[:-2],
        "gda",
        "",
        "x" * 500,
    ]
    for tried in wrong:
        assert open_door(tried).poster is None, tried
    assert Client().get(reverse("poster:report", args=[wrong[0]])).status_code == 404


def test_a_withdrawn_poster_says_kindly_what_to_do(poster: PosterLink, coordinator: User) -> None:
    assert Client().get(url_of(poster)).status_code == 200
    services.revoke_poster(poster=poster, actor=coordinator, revoked_at=timezone.now())
    page = Client().get(url_of(poster))
    assert page.status_code == 410
    assert "Deze poster werkt niet meer" in page.text
    assert send(poster).status_code == 410
    assert not MiniReport.objects.exists()


def test_without_an_agreement_a_poster_takes_nothing(poster: PosterLink, coordinator: User) -> None:
    organisation = poster.organisation
    organisation.registration_mode = RegistrationMode.COUNTS
    organisation.save()
    assert send(poster).status_code == 410
    with pytest.raises(ValidationError):
        services.make_poster(
            organisation=organisation, actor=coordinator, label="Hal", unit=None, made_at=timezone.now()
        )
    assert not MiniReport.objects.exists()


# --- The page without an account ------------------------------------------------------------------------------------


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


# --- The coordinator -----------------------------------------------------------------------------------------------


def test_nothing_counts_before_it_is_confirmed(poster: PosterLink, coordinator: User) -> None:
    waiting = MiniReportFactory(
        poster=poster, words="Er viel een stoel.", reported_at=timezone.now() - timedelta(days=1)
    )
    assert not Incident.objects.exists()
    incident = services.confirm_mini_report(
        mini_report=waiting, actor=coordinator, offender_known=OffenderKnown.UNKNOWN, confirmed_at=timezone.now()
    )
    assert (incident.status, incident.source_system, incident.reporter) == (Status.REPORTED, "poster", None)
    assert (incident.reported_at, incident.occurred_at) == (waiting.reported_at, waiting.occurred_at)
    assert incident.clock_due_at == waiting.occurred_at + timedelta(hours=48)
    assert incident.main_kind == "bedreiging"
    assert incident.text.narrative == "Er viel een stoel."
    assert {duty.kind for duty in incident.duties.all()} == set(DutyKind)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.words, waiting.incident) == (MiniReportState.CONFIRMED, "", incident)
    again = services.confirm_mini_report(
        mini_report=waiting, actor=coordinator, offender_known=OffenderKnown.NO, confirmed_at=timezone.now()
    )
    assert again == incident
    assert Incident.objects.count() == 1


def test_a_clock_from_the_report_starts_when_the_short_one_came_in(poster: PosterLink, coordinator: User) -> None:
    Organisation.objects.filter(pk=poster.organisation_id).update(clock_start="reported_at")
    # the term of before holds for what came in before: this one comes in after the change
    waiting = MiniReportFactory(poster=poster, reported_at=timezone.now() + timedelta(seconds=1))
    incident = services.confirm_mini_report(
        mini_report=waiting, actor=coordinator, offender_known="ja", confirmed_at=timezone.now() + timedelta(hours=2)
    )
    assert incident.clock_due_at == waiting.reported_at + timedelta(hours=48)


def test_a_rejected_one_stays_as_a_count_without_its_words(poster: PosterLink, coordinator: User) -> None:
    waiting = MiniReportFactory(poster=poster, words="Onzin.")
    given = {"mini_report": waiting, "actor": coordinator, "rejected_at": timezone.now()}
    with pytest.raises(ValidationError):
        services.reject_mini_report(reason="zomaar", **given)
    services.reject_mini_report(reason="misbruik", **given)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.words) == (MiniReportState.REJECTED, "")
    assert not Incident.objects.exists()
    with pytest.raises(ValidationError):
        services.confirm_mini_report(
            mini_report=waiting, actor=coordinator, offender_known="ja", confirmed_at=timezone.now()
        )


def test_somebody_of_another_organisation_judges_nothing(
    poster: PosterLink, coordinator: User, foreign_users: dict[Role, User], users: dict[Role, User]
) -> None:
    waiting = MiniReportFactory(poster=poster)
    for actor in (foreign_users[Role.COORDINATOR], users[Role.REPORTER], users[Role.PROJECT_LEADER]):
        with pytest.raises(PermissionDenied):
            services.confirm_mini_report(
                mini_report=waiting, actor=actor, offender_known="ja", confirmed_at=timezone.now()
            )
        with pytest.raises(PermissionDenied):
            services.revoke_poster(poster=poster, actor=actor, revoked_at=timezone.now())
    services.reject_mini_report(mini_report=waiting, actor=coordinator, reason="dubbel", rejected_at=timezone.now())


def test_the_page_confirms_or_rejects(poster: PosterLink, client_for: Callable[..., Client]) -> None:
    first, second = MiniReportFactory.create_batch(2, poster=poster)
    client = client_for(Role.COORDINATOR)
    answer = client.post(reverse("incidents:mini_report", args=[first.pk]), {"offender_known": "onbekend"}, follow=True)
    assert "telt mee" in answer.text
    url = reverse("incidents:mini_report", args=[second.pk])
    assert client.post(url, {"reject": "1"}).status_code == 422
    assert "telt niet mee" in client.post(url, {"reject": "1", "reason": "onduidelijk"}, follow=True).text


def test_the_coordinator_is_told_what_waits(poster: PosterLink, coordinator: User, users: dict[Role, User]) -> None:
    MiniReportFactory.create_batch(3, poster=poster)
    MiniReportFactory(poster=poster, old=True)
    MiniReportFactory(poster=poster, rejected=True)
    told = [line.sentence for line in today.today(coordinator, timezone.now())]
    assert "3 meldingen via de poster wachten op uw oordeel." in told
    assert "1 korte melding wacht al langer dan 30 dagen. Bevestig of wijs af." in told
    assert not any("poster" in line.sentence for line in today.today(users[Role.REPORTER], timezone.now()))


# --- The poster itself -----------------------------------------------------------------------------------------------


def test_a_poster_is_made_by_a_job_and_can_be_printed_again(
    organisation: Organisation, coordinator: User, client_for: Callable[..., Client]
) -> None:
    unit = Unit.objects.create(organisation=organisation, name="Balie")
    client = client_for(Role.COORDINATOR)
    answer = client.post(reverse("incidents:new_poster"), {"label": "Hal", "unit": unit.pk})
    poster = PosterLink.objects.get(label="Hal")
    assert answer.url == poster.get_absolute_url()
    assert "wordt gemaakt" in client.get(answer.url).text
    assert client.post(reverse("incidents:new_poster"), {"label": "hal"}).status_code == 422
    assert jobs.run_waiting() == 1
    file = reverse("incidents:poster_pdf", args=[poster.pk])
    assert b"".join(client.get(file)).startswith(b"%PDF")
    client.post(reverse("incidents:print_poster", args=[poster.pk]))
    assert client.get(file).status_code == 404
    assert jobs.run_waiting() == 1
    assert client.get(file).status_code == 200
    client.post(reverse("incidents:revoke_poster", args=[poster.pk]))
    assert client.get(file).status_code == 404


def test_a_department_of_another_organisation_cannot_be_chosen(
    organisation: Organisation, other_organisation: Organisation, coordinator: User
) -> None:
    foreign = Unit.objects.create(organisation=other_organisation, name="Hun balie")
    with pytest.raises(ValidationError):
        services.make_poster(
            organisation=organisation, actor=coordinator, label="Hal", unit=foreign, made_at=timezone.now()
        )


def test_the_code_on_paper_is_the_code_of_the_address(poster: PosterLink, tmp_path: Path) -> None:
    """Every dot of the printed code is what the standard says for this address; so a telephone reads the address."""
    content = poster_content(poster, on=date(2015, 3, 12))
    rendered = render_pdf("incidents/pdf/poster.html", content)
    assert len(pikepdf.open(io.BytesIO(rendered.pdf)).pages) == 1
    assert "Maak hier een korte melding." in rendered.html
    assert token_of(poster) in rendered.html
    source = tmp_path / "poster.pdf"
    source.write_bytes(rendered.pdf)
    try:
        subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", source, tmp_path / "poster"], check=True)
    except FileNotFoundError:
        pytest.skip("no pdftoppm on this machine")
    wanted = [list(map(bool, row)) for row in segno.make(address_of(poster), error="q").matrix]
    assert _read_code(tmp_path / "poster.png", len(wanted)) == wanted


def _read_code(path: Path, size: int) -> list[list[bool]]:
    """Return the dots of the code on a page at 150 dots an inch, sampled in the middle of each.

    The corner is the first black bar that is as long as the mark in the corner of a code: seven dots.
    """
    page = Image.open(path).convert("L").point(lambda shade: 255 if shade < 60 else 0)
    step = 112 / 25.4 * 150 / (size + 8)  # 112 mm with a white rim of four dots
    left, top = next(
        (start, y)
        for y in range(page.height)
        for start, length in _bars(page.crop((0, y, page.width, y + 1)).tobytes())
        if abs(length - 7 * step) < 3
    )
    return [
        [page.getpixel((left + int((x + 0.5) * step), top + int((y + 0.5) * step))) > 0 for x in range(size)]
        for y in range(size)
    ]


def _bars(row: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each black bar of a row starts, and how long it is."""
    place = 0
    for is_black, dots in groupby(row, key=bool):
        length = len(list(dots))
        if is_black:
            yield place, length
        place += length


def test_the_list_takes_as_many_queries_for_many_posters(
    organisation: Organisation, client_for: Callable[..., Client]
) -> None:
    def grow(number: int) -> None:
        for poster in PosterFactory.create_batch(number, organisation=organisation):
            MiniReportFactory.create_batch(2, poster=poster)

    client = client_for(Role.COORDINATOR)
    assert_constant_queries(client, reverse("incidents:posters"), grow)
    assert_constant_queries(client, reverse("incidents:mini_reports"), grow)


def test_an_answer_that_is_sent_twice_is_kept_once(poster: PosterLink) -> None:
    address = reverse("poster:report", args=[token_of(poster)])
    Client().post(address, {**ANSWERS, "kinds": ["verbaal"] * 500 + ["fysiek"], "submit_key": str(uuid.uuid4())})
    assert MiniReport.objects.get().kinds == ["verbaal", "fysiek"]


def test_a_poster_hangs_at_a_place_of_its_own_organisation(
    poster: PosterLink, other_organisation: Organisation
) -> None:
    foreign = Unit.objects.create(organisation=other_organisation, name="Elders")
    with pytest.raises(IntegrityError, match="same_organisation"), transaction.atomic():
        PosterLink.objects.filter(pk=poster.pk).update(unit=foreign)
    own = Unit.objects.create(organisation=poster.organisation, name="Hier")
    assert PosterLink.objects.filter(pk=poster.pk).update(unit=own) == 1
