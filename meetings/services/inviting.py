"""Inviting guests, reminding who did not answer, and a proof to oneself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core import audit
from meetings import mails
from meetings.guests import GuestRule, guests
from meetings.models import Invitation, Meeting, MeetingStatus
from participants.models import Person, User

REMINDER_PAUSE = timedelta(days=5)


@transaction.atomic
def invite_guests(*, meeting: Meeting, actor: User, at: datetime) -> int:
    """Invite whom the guest rule finds and who was not invited yet; return how many mails were written.

    Pressing twice, or inviting again with a wider rule, mails nobody twice.

    Raises:
        ValidationError: when the meeting has no day and hour yet, is over, or was cancelled.
    """
    locked = Meeting.objects.select_for_update(of=("self",)).select_related("type").get(pk=meeting.pk)
    check_invitable(locked, at)
    _add_guests(locked, at)
    waiting = list(_not_invited(locked))
    mails.queue_invitations(locked, waiting, at=at)
    Invitation.objects.filter(pk__in=[invitation.pk for invitation in waiting]).update(invited_at=at)
    if waiting:
        locked.status = MeetingStatus.INVITED
        locked.is_announced = True
        locked.save(update_fields=["status", "is_announced"])
        audit.record(code="meetings.guests.invited", actor=actor, obj=locked)
    return len(waiting)


@transaction.atomic
def remind_guests(*, meeting: Meeting, actor: User, at: datetime) -> int:
    """Remind only who has not answered, and nobody twice within five days; return how many mails were written.

    Raises:
        ValidationError: when the meeting is over or was cancelled.
    """
    locked = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    check_invitable(locked, at)
    rows = locked.invitations.select_for_update(of=("self",)).remindable(since=at - REMINDER_PAUSE)
    waiting = list(rows.select_related("person", "meeting").order_by("pk"))
    mails.queue_reminders(locked, waiting, at=at)
    Invitation.objects.filter(pk__in=[invitation.pk for invitation in waiting]).update(reminded_at=at)
    if waiting:
        audit.record(code="meetings.guests.reminded", actor=actor, obj=locked)
    return len(waiting)


@transaction.atomic
def send_proof(*, meeting: Meeting, actor: User, at: datetime) -> None:
    """Mail the invitation to the one who asks, without inviting anybody. Pressing twice in a minute sends one."""
    person = Person(name=str(actor), email=actor.email)
    mails.queue_proof(meeting, Invitation(meeting=meeting, person=person), actor=actor, at=at)


def check_invitable(meeting: Meeting, at: datetime) -> None:
    """Refuse to invite to what has no hour yet, is over or was cancelled.

    Raises:
        ValidationError: with the reason in Dutch.
    """
    if meeting.status == MeetingStatus.CANCELLED:
        raise ValidationError("Deze bijeenkomst is afgelast.")
    if meeting.starts_at is None:
        raise ValidationError("Zet eerst dag en tijd vast. Daarna kunt u uitnodigen.")
    if meeting.status == MeetingStatus.HELD or meeting.starts_at <= at:
        raise ValidationError("Deze bijeenkomst is al begonnen of geweest. Uitnodigen kan niet meer.")


def _add_guests(meeting: Meeting, at: datetime) -> None:
    found = guests(GuestRule.of(meeting), timezone.localdate(at))
    rows = [
        Invitation(meeting=meeting, person_id=each.person_id, organisation_id=each.organisation_id) for each in found
    ]
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)


def _not_invited(meeting: Meeting) -> list[Invitation]:
    rows = meeting.invitations.select_for_update(of=("self",)).filter(invited_at__isnull=True, person__isnull=False)
    return list(rows.select_related("person", "meeting", "replaces__person").order_by("pk"))
