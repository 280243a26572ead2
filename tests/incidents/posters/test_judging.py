"""The coordinator, without whom nothing counts: confirming, rejecting, and what Vandaag tells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents import services, today
from incidents.choices import DutyKind, OffenderKnown, Status
from incidents.models import Incident, PosterLink
from incidents.models.poster import MiniReportState
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents_letters import MiniReportFactory, PosterFactory
from tests.helpers import assert_constant_queries

pytestmark = pytest.mark.django_db


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


def test_the_list_takes_as_many_queries_for_many_posters(
    organisation: Organisation, client_for: Callable[..., Client]
) -> None:
    def grow(number: int) -> None:
        for poster in PosterFactory.create_batch(number, organisation=organisation):
            MiniReportFactory.create_batch(2, poster=poster)

    client = client_for(Role.COORDINATOR)
    assert_constant_queries(client, reverse("incidents:posters"), grow)
    assert_constant_queries(client, reverse("incidents:mini_reports"), grow)
