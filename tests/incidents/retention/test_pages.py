"""The pages of the end of keeping: what goes when, keeping longer, the term and the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from incidents.choices import Status
from incidents.models import Incident, RemovalRecord
from incidents.services.retention_job import keep_to_terms
from incidents.today import today
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory, attach
from tests.helpers import assert_constant_queries

ClientFor = Callable[..., Client]
OVER = timedelta(days=740)


def closed(organisation: Organisation, ago: timedelta = OVER, **more: Any) -> Incident:
    at = timezone.now() - ago
    made: Incident = IncidentFactory(organisation=organisation, at=at, saved_at=at, closed=True, **more)
    return made


def url(organisation: Organisation, name: str = "incidents:retention") -> str:
    return f"{reverse(name)}?org={organisation.code}"


def test_what_goes_soon_is_told_with_its_day(client_for: ClientFor, organisation: Organisation) -> None:
    over, soon, later = (closed(organisation, timedelta(days=days)) for days in (740, 700, 600))
    attach(over)
    page = client_for(Role.COORDINATOR).get(url(organisation)).content.decode()
    assert over.reference in page and soon.reference in page and later.reference not in page
    assert "tekst en 1 bijlage" in page
    day = timezone.localdate() + timedelta(days=30)  # not announced yet, so not before that
    assert f"{day.day} " in page


def test_nothing_to_come_is_said(client_for: ClientFor, organisation: Organisation) -> None:
    page = client_for(Role.COORDINATOR).get(url(organisation)).content.decode()
    assert "Er wordt voorlopig niets gewist" in page


def test_keeping_longer_and_letting_go_again(client_for: ClientFor, organisation: Organisation) -> None:
    incident, client = closed(organisation), client_for(Role.COORDINATOR)
    address = reverse("incidents:retention_pause", args=[incident.reference])
    assert client.post(address, {"reason": "vervolging", "until": "2019-01-01"}).status_code == 422
    until = timezone.localdate() + timedelta(days=100)
    assert client.post(address, {"reason": "vervolging", "until": until.isoformat()}).status_code == 302
    page = client.get(url(organisation)).content.decode()
    assert "er loopt een strafzaak" in page and "Er wordt voorlopig niets gewist" in page
    assert "blijven bewaard tot en met" in client.get(incident.get_absolute_url()).content.decode()
    client.post(reverse("incidents:retention_resume", args=[incident.reference]))
    assert "Blijft langer bewaard" not in client.get(url(organisation)).content.decode()
    assert AuditEvent.objects.filter(object_id=str(incident.pk), code__startswith="incidents.retention.").count() == 2


def test_a_procedure_of_the_facts_is_told(client_for: ClientFor, organisation: Organisation) -> None:
    incident = closed(organisation, prosecution_status="vervolging")
    page = client_for(Role.COORDINATOR).get(url(organisation)).content.decode()
    assert incident.reference in page and "volgens de gegevens loopt er een strafzaak" in page


def test_an_open_incident_has_no_end(client_for: ClientFor, organisation: Organisation) -> None:
    incident = IncidentFactory(organisation=organisation)
    client = client_for(Role.COORDINATOR)
    assert client.get(reverse("incidents:retention_pause", args=[incident.reference])).status_code == 404
    assert "worden gewist op" not in client.get(incident.get_absolute_url()).content.decode()


def test_the_page_of_an_incident_tells_when_its_text_goes(
    client_for: ClientFor, organisation: Organisation, users: dict[Role, User]
) -> None:
    incident = closed(organisation, timedelta(days=30), reporter=users[Role.REPORTER])
    page = client_for(Role.COORDINATOR).get(incident.get_absolute_url()).content.decode()
    assert "Tekst en bijlagen worden gewist op" in page
    assert "Bewaar langer" not in client_for(Role.REPORTER).get(incident.get_absolute_url()).content.decode()


def test_changing_the_term(client_for: ClientFor, organisation: Organisation) -> None:
    client = client_for(Role.COORDINATOR)
    address = url(organisation, "incidents:retention_term")
    assert client.post(address, {"months": "2"}).status_code == 422
    assert client.post(address, {"months": "36", "version": organisation.version}).status_code == 302
    organisation.refresh_from_db()
    assert organisation.retention_months == 36
    stale = client.post(address, {"months": "12", "version": organisation.version - 1})
    assert stale.status_code == 422 and "intussen gewijzigd" in stale.content.decode()


def test_after_the_night_the_register_tells_it_and_the_page_too(
    client_for: ClientFor, organisation: Organisation, other_organisation: Organisation
) -> None:
    incident, foreign = closed(organisation, narrative="woorden"), closed(other_organisation)
    now = timezone.now()
    keep_to_terms(at=now)
    keep_to_terms(at=now + timedelta(days=31))
    assert RemovalRecord.objects.count() == 2
    client = client_for(Role.COORDINATOR)
    page = client.get(url(organisation, "incidents:retention_register")).content.decode()
    assert incident.reference in page and foreign.reference not in page
    assert "zijn op" in client.get(incident.get_absolute_url()).content.decode()
    assert Incident.objects.get(pk=incident.pk).status == Status.ANONYMISED


def test_another_organisation_is_not_found(client_for: ClientFor, other_organisation: Organisation) -> None:
    client = client_for(Role.COORDINATOR)
    for name in ("incidents:retention", "incidents:retention_register", "incidents:retention_term"):
        assert client.get(url(other_organisation, name)).status_code == 404
    incident = closed(other_organisation)
    assert client.get(reverse("incidents:retention_pause", args=[incident.reference])).status_code == 404


def test_the_list_takes_as_many_queries_for_two_as_for_twenty(
    client_for: ClientFor, organisation: Organisation
) -> None:
    def grow(number: int) -> None:
        for _ in range(number):
            closed(organisation)

    assert_constant_queries(client_for(Role.COORDINATOR), url(organisation), grow)


def test_the_register_takes_as_many_queries_for_two_as_for_twenty(
    client_for: ClientFor, organisation: Organisation
) -> None:
    def grow(number: int) -> None:
        first = RemovalRecord.objects.count()
        for each in range(number):
            RemovalRecord.objects.create(
                organisation=organisation,
                batch=uuid4(),
                what="incident",
                object_id=first + each,
                label=f"EIG-{first + each:05d}",
                method=RemovalRecord.Method.ANONYMISED,
                removed_at=timezone.now(),
            )

    assert_constant_queries(client_for(Role.COORDINATOR), url(organisation, "incidents:retention_register"), grow)


def test_today_names_what_was_announced(organisation: Organisation, users: dict[Role, User]) -> None:
    closed(organisation)
    now = timezone.now()
    assert not [line for line in today(users[Role.COORDINATOR], now) if "gewist" in line.sentence]
    keep_to_terms(at=now)
    lines = [line for line in today(users[Role.COORDINATOR], now) if "gewist" in line.sentence]
    assert [line.sentence for line in lines] == ["Van 1 voorval worden binnenkort tekst en bijlagen gewist."]
