"""Who came, what was said and agreed: during the meeting and on closing it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from core import audit
from core.softdates import SoftDate
from meetings.models import Agreement, Answer, Invitation, Meeting, MeetingStatus, Presence
from participants.models import Organisation, Person, User

_PRESUMED = {
    Answer.YES: Presence.PRESENT,
    Answer.NO: Presence.EXCUSED,
    Answer.COLLEAGUE: Presence.EXCUSED,
    Answer.OPEN: Presence.ABSENT,
}


@dataclass(frozen=True, slots=True)
class AgreementDraft:
    """An agreement as it is written in the closing form."""

    text: str
    owner_organisation: Organisation | None
    owner_person: Person | None
    due: SoftDate | None


@transaction.atomic
def mark_presence(*, invitation: Invitation, presence: Presence, actor: User) -> Invitation:
    """Note the exception: somebody who said yes is not there, or somebody else is.

    Raises:
        ValidationError: when the meeting was cancelled.
    """
    meeting = _open_meeting(invitation.meeting_id)
    locked: Invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if locked.presence == Presence.WALK_IN and presence != Presence.WALK_IN and locked.person_id is None:
        locked.delete()
    elif locked.presence != presence:
        locked.presence = presence
        locked.save(update_fields=["presence"])
    audit.record(code="meetings.presence.marked", actor=actor, obj=meeting)
    return locked


@transaction.atomic
def add_walk_in(*, meeting: Meeting, name: str, organisation: Organisation | None, actor: User) -> Invitation:
    """Add somebody who came without being on the list; a known person of that organisation is recognised by name."""
    meeting = _open_meeting(meeting.pk)
    person = Person.objects.filter(name__iexact=name, organisation=organisation).first() if organisation else None
    if person:
        guest, _ = Invitation.objects.update_or_create(
            meeting=meeting,
            person=person,
            create_defaults={"organisation": organisation, "presence": Presence.WALK_IN},
            defaults={"presence": Presence.PRESENT},
        )
    else:
        guest, _ = Invitation.objects.get_or_create(
            meeting=meeting,
            person=None,
            guest_name=name,
            organisation=organisation,
            defaults={"presence": Presence.WALK_IN},
        )
    audit.record(code="meetings.walk_in.added", actor=actor, obj=meeting)
    return guest


@transaction.atomic
def close_meeting(
    *,
    meeting: Meeting,
    version: int | None,
    discussed: str,
    agreed: str,
    for_apothekerskast: str,
    agreements: Iterable[AgreementDraft],
    actor: User,
    at: datetime,
) -> Meeting:
    """Close a meeting with its report; who was not marked gets the presence that the answer promises.

    Closing again changes the report and adds agreements; agreements that are there already are left as they are.

    Raises:
        ValidationError: when the meeting was cancelled or is still to come.
        Conflict: when somebody else changed the meeting since the form was made.
    """
    locked = _open_meeting(meeting.pk)
    locked.check_version(version)
    if not locked.is_over(at) and not (locked.starts_at and locked.starts_at <= at):
        raise ValidationError("Deze bijeenkomst moet nog beginnen. Afsluiten kan daarna.")
    _fill_presence(locked)
    locked.discussed, locked.agreed, locked.for_apothekerskast = discussed, agreed, for_apothekerskast
    locked.status = MeetingStatus.HELD
    locked.is_announced = True
    locked.closed_at = locked.closed_at or at
    locked.save()
    for draft in agreements:
        add_agreement(meeting=locked, draft=draft, actor=actor)
    audit.record(code="meetings.meeting.closed", actor=actor, obj=locked)
    return locked


@transaction.atomic
def add_agreement(*, meeting: Meeting, draft: AgreementDraft, actor: User) -> Agreement:
    """Add what somebody will do; the same words at the same meeting are the same agreement."""
    agreement, is_new = Agreement.objects.get_or_create(
        meeting=meeting,
        text=draft.text,
        defaults={
            "owner_organisation": draft.owner_organisation,
            "owner_person": draft.owner_person,
            "due": str(draft.due or ""),
        },
    )
    if is_new:
        audit.record(code="meetings.agreement.added", actor=actor, obj=meeting)
    return agreement


@transaction.atomic
def finish_agreement(*, agreement: Agreement, actor: User, on: date) -> Agreement:
    """Tick an agreement off; a second press keeps the first day."""
    locked: Agreement = Agreement.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=agreement.pk)
    if locked.done_on is None:
        locked.done_on = on
        locked.save(update_fields=["done_on"])
        audit.record(code="meetings.agreement.finished", actor=actor, obj=locked.meeting)
    return locked


def _open_meeting(pk: int) -> Meeting:
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=pk)
    if meeting.status == MeetingStatus.CANCELLED:
        raise ValidationError("Deze bijeenkomst is afgelast.")
    return meeting


def _fill_presence(meeting: Meeting) -> None:
    unknown = meeting.invitations.filter(presence=Presence.UNKNOWN)
    for answer, presence in _PRESUMED.items():
        unknown.filter(answer=answer).update(presence=presence)
