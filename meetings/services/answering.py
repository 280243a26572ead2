"""Answers of guests, by their personal link: yes, no, or a colleague."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from core import audit
from meetings import mails
from meetings.models import Answer, Invitation, Meeting, MeetingStatus
from participants.models import Person

MOST_COLLEAGUES = 3


@transaction.atomic
def answer_invitation(*, invitation: Invitation, answer: Answer, at: datetime) -> Invitation:
    """Keep yes or no. The same answer twice changes nothing; another answer replaces the first.

    Raises:
        ValidationError: when the meeting is over or was cancelled.
    """
    locked = _locked(invitation, at)
    if locked.answer == answer:
        return locked
    locked.answer = answer
    locked.answered_at = at
    locked.replacement = None
    locked.replacement_name = ""
    locked.save(update_fields=["answer", "answered_at", "replacement", "replacement_name"])
    audit.record(code="meetings.invitation.answered", actor=None, obj=locked.meeting)
    return locked


@transaction.atomic
def send_colleague(*, invitation: Invitation, name: str, email: str, at: datetime) -> Invitation:
    """Pass the seat on to a colleague, who gets an invitation with a link of his or her own.

    Raises:
        ValidationError: when the meeting is over, the address is the guest's own, or too many colleagues were named.
    """
    locked = _locked(invitation, at)
    email = email.strip().lower()
    if locked.person and locked.person.email.lower() == email:
        raise ValidationError({"email": "Dit is uw eigen e-mailadres. Vul dat van uw collega in."})
    if locked.replacement and locked.replacement.email.lower() == email:
        return locked
    if locked.replaced_by.count() >= MOST_COLLEAGUES:
        raise ValidationError("U heeft al drie collega’s genoemd. Bel de projectleider als het anders moet.")
    colleague = _colleague(locked, name, email)
    locked.answer, locked.answered_at = Answer.COLLEAGUE, at
    locked.replacement, locked.replacement_name = colleague, name
    locked.save(update_fields=["answer", "answered_at", "replacement", "replacement_name"])
    _invite_colleague(locked, colleague, at)
    audit.record(code="meetings.invitation.passed_on", actor=None, obj=locked.meeting)
    return locked


@transaction.atomic
def send_new_links(*, email: str, at: datetime) -> None:
    """Mail new links to this address for what it is invited to; nothing happens when it is not.

    At most one mail an hour to an address, so that the form cannot be used to bother somebody.
    """
    rows = Invitation.objects.filter(
        person__email__iexact=email.strip(),
        invited_at__isnull=False,
        meeting__status=MeetingStatus.INVITED,
        meeting__starts_at__gt=at,
    )
    found = list(rows.select_related("person", "meeting").order_by("meeting__starts_at"))
    if found:
        mails.queue_new_links(found, at=at)


def check_answerable(meeting: Meeting, at: datetime) -> None:
    """Refuse an answer to what was cancelled or has begun.

    Raises:
        ValidationError: with the reason in Dutch.
    """
    if meeting.status == MeetingStatus.CANCELLED:
        raise ValidationError("Deze bijeenkomst gaat niet door. U hoeft niet te antwoorden.")
    if meeting.status != MeetingStatus.INVITED or meeting.starts_at is None or meeting.starts_at <= at:
        raise ValidationError("Deze bijeenkomst is al begonnen of geweest. Antwoorden kan niet meer.")


def _locked(invitation: Invitation, at: datetime) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("meeting", "person", "replacement")
    locked: Invitation = rows.get(pk=invitation.pk)
    check_answerable(locked.meeting, at)
    return locked


def _colleague(invitation: Invitation, name: str, email: str) -> Person:
    known = Person.objects.filter(email__iexact=email).first()
    return known or Person.objects.create(name=name, email=email, organisation=invitation.organisation)


def _invite_colleague(invitation: Invitation, colleague: Person, at: datetime) -> None:
    """Invite the colleague once; somebody who was invited already keeps that invitation."""
    theirs, is_new = Invitation.objects.get_or_create(
        meeting=invitation.meeting,
        person=colleague,
        defaults={"organisation": invitation.organisation, "invited_at": at, "replaces": invitation},
    )
    if is_new:
        mails.queue_invitations(invitation.meeting, [theirs], at=at)


def may_be_answered(meeting: Meeting, at: datetime) -> bool:
    """Tell whether an answer is still of use."""
    try:
        check_answerable(meeting, at)
    except ValidationError:
        return False
    return True
