"""Planning a meeting: from a type, from a former meeting, moving it and cancelling it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core import audit
from measures.models import Measure
from meetings import mails
from meetings.guests import GuestRule
from meetings.models import Answer, Invitation, Meeting, MeetingStatus, MeetingType
from participants.models import User

MOVES_CALENDAR = ("starts_at", "ends_at", "place", "title")
KEPT_FIELDS = (
    "type_id",
    "title",
    "is_announced",
    "when",
    "when_source",
    "other_when",
    "other_when_source",
    "starts_at",
    "ends_at",
    "place",
    "is_room_free",
    "organisation_id",
    "agenda",
    "invitation_text",
)


@transaction.atomic
def plan_meeting(
    *, meeting: Meeting, themes: Iterable[Measure], actor: User, submit_key: UUID | None = None
) -> Meeting:
    """Keep a new meeting, with the guests that its type proposes. The same form pressed twice makes one meeting."""
    if known := _submitted(submit_key):
        return known
    meeting.clean()
    meeting.submit_key = submit_key
    meeting.guest_roles = list(meeting.type.guest_roles)
    try:
        with transaction.atomic():
            meeting.save(force_insert=True)
    except IntegrityError:  # the same form, pressed twice at the same moment
        if known := _submitted(submit_key):
            return known
        raise
    meeting.themes.set(themes)
    meeting.guest_sectors.set(meeting.type.guest_sectors.all())
    audit.record(code="meetings.meeting.planned", actor=actor, obj=meeting)
    return meeting


@transaction.atomic
def copy_meeting(*, meeting: Meeting, actor: User, submit_key: UUID | None = None) -> Meeting:
    """Make a new draft from a former meeting: guest rule, agenda, text and place come along; date and themes do not."""
    if known := _submitted(submit_key):
        return known
    copy = Meeting.objects.create(
        type=meeting.type,
        title=meeting.title,
        organisation=meeting.organisation,
        place=meeting.place,
        is_room_free=meeting.is_room_free,
        agenda=meeting.agenda,
        invitation_text=meeting.invitation_text,
        guest_roles=meeting.guest_roles,
        copied_from=meeting,
        submit_key=submit_key,
    )
    copy.guest_sectors.set(meeting.guest_sectors.all())
    copy.guest_organisations.set(meeting.guest_organisations.all())
    audit.record(code="meetings.meeting.copied", actor=actor, obj=copy)
    return copy


@transaction.atomic
def change_meeting(*, meeting: Meeting, themes: Iterable[Measure], actor: User, at: datetime) -> Meeting:
    """Keep a changed meeting. Invited guests get a new calendar file when day, hour, place or title changed.

    Raises:
        ValidationError: when the meeting was cancelled.
    """
    before = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if before.status == MeetingStatus.CANCELLED:
        raise ValidationError("Deze bijeenkomst is afgelast. Maak een kopie als u haar opnieuw wilt plannen.")
    meeting.clean()
    changed = [name for name in KEPT_FIELDS if getattr(before, name) != getattr(meeting, name)]
    has_moved = before.status == MeetingStatus.INVITED and any(name in MOVES_CALENDAR for name in changed)
    meeting.sequence = before.sequence + has_moved
    meeting.status = before.status
    meeting.save()
    meeting.themes.set(themes)
    if has_moved:
        mails.queue_changes(meeting, _still_welcome(meeting), at=at)
    audit.record(code="meetings.meeting.changed", actor=actor, obj=meeting, changed=changed)
    return meeting


@transaction.atomic
def choose_guests(*, meeting: Meeting, rule: GuestRule, actor: User) -> Meeting:
    """Keep whom the next invitations go to."""
    locked = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    locked.guest_roles = list(rule.roles)
    locked.save(update_fields=["guest_roles"])
    locked.guest_sectors.set(rule.sector_ids)
    locked.guest_organisations.set(rule.organisation_ids)
    audit.record(code="meetings.guests.chosen", actor=actor, obj=locked)
    return locked


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, actor: User, at: datetime) -> Meeting:
    """Cancel a meeting and take it out of the guests' calendars. A second press changes nothing.

    Raises:
        ValidationError: when the meeting was held.
    """
    locked = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if locked.status == MeetingStatus.CANCELLED:
        return locked
    if not locked.may_become(MeetingStatus.CANCELLED):
        raise ValidationError("Deze bijeenkomst is al gehouden en kan niet meer worden afgelast.")
    locked.status = MeetingStatus.CANCELLED
    locked.cancelled_reason = reason
    locked.sequence += 1
    locked.save(update_fields=["status", "cancelled_reason", "sequence"])
    mails.queue_cancellations(locked, _still_welcome(locked), at=at)
    audit.record(code="meetings.meeting.cancelled", actor=actor, obj=locked)
    return locked


def new_meeting(*, type: MeetingType) -> Meeting:
    """Return an unsaved meeting with what its type proposes."""
    return Meeting(
        type=type,
        title=type.name,
        agenda=type.agenda,
        invitation_text=type.invitation_text,
        guest_roles=type.guest_roles,
    )


def _submitted(submit_key: UUID | None) -> Meeting | None:
    return Meeting.objects.filter(submit_key=submit_key).first() if submit_key else None


def _still_welcome(meeting: Meeting) -> list[Invitation]:
    """Return who got an invitation and did not say no."""
    told = meeting.invitations.filter(invited_at__isnull=False, person__isnull=False).exclude(answer=Answer.NO)
    return list(told.select_related("person", "meeting").order_by("pk"))
