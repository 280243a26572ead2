"""What the database refuses, and how a meeting says when it is."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from meetings.models import NEXT_STATUS, Answer, Meeting, MeetingStatus
from tests.factories.meetings import AgreementFactory, InvitationFactory, MeetingFactory

pytestmark = pytest.mark.django_db
NOON = timezone.make_aware(datetime(2015, 9, 17, 12))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"starts_at": NOON, "ends_at": NOON}, "Het einde ligt na het begin"),
        ({"starts_at": NOON, "ends_at": None}, "allebei"),
        ({"status": MeetingStatus.INVITED}, "Zet eerst dag en tijd vast"),
    ],
)
def test_the_database_refuses_what_cannot_be(fields: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        MeetingFactory.build(type=MeetingFactory().type, **fields).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingFactory(**fields)


def test_a_person_is_invited_once() -> None:
    guest = InvitationFactory()
    InvitationFactory(person=guest.person)
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(meeting=guest.meeting, person=guest.person)


def test_an_answer_has_its_moment() -> None:
    InvitationFactory(yes=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(answer=Answer.YES, answered_at=None)


def test_only_a_walk_in_has_no_person() -> None:
    InvitationFactory(walk_in=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(person=None, guest_name="Iemand")


def test_an_agreement_has_an_owner() -> None:
    AgreementFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementFactory(owner_organisation=None)


def test_moment_is_said_in_dutch() -> None:
    meeting = MeetingFactory(starts_at=NOON, ends_at=NOON.replace(hour=14, minute=30))
    assert meeting.moment == "donderdag 17 september 2015, 12:00 tot 14:30 uur"
    assert MeetingFactory(when="voorjaar 2016").moment == "voorjaar 2016"
    assert MeetingFactory().moment == "nog geen datum"


def test_two_sources_conflict_only_when_both_cannot_be_true() -> None:
    assert MeetingFactory(when="17 juli 2014", other_when="17-6-'14").has_date_conflict
    assert not MeetingFactory(when="januari 2015", other_when="15-1-'15").has_date_conflict
    assert not MeetingFactory(when="januari 2015").has_date_conflict


def test_every_status_says_what_may_follow() -> None:
    assert set(NEXT_STATUS) == set(MeetingStatus.values)
    assert not Meeting(status=MeetingStatus.CANCELLED).may_become(MeetingStatus.INVITED)
