"""What an organisation arranges: its term, its contacts, its departments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from incidents import services
from incidents.choices import DutyKind, DutyState
from incidents.letters.composing import settings_of
from incidents.models import Incident, IncidentSettings, Unit
from participants.access import Role
from participants.models import Organisation, PastTerm, User
from participants.services import change_incident_terms
from tests.factories.incidents import IncidentFactory
from tests.helpers import assert_constant_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(users: dict[Role, User]) -> User:
    return users[Role.COORDINATOR]


def test_a_running_clock_keeps_its_term(organisation: Organisation, coordinator: User) -> None:
    """What came in before has 48 hours, also when the answer comes after the change; what comes in later has 24."""
    before: Incident = IncidentFactory(organisation=organisation)
    due_at = before.clock_due_at
    change_incident_terms(organisation=organisation, actor=coordinator, terms={"reaction_hours": 24})
    duty = before.duties.get(kind=DutyKind.REACTION)
    now = timezone.now()
    services.answer_duty(duty=duty, actor=coordinator, state=DutyState.DONE, answered_at=now, done_at=now)
    before.refresh_from_db()
    assert before.clock_due_at == due_at
    later_at = timezone.now() + timedelta(hours=1)
    later = IncidentFactory(organisation=Organisation.objects.get(pk=organisation.pk), at=later_at)
    assert later.clock_due_at == later.occurred_at + timedelta(hours=24)


def test_the_old_term_is_kept_whatever_way_it_is_changed(organisation: Organisation) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(norm_statement="Anders")
    assert not PastTerm.objects.exists()
    Organisation.objects.filter(pk=organisation.pk).update(clock_start="reported_at")
    kept = PastTerm.objects.get(organisation=organisation)
    assert (kept.reaction_hours, kept.clock_start) == (48, "occurred_at")


def test_only_the_own_coordinator_changes_the_terms(
    organisation: Organisation, coordinator: User, foreign_users: dict[Role, User], users: dict[Role, User]
) -> None:
    for actor in (foreign_users[Role.COORDINATOR], users[Role.REPORTER], users[Role.PROJECT_LEADER]):
        with pytest.raises(PermissionDenied):
            change_incident_terms(organisation=organisation, actor=actor, terms={"reaction_hours": 24})
    with pytest.raises(ValidationError):
        change_incident_terms(organisation=organisation, actor=coordinator, terms={"reaction_hours": 0})
    changed = change_incident_terms(organisation=organisation, actor=coordinator, terms={"reaction_hours": 24})
    assert changed.reaction_hours == 24
    event = AuditEvent.objects.get(code="participants.organisation.terms_changed")
    assert event.changed == ["reaction_hours"]


def test_the_pages_keep_what_is_typed(organisation: Organisation, client_for: Callable[..., Client]) -> None:
    client = client_for(Role.COORDINATOR)
    url = reverse("incidents:settings_part", args=["contact"])
    typed = {"reporter_contact": "Balie 1", "police_contact": "Wijkteam", "prosecution_contact": "", "version": "0"}
    refused = client.post(url, typed | {"talks": "3, veertien"})
    assert refused.status_code == 422
    assert "hele getallen" in refused.text
    assert client.post(url, typed | {"talks": "14, 3"}).status_code == 302
    arranged = settings_of(organisation)
    assert (arranged.talk_days, arranged.police_contact) == ([3, 14], "Wijkteam")
    assert arranged.contacts_checked_on == timezone.localdate()
    stale = client.post(url, typed | {"talks": "3", "reporter_contact": "Anders"})
    assert "Iemand anders heeft dit intussen gewijzigd" in stale.text
    terms = {"reaction_hours": "24", "clock_start": "reported_at", "norm_statement": "Rustig blijven"}
    page = reverse("incidents:settings_part", args=["termijn"])
    version = {"version": str(Organisation.objects.get(pk=organisation.pk).version), "aftercare_phone": ""}
    assert client.post(page, terms | version).status_code == 302
    assert "24 uur" in client.get(reverse("incidents:settings")).text


def test_a_department_is_added_renamed_retired_and_comes_back(organisation: Organisation, coordinator: User) -> None:
    unit = services.add_unit(organisation=organisation, actor=coordinator, name="Balie")
    with pytest.raises(ValidationError):
        services.add_unit(organisation=organisation, actor=coordinator, name="balie")
    services.change_unit(unit=unit, actor=coordinator, name="Publiekszaken", is_current=False)
    services.add_unit(organisation=organisation, actor=coordinator, name="Publiekszaken")
    unit.refresh_from_db()
    assert (unit.name, unit.is_current) == ("Publiekszaken", True)
    codes = set(AuditEvent.objects.filter(object_type="incidents.unit").values_list("code", flat=True))
    assert codes == {f"incidents.unit.{deed}" for deed in ("added", "renamed", "retired", "restored")}


def test_a_department_of_another_organisation_is_not_there(
    other_organisation: Organisation, client_for: Callable[..., Client]
) -> None:
    foreign = Unit.objects.create(organisation=other_organisation, name="Hun balie")
    client = client_for(Role.COORDINATOR)
    assert client.get(reverse("incidents:unit", args=[foreign.pk])).status_code == 404
    own = Unit.objects.create(organisation=Organisation.objects.get(code="EIG"), name="Onze balie")
    assert client.get(reverse("incidents:unit", args=[own.pk])).status_code == 200


def test_looking_changes_nothing(organisation: Organisation, client_for: Callable[..., Client]) -> None:
    assert client_for(Role.COORDINATOR).get(reverse("incidents:settings")).status_code == 200
    assert not IncidentSettings.objects.exists()


def test_the_departments_take_as_many_queries_for_two_as_for_twenty(
    client_for: Callable[[Role], Client], organisation: Organisation
) -> None:
    def grow(number: int) -> None:
        first = Unit.objects.count()
        Unit.objects.bulk_create(
            Unit(organisation=organisation, name=f"Afdeling {first + each}") for each in range(number)
        )

    assert_constant_queries(client_for(Role.COORDINATOR), reverse("incidents:units"), grow)
