"""Planning, copying, changing and cancelling."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from icalendar import Calendar

from core.models import AuditEvent, OutgoingMail
from core.outbox import Attachment
from meetings.models import Meeting, MeetingStatus
from meetings.services.planning import cancel_meeting, change_meeting, copy_meeting, new_meeting, plan_meeting
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.meetings import InvitationFactory, MeetingFactory, MeetingTypeFactory
from tests.factories.participants import SectorFactory

pytestmark = pytest.mark.django_db


def _leader(users: dict[Role, User]) -> User:
    return users[Role.PROJECT_LEADER]


def _calendar(mail: OutgoingMail) -> Calendar:
    return Calendar.from_ical(Attachment.from_json(mail.attachments[0]).content)


def test_a_new_meeting_starts_from_its_type(users: dict[Role, User]) -> None:
    kind = MeetingTypeFactory(guest_roles=["sponsor"])
    sector = SectorFactory()
    kind.guest_sectors.add(sector)
    meeting = plan_meeting(meeting=new_meeting(type=kind), themes=[], actor=_leader(users))
    assert (meeting.agenda, meeting.invitation_text) == (kind.agenda, kind.invitation_text)
    assert meeting.guest_roles == ["sponsor"]
    assert list(meeting.guest_sectors.all()) == [sector]
    assert AuditEvent.objects.filter(code="meetings.meeting.planned", object_id=str(meeting.pk)).exists()


def test_the_same_form_pressed_twice_makes_one_meeting(users: dict[Role, User]) -> None:
    kind, key = MeetingTypeFactory(), uuid.uuid4()
    first = plan_meeting(meeting=new_meeting(type=kind), themes=[], actor=_leader(users), submit_key=key)
    second = plan_meeting(meeting=new_meeting(type=kind), themes=[], actor=_leader(users), submit_key=key)
    assert first == second
    third = plan_meeting(meeting=new_meeting(type=kind), themes=[], actor=_leader(users), submit_key=uuid.uuid4())
    assert third != first


def test_a_copy_brings_guests_agenda_and_text_but_no_date_and_no_report(users: dict[Role, User]) -> None:
    former = MeetingFactory(held=True, agenda="- Oud", invitation_text="Kom", guest_roles=["sponsor"])
    former.guest_sectors.add(SectorFactory())
    InvitationFactory(meeting=former, yes=True)
    key = uuid.uuid4()
    copy = copy_meeting(meeting=former, actor=_leader(users), submit_key=key)
    assert (copy.agenda, copy.invitation_text, copy.guest_roles) == ("- Oud", "Kom", ["sponsor"])
    assert list(copy.guest_sectors.all()) == list(former.guest_sectors.all())
    assert (copy.status, copy.starts_at, copy.discussed, copy.is_announced) == (MeetingStatus.DRAFT, None, "", False)
    assert not copy.invitations.exists()
    assert copy_meeting(meeting=former, actor=_leader(users), submit_key=key) == copy


def test_a_home_visit_needs_its_organisation(users: dict[Role, User], organisation: Organisation) -> None:
    kind = MeetingTypeFactory(home_visit=True)
    with pytest.raises(ValidationError, match="bij welke organisatie"):
        plan_meeting(meeting=new_meeting(type=kind), themes=[], actor=_leader(users))
    visit = new_meeting(type=kind)
    visit.organisation = organisation
    assert plan_meeting(meeting=visit, themes=[], actor=_leader(users)).organisation == organisation


def test_moving_tells_who_still_comes_and_raises_the_sequence(users: dict[Role, User]) -> None:
    meeting = MeetingFactory(invited=True)
    coming, declined = InvitationFactory(meeting=meeting, yes=True), InvitationFactory(meeting=meeting, no=True)
    listed = InvitationFactory(meeting=meeting, listed=True)
    meeting.starts_at += timedelta(days=7)
    meeting.ends_at += timedelta(days=7)
    change_meeting(meeting=meeting, themes=[], actor=_leader(users), at=timezone.now())
    mail = OutgoingMail.objects.get()
    assert mail.recipient == coming.person.email
    assert declined.person.email != mail.recipient != listed.person.email
    event = _calendar(mail).events[0]
    assert event["SEQUENCE"] == 1
    assert event["UID"].startswith(str(coming.uid))


def test_changing_the_agenda_mails_nobody(users: dict[Role, User]) -> None:
    meeting = MeetingFactory(invited=True)
    InvitationFactory(meeting=meeting, yes=True)
    meeting.agenda = "- Iets anders"
    change_meeting(meeting=meeting, themes=[], actor=_leader(users), at=timezone.now())
    assert not OutgoingMail.objects.exists()
    assert Meeting.objects.get().sequence == 0


def test_cancelling_clears_calendars_once(users: dict[Role, User]) -> None:
    meeting = MeetingFactory(invited=True)
    open_guest, declined = InvitationFactory(meeting=meeting), InvitationFactory(meeting=meeting, no=True)
    for _ in range(2):
        cancel_meeting(meeting=meeting, reason="Te weinig gasten.", actor=_leader(users), at=timezone.now())
    mail = OutgoingMail.objects.get()
    assert mail.recipient == open_guest.person.email != declined.person.email
    assert "Te weinig gasten." in mail.text
    calendar = _calendar(mail)
    assert calendar["METHOD"] == "CANCEL"
    assert (calendar.events[0]["STATUS"], calendar.events[0]["SEQUENCE"]) == ("CANCELLED", 1)


def test_what_was_held_is_not_cancelled(users: dict[Role, User]) -> None:
    with pytest.raises(ValidationError, match="al gehouden"):
        cancel_meeting(meeting=MeetingFactory(held=True), reason="", actor=_leader(users), at=timezone.now())
