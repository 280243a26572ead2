"""The demonstration's incidents have a past: only the owner writes it, and the trail stays as closed as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import resolve
from django.utils import timezone

from core.audit import codes, record
from core.demo import DemoWorld
from core.models import AuditEvent
from incidents import demo
from incidents.choices import Status
from incidents.demo import data, history
from incidents.handling.history import history_of
from incidents.models import Duty, Incident
from incidents.services.aftercare import propose_talks
from participants import demo as participants_demo
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory

FIRST = "incidents.incident.reported"


@contextmanager
def as_owner() -> Iterator[None]:
    held = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update({name: settings.OWNER_DATABASE[name] for name in held})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(held)


@pytest.fixture
def closed(organisation: Organisation, users: dict[Role, User]) -> Incident:
    Organisation.objects.filter(pk=organisation.pk).update(code="GDA")
    ago = timezone.now() - timedelta(days=40)
    made: Incident = IncidentFactory(
        organisation=organisation,
        source_system=history.SOURCE,
        reporter=users[Role.REPORTER],
        assigned_to=users[Role.COORDINATOR],
        occurred_at=ago - timedelta(hours=1),
        reported_at=ago,
        closed=True,
    )
    Duty.objects.filter(incident=made).update(answered_at=ago + timedelta(hours=9))
    Incident.objects.filter(pk=made.pk).update(closed_at=ago + timedelta(days=3))
    made.refresh_from_db()
    propose_talks(made)
    return made


@pytest.mark.django_db(transaction=True)
def test_the_owner_writes_the_past_once_and_the_trail_dates_itself_again(closed: Incident) -> None:
    with as_owner():
        call_command("load_demo_history", stdout=StringIO())
        number = AuditEvent.objects.count()
        call_command("load_demo_history", stdout=StringIO())
        assert AuditEvent.objects.count() == number, "twice is once"
    told = history_of(closed)
    assert told[-1].sentence == f"{closed.reporter} stuurde de melding {closed}."
    assert told[0].sentence == f"{closed.assigned_to} handelde {closed} af."
    moments = list(AuditEvent.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments) and moments[0] == closed.reported_at and moments[-1] == closed.closed_at
    record(code="incidents.incident.read", actor=closed.assigned_to, obj=closed)
    AuditEvent.objects.bulk_create([AuditEvent(code=FIRST, at=closed.reported_at)])
    late = AuditEvent.objects.order_by("-pk")[:2]
    assert all(timezone.now() - event.at < timedelta(minutes=1) for event in late), "nobody chooses a moment any more"
    for change in (lambda: AuditEvent.objects.update(code="x"), lambda: AuditEvent.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.django_db
def test_the_account_that_serves_pages_cannot(closed: Incident) -> None:
    with pytest.raises(CommandError, match="DATABASE_ROLE=owner"), transaction.atomic():
        call_command("load_demo_history", stdout=StringIO())
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
def test_outside_a_demonstration_it_refuses(closed: Incident, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ALLOWS_DEMO_DATA", False)
    with pytest.raises(CommandError, match="demonstratieomgeving"):
        call_command("load_demo_history", stdout=StringIO())


@pytest.mark.django_db
def test_every_incident_has_a_past_that_fits_its_fields() -> None:
    world = DemoWorld(now=timezone.localtime())
    participants_demo.load(world)
    demo.load(world)
    resolve("/")  # each part of the portal declares its codes when it is imported
    events: dict[str, list[AuditEvent]] = {}
    for event in history.untold(world.now):
        owner = event.object_label.rpartition(" ")[2]
        events.setdefault(owner, []).append(event)
        assert event.code in codes() and event.at <= world.now
    shown = Incident.objects.filter(organisation__code__in=data.SHOWN).exclude(status=Status.DRAFT)
    assert set(events) == set(shown.values_list("reference", flat=True))
    for incident in shown.prefetch_related("duties"):
        told = events[incident.reference]
        assert (told[0].code, told[0].at) == (FIRST, incident.reported_at)
        assert [event.at for event in told] == sorted(event.at for event in told)
        seen = {event.code for event in told}
        assert ("incidents.incident.closed" in seen) == (
            incident.status in (Status.CLOSED, Status.ANONYMISED, Status.REOPENED)
        )
        assert ("incidents.retention.anonymised" in seen) == (incident.status == Status.ANONYMISED)
        assert ("incidents.incident.taken_up" in seen) or incident.status in (
            *(Status.REPORTED, Status.WITHDRAWN),
            *(Status.DUPLICATE, Status.NOT_VPT),
        )
