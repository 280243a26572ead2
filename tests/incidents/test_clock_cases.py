"""The fifteen edge cases of the clock, each from report to verdict, through the services that people use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents import services
from incidents.choices import DutyKind, DutyState, OffenderKnown, Precision, QueueRank, Status
from incidents.clock import ClockState, is_reported_late
from incidents.models import Incident
from incidents.pages import clock_sentence
from incidents.services import reminders
from incidents.terms import term_for
from participants.access import Role
from participants.models import ClockStart, Organisation, User
from tests.factories.incidents import IncidentFactory, local
from tests.factories.participants import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(users: dict[Role, User]) -> User:
    return users[Role.COORDINATOR]


@pytest.fixture
def report(organisation: Organisation) -> Callable[..., Incident]:
    """Return a function that makes a report as it was sent at a moment of 2015."""

    def make(occurred: datetime, reported: datetime | None = None, **more: Any) -> Incident:
        reported = reported or occurred + timedelta(hours=1)
        return IncidentFactory(organisation=organisation, occurred_at=occurred, reported_at=reported, **more)

    return make


def react(incident: Incident, actor: User, done_at: datetime | None, at: datetime, **more: Any) -> Incident:
    duty = incident.duties.get(kind=DutyKind.REACTION)
    state = more.pop("state", DutyState.DONE)
    services.answer_duty(duty=duty, actor=actor, state=state, done_at=done_at, answered_at=at, **more)
    return Incident.objects.get(pk=incident.pk)


def correct(incident: Incident, actor: User, at: datetime, **facts: Any) -> Incident:
    services.change_incident(incident=incident, actor=actor, facts=facts, text={}, changed_at=at)
    return Incident.objects.get(pk=incident.pk)


Report = Callable[..., Incident]


def test_1_summer_time_takes_an_hour_of_the_wall_clock_not_of_the_term(report: Report, coordinator: User) -> None:
    incident = report(local(2015, 3, 27, 14))
    assert incident.clock_due_at == local(2015, 3, 29, 15)
    assert incident.clock(local(2015, 3, 29, 14, 30)).words == "nog 30 minuten"
    assert (
        react(incident, coordinator, local(2015, 3, 29, 14, 30), local(2015, 3, 29, 16)).clock(local(2015, 4, 1)).state
        is ClockState.MET
    )


def test_2_winter_time_gives_an_hour_to_the_wall_clock_not_to_the_term(report: Report, coordinator: User) -> None:
    incident = report(local(2015, 10, 24, 14))
    assert incident.clock_due_at == local(2015, 10, 26, 13)
    late = react(incident, coordinator, local(2015, 10, 26, 13, 30), local(2015, 10, 26, 15))
    assert late.clock(local(2015, 10, 27)).state is ClockState.LATE


def test_3_the_double_hour_is_two_moments(report: Report) -> None:
    first = report(local(2015, 10, 25, 2, 30))
    second = report(local(2015, 10, 25, 2, 30).replace(fold=1))
    assert second.clock_due_at - first.clock_due_at == timedelta(hours=1)


def test_4_a_reaction_on_the_very_second_is_in_time(report: Report, coordinator: User) -> None:
    incident = report(local(2015, 3, 10, 8))
    due = incident.clock_due_at
    assert due is not None
    assert react(incident, coordinator, due, due).clock(due + timedelta(days=9)).state is ClockState.MET
    other = report(local(2015, 3, 10, 8))
    second_late = due + timedelta(seconds=1)
    assert react(other, coordinator, second_late, second_late).clock(second_late).state is ClockState.LATE


def test_5_a_reaction_on_the_spot_before_the_report_counts(report: Report, coordinator: User) -> None:
    incident = report(local(2015, 3, 10, 8), local(2015, 3, 11, 8))
    found = react(incident, coordinator, local(2015, 3, 10, 8, 5), local(2015, 3, 11, 9))
    assert found.clock(local(2015, 3, 12)).state is ClockState.MET
    with pytest.raises(ValidationError, match="ligt voor het voorval"):
        react(report(local(2015, 3, 10, 8)), coordinator, local(2015, 3, 10, 7), local(2015, 3, 11, 9))


def test_6_the_term_may_start_at_the_report() -> None:
    organisation = OrganisationFactory(clock_start=ClockStart.REPORTED)
    incident = IncidentFactory(
        organisation=organisation, occurred_at=local(2015, 3, 27, 8), reported_at=local(2015, 3, 28, 20)
    )
    assert incident.clock_due_at == local(2015, 3, 30, 21)


def test_7_a_day_without_a_time_counts_from_its_first_hour_and_says_about(report: Report) -> None:
    incident = report(local(2015, 3, 29), local(2015, 3, 29, 16), occurred_precision=Precision.DAY)
    assert incident.clock_due_at == local(2015, 3, 31, 1)
    sentence = clock_sentence(incident.clock(local(2015, 3, 30)), incident)
    assert sentence.startswith("Nog ongeveer 25 uur")


def test_8_an_unknown_offender_has_no_clock_and_nothing_to_remind_of(report: Report) -> None:
    incident = report(local(2015, 3, 10, 8), offender_known=OffenderKnown.NO)
    assert incident.clock(local(2015, 3, 20)).state is ClockState.NOT_APPLICABLE
    assert incident.queue_rank == QueueRank.DUTIES
    assert incident.duties.get(kind=DutyKind.REACTION).reason == "onbekend"


def test_9_the_offender_becomes_known_later_and_the_term_still_counts_from_the_incident(
    report: Report, coordinator: User
) -> None:
    incident = report(local(2015, 3, 10, 8), offender_known=OffenderKnown.NO)
    found = correct(incident, coordinator, local(2015, 3, 10, 20), offender_known=OffenderKnown.YES)
    assert found.clock(local(2015, 3, 10, 20)).words == "nog 36 uur"
    assert (found.queue_rank, found.queue_at) == (QueueRank.CLOCK, found.clock_due_at)
    gone = correct(found, coordinator, local(2015, 3, 10, 21), offender_known=OffenderKnown.NO)
    assert gone.clock_due_at is None


def test_10_a_late_report_is_told_apart_from_a_late_reaction(report: Report, coordinator: User) -> None:
    incident = report(local(2015, 3, 10, 8), local(2015, 3, 12, 9))
    assert is_reported_late(incident, term_for(incident))
    assert incident.clock(local(2015, 3, 12, 9)).is_late_and_open
    on_the_spot = react(incident, coordinator, local(2015, 3, 10, 9), local(2015, 3, 12, 10))
    assert on_the_spot.clock(local(2015, 3, 13)).state is ClockState.MET
    assert is_reported_late(on_the_spot, term_for(on_the_spot))


def test_11_reopening_keeps_the_verdict_on_the_reaction(report: Report, coordinator: User) -> None:
    incident = report(local(2015, 3, 10, 8), answered_duties=True, status=Status.IN_PROGRESS)
    services.close_incident(incident=incident, actor=coordinator, conclusion="", closed_at=local(2015, 3, 11))
    services.reopen_incident(incident=incident, actor=coordinator, reopened_at=local(2015, 3, 20))
    found = Incident.objects.get(pk=incident.pk)
    assert found.clock(local(2015, 3, 21)).state is ClockState.MET
    again = react(found, coordinator, None, local(2015, 3, 21), state=DutyState.TODO)
    assert again.clock(local(2015, 3, 21)).is_late_and_open


def test_12_another_term_holds_for_reports_to_come_and_running_clocks_keep_theirs(
    organisation: Organisation, report: Report, coordinator: User
) -> None:
    before = report(local(2015, 3, 10, 8), local(2015, 3, 10, 9))
    Organisation.objects.filter(pk=organisation.pk).update(reaction_hours=24)
    organisation.refresh_from_db()
    found = react(before, coordinator, local(2015, 3, 11, 20), local(2015, 3, 11, 21))
    assert found.clock_due_at == local(2015, 3, 12, 8)
    assert found.clock(local(2015, 3, 13)).state is ClockState.MET
    corrected = correct(found, coordinator, local(2015, 3, 13), occurred_at=local(2015, 3, 10, 7))
    assert corrected.clock_due_at == local(2015, 3, 12, 7)


def test_13_a_corrected_moment_is_judged_again(report: Report, coordinator: User) -> None:
    incident = report(local(2015, 3, 28, 14), local(2015, 3, 29, 10))
    met = react(incident, coordinator, local(2015, 3, 30, 9), local(2015, 3, 30, 10))
    assert met.clock(local(2015, 4, 1)).state is ClockState.MET
    corrected = correct(met, coordinator, local(2015, 4, 1), occurred_at=local(2015, 3, 27, 14))
    assert corrected.clock_due_at == local(2015, 3, 29, 15)
    assert corrected.clock(local(2015, 4, 1)).state is ClockState.LATE
    assert corrected.duties.get(kind=DutyKind.REACTION).due_at == corrected.clock_due_at
    for wrong in (local(2015, 3, 29, 11), local(2015, 3, 30, 9, 30)):
        with pytest.raises(ValidationError):
            correct(corrected, coordinator, local(2015, 4, 1), occurred_at=wrong)


def test_14_not_needed_stops_without_a_verdict_and_undoing_starts_again(report: Report, coordinator: User) -> None:
    incident = report(local(2015, 3, 10, 8))
    stopped = react(incident, coordinator, None, local(2015, 3, 10, 9), state=DutyState.NOT_NEEDED, reason="politie")
    assert stopped.clock(local(2015, 3, 20)).state is ClockState.NOT_APPLICABLE
    again = react(stopped, coordinator, None, local(2015, 3, 10, 10), state=DutyState.TODO)
    assert again.clock_due_at == incident.clock_due_at


def test_15_what_is_set_aside_or_closed_has_no_running_clock_in_the_queue(
    report: Report, coordinator: User, users: dict[Role, User]
) -> None:
    incident = report(local(2015, 3, 10, 8))
    services.withdraw_incident(incident=incident, actor=coordinator, withdrawn_at=local(2015, 3, 10, 9))
    at = local(2015, 3, 11, 20)
    assert not Incident.objects.running(at=at).exists()
    assert reminders.remind_of_clocks(at=at) == 0
    services.reopen_incident(incident=incident, actor=coordinator, reopened_at=local(2015, 3, 11, 9))
    assert Incident.objects.running(at=at).get() == incident
    assert reminders.remind_of_clocks(at=at) > 0


@pytest.mark.parametrize("fold", [0, 1])
def test_editing_the_place_leaves_the_hour_that_an_autumn_night_has_twice(
    organisation: Organisation, client_for: Callable[..., Client], fold: int
) -> None:
    moment = datetime(2015, 10, 25, 2, 30, 15, tzinfo=timezone.get_default_timezone(), fold=fold)
    incident = IncidentFactory(organisation=organisation, occurred_at=moment, reported_at=moment + timedelta(hours=3))
    client = client_for(Role.COORDINATOR)
    url = reverse("incidents:change", args=[incident.reference, "waar"])
    form = client.get(url).context["form"]
    given = {name: form[name].value() or "" for name in form.fields} | {"location": "Spreekkamer 9"}
    given["occurred_time"], given["occurred_on"] = "02:30", "2015-10-25"
    assert client.post(url, given).status_code == 302
    incident.refresh_from_db()
    assert incident.text.location == "Spreekkamer 9"
    assert incident.occurred_at == moment.astimezone(UTC)


@pytest.mark.parametrize(("seconds", "is_refused"), [(0, False), (-1, True)])
def test_a_reaction_on_the_spot_is_in_the_minute_of_the_incident(
    report: Callable[..., Incident], coordinator: User, seconds: int, is_refused: bool
) -> None:
    """People type minutes, an incident of just now has seconds."""
    incident = report(local(2015, 3, 12, 14, 30) + timedelta(seconds=40))
    typed = local(2015, 3, 12, 14, 30) + timedelta(seconds=seconds)
    if is_refused:
        with pytest.raises(ValidationError, match="ligt voor het voorval"):
            react(incident, coordinator, typed, local(2015, 3, 12, 15))
        return
    react(incident, coordinator, typed, local(2015, 3, 12, 15))
    incident.refresh_from_db()
    assert incident.clock_stopped_at == incident.occurred_at
    assert incident.clock(local(2015, 3, 12, 16)).state is ClockState.MET
