"""Calendar files, parsed back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from meetings import calendar
from meetings.documents import feed_entries
from meetings.models import Meeting
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.meetings import InvitationFactory, MeetingFactory

pytestmark = pytest.mark.django_db
AT = timezone.make_aware(datetime(2015, 1, 2, 9))
SUMMER = timezone.make_aware(datetime(2015, 7, 9, 14))


def _parse(content: bytes) -> Calendar:
    return Calendar.from_ical(content)


def test_a_request_names_the_guest_and_the_meeting() -> None:
    meeting = MeetingFactory(
        title="Join the Club: élan; nazorg, deel 1",
        starts_at=SUMMER,
        ends_at=SUMMER + timedelta(hours=2),
        place="Raadzaal, Gouda",
        agenda="- Welkom\n- Afspraken",
        sequence=3,
    )
    invitation = InvitationFactory(meeting=meeting, yes=True)
    parsed = _parse(calendar.request(invitation, url="https://portaal.example/x", at=AT))
    event = parsed.events[0]
    assert parsed["METHOD"] == "REQUEST"
    assert event["SUMMARY"] == "Join the Club: élan; nazorg, deel 1"
    assert event["LOCATION"] == "Raadzaal, Gouda"
    assert "- Welkom\n- Afspraken" in event["DESCRIPTION"]
    assert event["SEQUENCE"] == 3
    assert event["UID"] == f"{invitation.uid}@localhost"
    assert event["ATTENDEE"] == f"mailto:{invitation.person.email}"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert event["ORGANIZER"].startswith("mailto:")
    assert event.walk("VALARM")[0]["TRIGGER"].dt == timedelta(days=-1)


def test_times_are_local_with_a_bounded_zone() -> None:
    meeting = MeetingFactory(starts_at=SUMMER, ends_at=SUMMER + timedelta(hours=2))
    content = calendar.request(InvitationFactory(meeting=meeting), url="https://portaal.example/x", at=AT)
    assert b"DTSTART;TZID=Europe/Amsterdam:20150709T140000" in content
    assert b"DTEND;TZID=Europe/Amsterdam:20150709T160000" in content
    assert content.count(b"BEGIN:DAYLIGHT") == 1
    assert len(content) < 3000
    assert _parse(content).events[0]["DTSTART"].dt == SUMMER


def test_a_cancellation_has_the_same_uid() -> None:
    meeting = MeetingFactory(cancelled=True)
    invitation = InvitationFactory(meeting=meeting)
    parsed = _parse(calendar.cancellation(invitation, url="https://portaal.example/x", at=AT))
    assert (parsed["METHOD"], parsed.events[0]["STATUS"]) == ("CANCEL", "CANCELLED")
    assert parsed.events[0]["UID"].startswith(str(invitation.uid))


def test_a_soft_date_never_becomes_a_day() -> None:
    day, month = MeetingFactory(when="17 juli 2014"), MeetingFactory(when="september 2015")
    entries = [calendar.Entry(meeting, meeting.uid, "https://portaal.example/x") for meeting in (day, month)]
    events = _parse(calendar.feed(entries, name="Bijeenkomsten", at=AT)).events
    assert [event["SUMMARY"] for event in events] == [day.title]
    assert events[0]["DTSTART"].dt == date(2014, 7, 17)


def test_a_feed_follows_the_rights_of_today(
    users: dict[Role, User], organisation: Organisation, other_organisation: Organisation
) -> None:
    for_all = MeetingFactory(invited=True)
    own_visit = MeetingFactory(home_visit=True, invited=True, organisation=organisation)
    foreign_visit = MeetingFactory(home_visit=True, invited=True, organisation=other_organisation)
    draft = MeetingFactory(fixed=True)
    person = users[Role.COORDINATOR].person

    def seen() -> set[Meeting]:
        fresh = type(person).objects.select_related("user").get(pk=person.pk)
        return {entry.meeting for entry in feed_entries(fresh)}

    assert seen() == {for_all, own_visit}
    assert not {foreign_visit, draft} & seen()
    person.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert seen() == set()
    InvitationFactory(meeting=for_all, person=person)
    assert seen() == {for_all}
    User.objects.filter(pk=person.user_id).update(is_active=False)
    assert seen() == set()
