"""What waits in meetings: the lines of "Vandaag"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from core.text import counted
from core.today import TodayLine, Urgency
from meetings.links import answer_token
from meetings.models import Agreement, Answer, Meeting
from participants.access import Capability, Reach, reach_of
from participants.models import User

NEAR = timedelta(days=7)


def today(user: User, at: datetime) -> list[TodayLine]:
    """Return the lines that wait for this user, most urgent first."""
    lines = list(_own_answers(user, at))
    if reach_of(user, Capability.MEETINGS_MANAGE) is Reach.PROGRAMME:
        lines += [*_without_report(user, at), *_overdue_agreements(user, at), *_unanswered(user, at)]
    return lines


def _without_report(user: User, at: datetime) -> Iterator[TodayLine]:
    rows = Meeting.objects.reachable(user, Capability.MEETINGS_MANAGE).without_report(at).order_by("ends_at")
    for meeting in rows[:3]:
        yield TodayLine(
            sentence=f"‘{meeting.title}’ is geweest en heeft nog geen verslag.",
            url=reverse("meetings:close", args=[meeting.pk]),
            action="Sluit af",
            urgency=Urgency.OVERDUE,
            due_on=timezone.localdate(meeting.ends_at),
        )


def _overdue_agreements(user: User, at: datetime) -> Iterator[TodayLine]:
    rows = Agreement.objects.reachable(user, Capability.MEETINGS_MANAGE).overdue(timezone.localdate(at)).soonest()
    due = list(rows.values_list("due_latest", flat=True)[:100])
    if due:
        yield TodayLine(
            sentence="Eén afspraak is over tijd." if len(due) == 1 else f"{len(due)} afspraken zijn over tijd.",
            url=reverse("meetings:agreements"),
            action="Bekijk",
            urgency=Urgency.OVERDUE,
            due_on=due[0],
            count=len(due),
        )


def _unanswered(user: User, at: datetime) -> Iterator[TodayLine]:
    rows = Meeting.objects.reachable(user, Capability.MEETINGS_MANAGE).awaiting_answers(at).order_by("starts_at")
    for meeting in rows[:3]:
        number = meeting.open_answers
        people = counted(number, "gast heeft", "gasten hebben")
        assert meeting.starts_at is not None
        yield TodayLine(
            sentence=f"{people} nog niet geantwoord op ‘{meeting.title}’ ({meeting.day}).",
            url=reverse("meetings:answers", args=[meeting.pk]),
            action="Bekijk",
            urgency=Urgency.SOON if meeting.starts_at - at <= NEAR else Urgency.WAITING,
            due_on=timezone.localdate(meeting.starts_at),
            count=number,
        )


def _own_answers(user: User, at: datetime) -> Iterator[TodayLine]:
    """One's own invitations, whatever the role: the person is bound to the account."""
    person = getattr(user, "person", None)
    if person is None:
        return
    rows = person.invitations.filter(
        answer=Answer.OPEN,
        invited_at__isnull=False,
        meeting__status="invited",
        meeting__starts_at__gt=at,
    )
    for invitation in rows.select_related("meeting", "person").order_by("meeting__starts_at")[:3]:
        meeting = invitation.meeting
        assert meeting.starts_at is not None
        yield TodayLine(
            sentence=f"Komt u naar ‘{meeting.title}’ op {meeting.day}?",
            url=reverse("meetings:answer", args=[answer_token(invitation)]),
            action="Antwoord",
            urgency=Urgency.SOON if meeting.starts_at - at <= NEAR else Urgency.WAITING,
            due_on=timezone.localdate(meeting.starts_at),
        )
