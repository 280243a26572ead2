"""Reminders of a clock and the mails to the reporter: each once, without content, and only to who may read."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from core.models import MailStatus, OutgoingMail
from core.outbox import guard_allows, send_waiting
from incidents import services
from incidents.choices import DutyKind, DutyState, Status
from incidents.models import Incident, IncidentText
from incidents.services import announce, reminders
from incidents.services.reminders import distance_of, remind_of_clocks
from incidents.tasks import remind_of_clocks as task
from incidents.today import today
from participants.access import Role
from participants.models import Membership, Organisation, User
from tests.factories.incidents import IncidentFactory
from tests.factories.participants import make_user

pytestmark = pytest.mark.django_db
CANARY = "kanarie-in-de-tekst"


@pytest.fixture
def coordinator(users: dict[Role, User]) -> User:
    return users[Role.COORDINATOR]


@pytest.fixture
def incident(organisation: Organisation, coordinator: User) -> Incident:
    made: Incident = IncidentFactory(
        organisation=organisation, occurred_at=timezone.now(), narrative=CANARY, location=CANARY, kinds=["doxing"]
    )
    return made


def left(incident: Incident, hours: float) -> Any:
    """Return the moment at which so many hours are left."""
    assert incident.clock_due_at is not None
    return incident.clock_due_at - timedelta(hours=hours)


def reminders_of(incident: Incident) -> list[str]:
    mails = OutgoingMail.objects.filter(dedup_key__startswith="incidents.clock:")
    return sorted(mails.values_list("subject", flat=True))


def test_each_distance_is_told_once_to_the_coordinator(incident: Incident, coordinator: User) -> None:
    assert remind_of_clocks(at=left(incident, 25)) == 0
    assert remind_of_clocks(at=left(incident, 24)) == 1
    assert remind_of_clocks(at=left(incident, 23)) == 0
    assert remind_of_clocks(at=left(incident, 4)) == 1
    assert remind_of_clocks(at=left(incident, 1)) == 0
    assert [subject.split()[2] for subject in reminders_of(incident)] == ["dan", "dan"]
    assert set(OutgoingMail.objects.values_list("recipient", flat=True)) == {coordinator.email}


def test_a_mail_holds_the_reference_and_a_link_and_nothing_of_the_incident(incident: Incident) -> None:
    remind_of_clocks(at=left(incident, 24))
    mail = OutgoingMail.objects.get()
    everything = f"{mail.subject} {mail.text} {mail.html}"
    assert incident.reference in mail.subject and incident.get_absolute_url() in mail.text
    for word in (CANARY, "privégegevens", "doxing", "balie", "spreekkamer", str(incident.reporter)):
        assert word not in everything


def test_after_downtime_only_the_nearest_and_after_the_deadline_only_a_line(
    incident: Incident, coordinator: User
) -> None:
    assert remind_of_clocks(at=left(incident, 2)) == 1
    assert remind_of_clocks(at=left(incident, 1)) == 0
    assert len(reminders_of(incident)) == 1 and "4 uur" in reminders_of(incident)[0]
    other = IncidentFactory(organisation=incident.organisation, overdue=True)
    assert remind_of_clocks(at=timezone.now()) == 0
    late = [line for line in today(coordinator, timezone.now()) if "termijn" in line.sentence]
    assert len(late) == 1 and other.clock_due_at < timezone.now()


def test_a_deadline_that_moves_gives_no_second_one_and_the_nearest_follows_it(
    incident: Incident, coordinator: User
) -> None:
    remind_of_clocks(at=left(incident, 23))
    Incident.objects.filter(pk=incident.pk).update(clock_due_at=incident.clock_due_at + timedelta(hours=9))
    incident.refresh_from_db()
    assert remind_of_clocks(at=left(incident, 23)) == 0
    assert remind_of_clocks(at=left(incident, 5)) == 0
    assert remind_of_clocks(at=left(incident, 3.9)) == 1


@pytest.mark.parametrize(("hours", "found"), [(4, []), (5, [4]), (24, [4]), (25, [4, 24]), (48, [4, 24])])
def test_no_reminder_for_a_term_that_is_not_longer_than_its_distance(
    organisation: Organisation, coordinator: User, hours: int, found: list[int]
) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(reaction_hours=hours)
    organisation.refresh_from_db()
    incident = IncidentFactory(organisation=organisation, occurred_at=timezone.now())
    moments = [left(incident, each) for each in (24, 4) if each <= hours]
    assert sorted(filter(None, {distance_of(incident, at) for at in moments})) == found


@pytest.mark.parametrize("end", ["reacted", "not_needed", "closed", "withdrawn"])
def test_what_has_stopped_is_not_reminded_of_and_a_waiting_mail_is_dropped(
    incident: Incident, coordinator: User, end: str
) -> None:
    remind_of_clocks(at=left(incident, 24))
    mail = OutgoingMail.objects.get()
    assert guard_allows(mail)
    now = timezone.now()
    duty = incident.duties.get(kind=DutyKind.REACTION)
    if end == "reacted":
        services.answer_duty(duty=duty, actor=coordinator, state=DutyState.DONE, done_at=now, answered_at=now)
    elif end == "not_needed":
        services.answer_duty(
            duty=duty, actor=coordinator, state=DutyState.NOT_NEEDED, reason="politie", answered_at=now
        )
    elif end == "withdrawn":
        services.withdraw_incident(incident=incident, actor=coordinator, withdrawn_at=now)
    else:
        Incident.objects.filter(pk=incident.pk).update(status=Status.CLOSED, closed_at=now)
    assert remind_of_clocks(at=left(incident, 4)) == 0
    assert not guard_allows(mail)


def test_only_who_may_still_handle_it(
    incident: Incident, coordinator: User, organisation: Organisation, foreign_users: dict[Role, User]
) -> None:
    second = make_user(Role.COORDINATOR, organisation, email="tweede@eigen.example")
    ended = make_user(Role.COORDINATOR, organisation, email="weg@eigen.example")
    Membership.objects.filter(person__user=ended).update(ends_on=timezone.localdate() - timedelta(days=1))
    closed_account = make_user(Role.COORDINATOR, organisation, email="dicht@eigen.example")
    User.objects.filter(pk=closed_account.pk).update(is_active=False)
    Incident.objects.filter(pk=incident.pk).update(assigned_to=ended)
    remind_of_clocks(at=left(incident, 24))
    assert set(OutgoingMail.objects.values_list("recipient", flat=True)) == {coordinator.email, second.email}
    waiting = OutgoingMail.objects.get(recipient=second.email)
    Membership.objects.filter(person__user=second).update(
        starts_on=timezone.localdate() - timedelta(days=9), ends_on=timezone.localdate() - timedelta(days=1)
    )
    assert not guard_allows(waiting)


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_one_mail(organisation: Organisation, users: dict[Role, User]) -> None:
    incident = IncidentFactory(organisation=organisation, occurred_at=timezone.now() - timedelta(hours=25))
    together, offered = threading.Barrier(2), []
    known = reminders._unknown

    def at_once(mails: list[Any]) -> list[Any]:
        found = known(mails)
        together.wait(10)
        return found

    def work() -> None:
        reminders._unknown = at_once
        try:
            task()
            offered.append(True)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    finally:
        reminders._unknown = known
    assert len(offered) == 2
    assert OutgoingMail.objects.filter(dedup_key__contains=f":{incident.pk}:").count() == 1


# --- the reporter hears back ------------------------------------------------------------------------------------------


def told(incident: Incident) -> list[str]:
    keys = OutgoingMail.objects.filter(dedup_key__startswith="incidents.step:").order_by("pk")
    return [key.split(":")[4] for key in keys.values_list("dedup_key", flat=True)]


@pytest.fixture
def own(organisation: Organisation, users: dict[Role, User]) -> Incident:
    """Return a report of the reporter with its draft just sent."""
    incident: Incident = IncidentFactory(
        organisation=organisation, draft=True, reporter=users[Role.REPORTER], narrative=CANARY
    )
    return services.send_report(incident=incident, actor=users[Role.REPORTER], sent_at=timezone.now())


def test_the_reporter_hears_of_each_step_once(own: Incident, coordinator: User) -> None:
    now = timezone.now()
    services.take_up_incident(incident=own, actor=coordinator, taken_at=now)
    services.wait_for_others(incident=own, actor=coordinator, waiting_at=now)
    services.take_up_incident(incident=own, actor=coordinator, taken_at=now)
    services.wait_for_others(incident=own, actor=coordinator, waiting_at=now)
    for duty in own.duties.all():
        services.answer_duty(duty=duty, actor=coordinator, state=DutyState.DONE, done_at=now, answered_at=now)
    for minutes in (1, 2):
        at = now + timedelta(minutes=minutes)
        services.close_incident(incident=own, actor=coordinator, conclusion=CANARY, closed_at=at)
        services.reopen_incident(incident=own, actor=coordinator, reopened_at=at)
    services.mark_not_vpt(incident=own, actor=coordinator, marked_at=now)
    assert told(own) == [
        *("ontvangen", "in_behandeling", "wacht", "afgehandeld", "heropend", "afgehandeld", "heropend", "opzij")
    ]
    for mail in OutgoingMail.objects.all():
        assert mail.recipient == own.reporter.email
        assert CANARY not in mail.text + mail.html + mail.subject
        assert own.get_absolute_url() in mail.text and "Klopt er iets niet? Bel" in mail.text
    assert IncidentText.objects.get(incident=own).conclusion == CANARY


def test_answering_a_duty_takes_a_report_up_and_says_so(own: Incident, coordinator: User) -> None:
    duty, now = own.duties.get(kind=DutyKind.DAMAGE), timezone.now()
    services.answer_duty(
        duty=duty, actor=coordinator, state=DutyState.NOT_NEEDED, reason="geen_schade", answered_at=now
    )
    assert told(own) == ["ontvangen", "in_behandeling"]


def test_nobody_is_told_of_the_own_deed(organisation: Organisation, coordinator: User) -> None:
    draft = IncidentFactory(organisation=organisation, draft=True, reporter=coordinator)
    own = services.send_report(incident=draft, actor=coordinator, sent_at=timezone.now())
    services.take_up_incident(incident=own, actor=coordinator, taken_at=timezone.now())
    assert told(own) == []
    second = make_user(Role.COORDINATOR, organisation, email="tweede@eigen.example")
    services.wait_for_others(incident=own, actor=second, waiting_at=timezone.now())
    assert told(own) == ["wacht"]


def test_who_left_is_not_mailed_also_when_the_mail_waits_already(
    own: Incident, coordinator: User, users: dict[Role, User], mailoutbox: list[Any]
) -> None:
    Membership.objects.filter(person__user=users[Role.REPORTER]).update(
        starts_on=timezone.localdate() - timedelta(days=9), ends_on=timezone.localdate() - timedelta(days=1)
    )
    services.take_up_incident(incident=own, actor=coordinator, taken_at=timezone.now())
    assert told(own) == ["ontvangen"]
    send_waiting()
    assert OutgoingMail.objects.get().status == MailStatus.SKIPPED
    assert mailoutbox == []


def test_a_report_without_a_reporter_tells_nobody(organisation: Organisation, coordinator: User) -> None:
    anonymous = IncidentFactory(organisation=organisation, reporter=None)
    services.take_up_incident(incident=anonymous, actor=coordinator, taken_at=timezone.now())
    assert told(anonymous) == []


def test_every_step_has_its_words() -> None:
    sentences: Callable[[announce.Told], str] = lambda each: each.sentence  # noqa: E731
    assert len({sentences(each) for each in announce.Told}) == len(announce.Told)
