"""The flow, the four duties and what each does to clock and queue."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audit import record
from core.models import AuditEvent, Conflict
from incidents import services
from incidents.choices import (
    OPEN,
    TRANSITIONS,
    DutyKind,
    DutyState,
    OffenderKnown,
    QueueRank,
    Status,
)
from incidents.clock import ClockState
from incidents.handling.history import history_of
from incidents.models import Duty, Incident
from incidents.services import registering
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory
from tests.factories.participants import make_user

pytestmark = pytest.mark.django_db


def duty_of(incident: Incident, kind: DutyKind) -> Duty:
    return incident.duties.get(kind=kind)


def answer(incident: Incident, actor: User, kind: DutyKind, state: DutyState, **more: object) -> Duty:
    duty = duty_of(incident, kind)
    more.setdefault("done_at", timezone.now() if state == DutyState.DONE else None)
    return services.answer_duty(duty=duty, actor=actor, state=state, answered_at=timezone.now(), **more)


@pytest.fixture
def coordinator(users: dict[Role, User]) -> User:
    return users[Role.COORDINATOR]


@pytest.fixture
def incident(organisation: Organisation) -> Incident:
    made: Incident = IncidentFactory(organisation=organisation)
    return made


def test_every_status_is_in_the_table_and_open_ones_can_be_left() -> None:
    assert set(TRANSITIONS) == set(Status)
    assert all(TRANSITIONS[status] for status in OPEN)
    assert TRANSITIONS[Status.ANONYMISED] == frozenset()
    assert all(Status.DRAFT not in steps for steps in TRANSITIONS.values())


STEPS = {
    Status.IN_PROGRESS: lambda i, a: services.take_up_incident(incident=i, actor=a, taken_at=timezone.now()),
    Status.WAITING: lambda i, a: services.wait_for_others(incident=i, actor=a, waiting_at=timezone.now()),
    Status.CLOSED: lambda i, a: services.close_incident(
        incident=i, actor=a, conclusion="Klaar.", closed_at=timezone.now()
    ),
    Status.REOPENED: lambda i, a: services.reopen_incident(incident=i, actor=a, reopened_at=timezone.now()),
    Status.WITHDRAWN: lambda i, a: services.withdraw_incident(incident=i, actor=a, withdrawn_at=timezone.now()),
    Status.NOT_VPT: lambda i, a: services.mark_not_vpt(incident=i, actor=a, marked_at=timezone.now()),
}


@pytest.mark.parametrize("target", STEPS)
@pytest.mark.parametrize(
    "start", [Status.REPORTED, Status.IN_PROGRESS, Status.WAITING, Status.REOPENED, Status.CLOSED, Status.WITHDRAWN]
)
def test_the_services_follow_the_table(
    organisation: Organisation, coordinator: User, start: Status, target: Status
) -> None:
    closed_at = timezone.now() if start == Status.CLOSED else None
    incident = IncidentFactory(organisation=organisation, answered_duties=True, status=start, closed_at=closed_at)
    if target in TRANSITIONS[start]:
        STEPS[target](incident, coordinator)
        incident.refresh_from_db()
        assert incident.status == target
    else:
        with pytest.raises(ValidationError, match=r"kan dit voorval niet naar|nog nieuw"):
            STEPS[target](incident, coordinator)


def test_closing_waits_for_all_four_duties(incident: Incident, coordinator: User) -> None:
    services.take_up_incident(incident=incident, actor=coordinator, taken_at=timezone.now())
    for kind in (DutyKind.REACTION, DutyKind.POLICE_REPORT, DutyKind.AFTERCARE):
        answer(incident, coordinator, kind, DutyState.DONE)
    with pytest.raises(ValidationError, match="Vul eerst nog in: schade"):
        STEPS[Status.CLOSED](incident, coordinator)
    answer(incident, coordinator, DutyKind.DAMAGE, DutyState.NOT_NEEDED, reason="geen_schade")
    STEPS[Status.CLOSED](incident, coordinator)
    incident.refresh_from_db()
    assert incident.status == Status.CLOSED
    assert incident.text.conclusion == "Klaar."


def test_a_new_report_that_is_closed_is_told_the_way(incident: Incident, coordinator: User) -> None:
    with pytest.raises(ValidationError, match="Neem het eerst in behandeling"):
        STEPS[Status.CLOSED](incident, coordinator)


def test_the_reaction_stops_the_clock_and_takes_the_report_up(incident: Incident, coordinator: User) -> None:
    assert (incident.queue_rank, incident.queue_at) == (QueueRank.CLOCK, incident.clock_due_at)
    answer(incident, coordinator, DutyKind.REACTION, DutyState.DONE)
    incident.refresh_from_db()
    assert incident.clock(timezone.now()).state is ClockState.MET
    assert (incident.status, incident.assigned_to) == (Status.IN_PROGRESS, coordinator)
    assert incident.queue_rank == QueueRank.DUTIES
    assert incident.queue_at == duty_of(incident, DutyKind.AFTERCARE).due_at


def test_taking_the_answer_back_starts_the_clock_again(incident: Incident, coordinator: User) -> None:
    due_at = incident.clock_due_at
    answer(incident, coordinator, DutyKind.REACTION, DutyState.NOT_NEEDED, reason="veiligheid")
    incident.refresh_from_db()
    assert incident.clock(timezone.now()).state is ClockState.NOT_APPLICABLE
    answer(incident, coordinator, DutyKind.REACTION, DutyState.TODO)
    incident.refresh_from_db()
    assert incident.clock_due_at == due_at
    assert incident.clock(timezone.now()).state is ClockState.RUNNING


def test_a_late_reaction_stays_late(organisation: Organisation, coordinator: User) -> None:
    incident = IncidentFactory(organisation=organisation, overdue=True)
    answer(incident, coordinator, DutyKind.REACTION, DutyState.DONE)
    incident.refresh_from_db()
    assert incident.clock(timezone.now()).state is ClockState.LATE


@pytest.mark.parametrize(
    ("state", "more", "message"),
    [
        (DutyState.DONE, {"done_at": None}, "Vul in wanneer"),
        (DutyState.DONE, {"done_at": timezone.now() + timedelta(days=1)}, "moet nog komen"),
        (DutyState.DONE, {"done_at": timezone.now() - timedelta(days=30)}, "ligt voor het voorval"),
        (DutyState.NOT_NEEDED, {"reason": ""}, "Kies waarom"),
        (DutyState.NOT_NEEDED, {"reason": "geen_schade"}, "Kies waarom"),
    ],
)
def test_half_answers_are_refused(
    incident: Incident, coordinator: User, state: DutyState, more: dict[str, object], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        answer(incident, coordinator, DutyKind.REACTION, state, **more)
    answer(incident, coordinator, DutyKind.REACTION, DutyState.NOT_NEEDED, reason="veiligheid")


def test_it_becomes_known_who_did_it(organisation: Organisation, coordinator: User) -> None:
    incident = IncidentFactory(organisation=organisation, unknown_offender=True)
    assert incident.clock_due_at is None
    change(incident, coordinator, offender_known=OffenderKnown.YES)
    incident.refresh_from_db()
    assert incident.clock_due_at == incident.occurred_at + timedelta(hours=48)
    assert duty_of(incident, DutyKind.REACTION).state == DutyState.TODO
    change(incident, coordinator, offender_known=OffenderKnown.NO)
    incident.refresh_from_db()
    assert incident.clock_due_at is None
    assert duty_of(incident, DutyKind.REACTION).state == DutyState.NOT_NEEDED


def change(incident: Incident, actor: User, version: int | None = None, **facts: object) -> Incident:
    return services.change_incident(
        incident=incident, actor=actor, facts=facts, text={}, changed_at=timezone.now(), version=version
    )


def test_the_second_of_two_editors_is_told(incident: Incident, coordinator: User) -> None:
    change(incident, coordinator, version=incident.version, severity="zwaar")
    with pytest.raises(Conflict):
        change(incident, coordinator, version=incident.version, severity="licht")
    incident.refresh_from_db()
    assert incident.severity == "zwaar"


def test_a_double_counts_once_and_within_the_organisation(
    organisation: Organisation, other_organisation: Organisation, coordinator: User
) -> None:
    first, second = IncidentFactory.create_batch(2, organisation=organisation)
    foreign = IncidentFactory(organisation=other_organisation)
    for wrong in (second, foreign):
        with pytest.raises(ValidationError):
            services.mark_duplicate(incident=second, actor=coordinator, original=wrong, marked_at=timezone.now())
    services.mark_duplicate(incident=second, actor=coordinator, original=first, marked_at=timezone.now())
    assert list(Incident.objects.filter(organisation=organisation).counted()) == [first]
    STEPS[Status.REOPENED](second, coordinator)
    second.refresh_from_db()
    assert second.merged_into is None


def test_somebody_of_elsewhere_or_without_the_role_may_not(
    incident: Incident, users: dict[Role, User], foreign_users: dict[Role, User]
) -> None:
    for actor in (foreign_users[Role.COORDINATOR], users[Role.REPORTER], users[Role.PROJECT_LEADER]):
        with pytest.raises(PermissionDenied):
            STEPS[Status.IN_PROGRESS](incident, actor)
    STEPS[Status.IN_PROGRESS](incident, users[Role.COORDINATOR])


def test_history_reads_as_sentences_without_values(incident: Incident, coordinator: User) -> None:
    services.change_incident(
        incident=incident, actor=coordinator, facts={}, text={"own_reference": "kanarie-9"}, changed_at=timezone.now()
    )
    answer(incident, coordinator, DutyKind.REACTION, DutyState.DONE)
    incident = Incident.objects.prefetch_related("duties").get(pk=incident.pk)
    sentences = [line.sentence for line in history_of(incident)]
    assert sentences[0].startswith(str(coordinator)) and sentences[0].endswith(
        f"vulde in dat de reactie bij {incident.reference} gedaan is."
    )
    assert f"vulde gegevens van {incident.reference} aan: kenmerk in eigen dossier." in sentences[1]
    assert not AuditEvent.objects.filter(object_label__contains="kanarie").exists()
    assert not any("kanarie" in name for event in AuditEvent.objects.all() for name in event.changed)


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": Status.REPORTED, "kinds": []},
        {"severity": ""},
        {"status": Status.DUPLICATE},
        {"status": Status.CLOSED, "closed_at": None},
        {"damage_amount": -1},
    ],
)
def test_the_database_refuses_what_no_service_writes(incident: Incident, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(**wrong)


def test_a_reference_that_is_taken_is_drawn_again(
    incident: Incident, users: dict[Role, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([incident.reference, incident.reference, f"{incident.organisation.code}-22222"])
    monkeypatch.setattr(registering, "new_reference", lambda _: next(drawn))
    made = registering.start_report(
        organisation=incident.organisation,
        actor=users[Role.REPORTER],
        submit_key=uuid.uuid4(),
        started_at=timezone.now(),
    )
    assert made.reference.endswith("22222")


def test_references_tell_no_number_and_are_easy_to_read_aloud(organisation: Organisation) -> None:
    drawn = {registering.new_reference(organisation) for _ in range(200)}
    assert len(drawn) == 200
    assert all(re.fullmatch(r"EIG-[2-9A-HJKMNP-Z]{5}", reference) for reference in drawn)


def test_history_tells_a_reading_once_a_day_and_not_beside_deeds(
    incident: Incident, coordinator: User, organisation: Organisation
) -> None:
    colleague = make_user(Role.COORDINATOR, organisation, email="meelezer@eigen.example")
    services.take_up_incident(incident=incident, actor=coordinator, taken_at=timezone.now())
    for reader in (coordinator, colleague, colleague, coordinator, colleague):
        record(code="incidents.incident.read", actor=reader, obj=incident)
    sentences = [line.sentence for line in history_of(incident)]
    assert sentences == [f"{colleague} las {incident}.", f"{coordinator} nam {incident} in behandeling."]
    assert AuditEvent.objects.filter(code="incidents.incident.read").count() == 5, "the trail holds each of them"
    for _ in range(60):
        record(code="incidents.incident.read", actor=colleague, obj=incident)
    assert [line.sentence for line in history_of(incident)] == sentences, "much reading hides no deed"
