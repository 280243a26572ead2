"""Who is found by a guest rule, who is mailed, and how often."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.models import OutgoingMail
from core.outbox import send_waiting
from meetings.guests import GuestRule, count, guests
from meetings.models import Meeting, MeetingStatus
from meetings.services.inviting import invite_guests, remind_guests, send_proof
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.factories.participants import MembershipFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_a_rule_finds_roles_within_sectors_and_organisations(
    users: dict[Role, User],
    foreign_users: dict[Role, User],
    organisation: Organisation,
    other_organisation: Organisation,
) -> None:
    def found(rule: GuestRule) -> set[int]:
        return {guest.person_id for guest in guests(rule, timezone.localdate())}

    own, foreign = users[Role.SPONSOR].person.pk, foreign_users[Role.SPONSOR].person.pk
    assert found(GuestRule(("sponsor",))) == {own, foreign}
    assert found(GuestRule(("sponsor",), (organisation.sector_id,))) == {own}
    assert found(GuestRule(("sponsor",), (), (other_organisation.pk,))) == {foreign}
    assert found(GuestRule(())) == set()


def test_ended_roles_and_ended_organisations_are_not_invited() -> None:
    MembershipFactory(ended=True)
    MembershipFactory(person=PersonFactory(organisation=OrganisationFactory(ended=True)))
    assert guests(GuestRule(("coordinator",)), timezone.localdate()) == []
    MembershipFactory()
    assert len(guests(GuestRule(("coordinator",)), timezone.localdate())) == 1


def test_who_holds_two_roles_is_one_guest() -> None:
    membership = MembershipFactory()
    MembershipFactory(person=membership.person, role=Role.SPONSOR)
    assert len(guests(GuestRule(("coordinator", "sponsor")), timezone.localdate())) == 1


def test_the_count_names_participants_without_a_contact() -> None:
    MembershipFactory()
    OrganisationFactory(name="Gemeente Leegveld")
    OrganisationFactory(prospect=True)
    counted = count(GuestRule(("coordinator",)), timezone.localdate())
    assert counted.without_contact == ("Gemeente Leegveld",)
    assert counted.sentence == "1 mens, 1 organisatie; 1 deelnemer zonder contact"


def test_each_guest_is_mailed_once_however_often_it_is_pressed(users: dict[Role, User]) -> None:
    meeting, leader = MeetingFactory(fixed=True), users[Role.PROJECT_LEADER]
    assert invite_guests(meeting=meeting, actor=leader, at=timezone.now()) == 1
    assert invite_guests(meeting=meeting, actor=leader, at=timezone.now()) == 0
    assert OutgoingMail.objects.count() == 1
    meeting.refresh_from_db()
    assert (meeting.status, meeting.is_announced) == (MeetingStatus.INVITED, True)


def test_a_wider_rule_mails_only_who_is_new(users: dict[Role, User]) -> None:
    meeting, leader = MeetingFactory(fixed=True), users[Role.PROJECT_LEADER]
    invite_guests(meeting=meeting, actor=leader, at=timezone.now())
    Meeting.objects.update(guest_roles=["coordinator", "sponsor"])
    assert invite_guests(meeting=meeting, actor=leader, at=timezone.now()) == 1
    assert set(OutgoingMail.objects.values_list("recipient", flat=True)) == {
        users[Role.COORDINATOR].email,
        users[Role.SPONSOR].email,
    }


@pytest.mark.parametrize(
    ("stage", "reason"), [({}, "dag en tijd"), ({"over": True}, "geweest"), ({"cancelled": True}, "afgelast")]
)
def test_nobody_is_invited_to_what_cannot_be_visited(
    users: dict[Role, User], stage: dict[str, bool], reason: str
) -> None:
    with pytest.raises(ValidationError, match=reason):
        invite_guests(meeting=MeetingFactory(**stage), actor=users[Role.PROJECT_LEADER], at=timezone.now())
    assert not OutgoingMail.objects.exists()


def test_a_home_visit_invites_at_its_organisation_only(
    users: dict[Role, User], foreign_users: dict[Role, User], organisation: Organisation
) -> None:
    visit = MeetingFactory(home_visit=True, fixed=True, organisation=organisation)
    invite_guests(meeting=visit, actor=users[Role.PROJECT_LEADER], at=timezone.now())
    assert OutgoingMail.objects.get().recipient == users[Role.COORDINATOR].email


def test_each_mail_has_its_own_link_and_name(users: dict[Role, User], foreign_users: dict[Role, User]) -> None:
    invite_guests(meeting=MeetingFactory(fixed=True), actor=users[Role.PROJECT_LEADER], at=timezone.now())
    first, second = OutgoingMail.objects.order_by("pk")
    assert first.text != second.text
    for sent in (first, second):
        assert "VPT" not in sent.text.replace("VPT-portaal", "").split("Onderwerp")[0].upper().replace("VPT", "", 0)
        assert "vpt-link-van-de-gast" not in sent.text + sent.html
        assert "VPTNAAMVANDEGAST" not in sent.text + sent.html
        assert "/bijeenkomsten/antwoord/" in sent.text
        assert "/bijeenkomsten/antwoord/" in sent.html


def test_the_name_of_a_guest_is_text_in_the_mail(users: dict[Role, User]) -> None:
    person = PersonFactory(name="<b>Wubbo</b> & co")
    MembershipFactory(person=person, role=Role.AMBASSADOR, sector=person.organisation.sector)
    meeting = MeetingFactory(fixed=True, guest_roles=["ambassador"])
    meeting.guest_organisations.add(person.organisation)
    invite_guests(meeting=meeting, actor=users[Role.PROJECT_LEADER], at=timezone.now())
    sent = OutgoingMail.objects.get()
    assert "<b>Wubbo</b> & co" in sent.text
    assert "&lt;b&gt;Wubbo&lt;/b&gt; &amp; co" in sent.html


def test_the_calendar_file_leaves_with_its_method_and_one_charset(users: dict[Role, User]) -> None:
    invite_guests(meeting=MeetingFactory(fixed=True), actor=users[Role.PROJECT_LEADER], at=timezone.now())
    send_waiting()
    message = message_from_bytes(mail.outbox[0].message().as_bytes())
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST"
    assert part["Content-Type"].count("charset") <= 1
    assert b"METHOD:REQUEST" in part.get_payload(decode=True)


def test_only_who_did_not_answer_is_reminded(users: dict[Role, User]) -> None:
    meeting = MeetingFactory(invited=True)
    silent = InvitationFactory(meeting=meeting)
    InvitationFactory(meeting=meeting, yes=True)
    InvitationFactory(meeting=meeting, no=True)
    InvitationFactory(meeting=meeting, listed=True)
    assert remind_guests(meeting=meeting, actor=users[Role.PROJECT_LEADER], at=timezone.now()) == 1
    assert OutgoingMail.objects.get().recipient == silent.person.email


def test_nobody_is_reminded_twice_within_five_days(users: dict[Role, User]) -> None:
    leader = users[Role.PROJECT_LEADER]
    with time_machine.travel("2015-09-01 10:00+02:00", tick=False) as clock:
        meeting = MeetingFactory(invited=True)
        InvitationFactory(meeting=meeting)

        def remind() -> int:
            return remind_guests(meeting=meeting, actor=leader, at=timezone.now())

        assert remind() == 1
        assert remind() == 0
        clock.shift(timedelta(days=5) - timedelta(seconds=1))
        assert remind() == 0
        clock.shift(timedelta(seconds=1))
        assert remind() == 1
    assert OutgoingMail.objects.count() == 2


def test_a_proof_goes_to_oneself_and_invites_nobody(users: dict[Role, User]) -> None:
    meeting, leader = MeetingFactory(fixed=True), users[Role.PROJECT_LEADER]
    at = timezone.now()
    for _ in range(2):
        send_proof(meeting=meeting, actor=leader, at=at)
    sent = OutgoingMail.objects.get()
    assert sent.recipient == leader.email
    assert sent.subject.startswith("Proef: ")
    assert "/antwoord/" not in sent.text
    assert not meeting.invitations.exists()
