"""Calendar files (RFC 5545 and 5546): one invitation, its cancellation, and a feed of all meetings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from icalendar import Alarm, Calendar, Event, Timezone, vCalAddress, vText

from core.softdates import Precision
from meetings.models import Answer, Invitation, Meeting, MeetingStatus

_PARTSTAT = {
    Answer.OPEN: "NEEDS-ACTION",
    Answer.YES: "ACCEPTED",
    Answer.NO: "DECLINED",
    Answer.COLLEAGUE: "DELEGATED",
}
_STATUS = {
    MeetingStatus.DRAFT: "TENTATIVE",
    MeetingStatus.INVITED: "CONFIRMED",
    MeetingStatus.HELD: "CONFIRMED",
    MeetingStatus.CANCELLED: "CANCELLED",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting in somebody's calendar, with the page on which more stands."""

    meeting: Meeting
    uid: UUID
    url: str


def request(invitation: Invitation, *, url: str, at: datetime) -> bytes:
    """Return the calendar file that goes with an invitation or with its change (METHOD:REQUEST)."""
    return _personal(invitation, method="REQUEST", url=url, at=at)


def cancellation(invitation: Invitation, *, url: str, at: datetime) -> bytes:
    """Return the calendar file that takes the meeting out of the guest's calendar (METHOD:CANCEL)."""
    return _personal(invitation, method="CANCEL", url=url, at=at)


def feed(entries: Iterable[Entry], *, name: str, at: datetime) -> bytes:
    """Return all meetings with a known day as one calendar to subscribe to (METHOD:PUBLISH).

    A meeting of which the plan only gives a month or a season is left out: it never turns into a false day.
    """
    known = [entry for entry in entries if _day_is_known(entry.meeting)]
    calendar = _calendar("PUBLISH", [entry.meeting for entry in known])
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for entry in known:
        calendar.add_component(_event(entry, at))
    return calendar.to_ical()


def _personal(invitation: Invitation, *, method: str, url: str, at: datetime) -> bytes:
    meeting = invitation.meeting
    calendar = _calendar(method, [meeting])
    event = _event(Entry(meeting, invitation.uid, url), at)
    event["organizer"] = _organiser()
    event.add("attendee", _attendee(invitation), encode=False)
    calendar.add_component(event)
    return calendar.to_ical()


def _calendar(method: str, meetings: list[Meeting]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//VPT-portaal//Bijeenkomsten//NL")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    days = [timezone.localdate(meeting.starts_at) for meeting in meetings if meeting.starts_at]
    if days:
        # Without bounds the file would carry every change of the clock from 1970 to 2038.
        first, last = date(min(days).year, 1, 1), date(max(days).year, 12, 31)
        calendar.add_component(Timezone.from_tzid(settings.TIME_ZONE, first_date=first, last_date=last))
    return calendar


def _event(entry: Entry, at: datetime) -> Event:
    meeting = entry.meeting
    event = Event()
    event.add("uid", f"{entry.uid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", at)
    event.add("sequence", meeting.sequence)
    event.add("summary", meeting.title)
    event.add("status", _STATUS[MeetingStatus(meeting.status)])
    event.add("url", entry.url)
    event.add("description", "\n\n".join(part for part in (meeting.agenda.strip(), entry.url) if part))
    if meeting.place:
        event.add("location", meeting.place)
    _add_times(event, meeting)
    return event


def _add_times(event: Event, meeting: Meeting) -> None:
    if meeting.starts_at is None or meeting.ends_at is None:
        day = meeting.when.earliest
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        return
    zone = timezone.get_default_timezone()
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    if meeting.status != MeetingStatus.CANCELLED:
        event.add_component(_alarm(meeting))


def _alarm(meeting: Meeting) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(days=-1))
    alarm.add("description", f"Morgen: {meeting.title}")
    return alarm


def _organiser() -> vCalAddress:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organiser = vCalAddress(f"mailto:{settings.CONTACT_EMAIL or address}")
    organiser.params["cn"] = vText(name or "Projectleider")
    return organiser


def _attendee(invitation: Invitation) -> vCalAddress:
    """Name the guest. RSVP is off: answers come by the personal link, a mail to the organiser would be lost."""
    attendee = vCalAddress(f"mailto:{invitation.person.email if invitation.person else ''}")
    attendee.params["cn"] = vText(invitation.name)
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = vText(_PARTSTAT[Answer(invitation.answer)])
    attendee.params["rsvp"] = vText("FALSE")
    return attendee


def _day_is_known(meeting: Meeting) -> bool:
    return meeting.is_fixed or bool(meeting.when and meeting.when.precision == Precision.DAY)
