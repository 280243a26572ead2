"""Loads the meetings of the demonstration: those of the plan, and invented ones around today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from core.demo import DemoWorld
from core.softdates import parse_soft_date
from measures.models import Measure
from meetings import demo_data as data
from meetings.catalogue import give_sectors
from meetings.guests import Guest, GuestRule, guests
from meetings.models import Agreement, Answer, Invitation, Meeting, MeetingStatus, MeetingType, Presence
from participants.models import Person, Sector

PROGRAMME = (date(2014, 4, 3), date(2016, 6, 30))


def load(world: DemoWorld) -> None:
    """Add what is not there yet; what exists stays as it is. Nothing is mailed."""
    give_sectors()
    for plan_line in data.PLAN_LINES:
        _load_plan_line(plan_line, world)
    for near_line in data.NEAR_LINES:
        _load_near_line(near_line, world)


def _load_plan_line(line: data.PlanLine, world: DemoWorld) -> None:
    kind = MeetingType.objects.get(slug=line.kind)
    when = parse_soft_date(line.when, programme=PROGRAMME)
    meeting, is_new = Meeting.objects.get_or_create(
        type=kind,
        title=line.title,
        defaults={  # type: ignore[misc]
            "when": when,
            "when_source": data.PLAN,
            "other_when": parse_soft_date(line.other_when, programme=PROGRAMME),
            "other_when_source": data.ANNEX if line.other_when else "",
            "is_announced": True,
            "is_room_free": True,
            "guest_roles": kind.guest_roles,
            "agenda": kind.agenda,
            "invitation_text": kind.invitation_text,
            "status": MeetingStatus.HELD if line.is_held else MeetingStatus.DRAFT,
            "closed_at": _at_noon(when.earliest) if line.is_held else None,
            "discussed": "Dit verslag is niet bewaard in de documenten." if line.is_held else "",
        },
    )
    if not is_new:
        return
    meeting.themes.set(Measure.objects.filter(slug__in=line.themes))
    if line.is_held:
        found = guests(GuestRule(tuple(kind.guest_roles)), when.earliest or world.today)
        _invite(meeting, found, world, invited_at=_at_noon(when.earliest) - timedelta(days=40), yes=75, no=15)
        _fill_presence(meeting, world)


def _load_near_line(line: data.NearLine, world: DemoWorld) -> None:
    kind = MeetingType.objects.get(slug=line.kind)
    meeting, is_new = Meeting.objects.get_or_create(
        type=kind, title=line.title, defaults=_near_values(line, kind, world)
    )
    if not is_new:
        return
    meeting.themes.set(Measure.objects.filter(slug__in=line.themes))
    meeting.guest_sectors.set(Sector.objects.filter(slug__in=line.sectors))
    if meeting.starts_at is None:
        return
    found = guests(GuestRule.of(meeting), world.today)
    _invite(
        meeting,
        found,
        world,
        invited_at=min(world.now, meeting.starts_at) - timedelta(days=21),
        yes=line.yes,
        no=line.no,
    )
    if line.state == "held":
        _fill_presence(meeting, world)
    if line is data.CLOSED:
        _load_report(meeting, world)


def _near_values(line: data.NearLine, kind: MeetingType, world: DemoWorld) -> dict[str, Any]:
    values: dict[str, Any] = {"status": line.state, "guest_roles": kind.guest_roles}
    if line.days is None:
        return values
    day = _working_day(world, line.days)
    starts_at = timezone.make_aware(datetime.combine(day, time.fromisoformat(line.begins)))
    is_held = line.state == "held"
    values |= {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=kind.duration_minutes),
        "place": line.place,
        "is_room_free": True,
        "is_announced": True,
        "organisation": world.organisations[line.code] if line.code else None,
        "agenda": kind.agenda,
        "invitation_text": kind.invitation_text,
        "closed_at": starts_at + timedelta(hours=4) if is_held else None,
        "discussed": "Het gesprek ging over aangifte namens de werkgever." if is_held else "",
        "cancelled_reason": "Te weinig sponsors kunnen op deze dag." if line.state == "cancelled" else "",
    }
    return values


def _working_day(world: DemoWorld, days: int) -> date:
    """Return the day so many days from now, moved away from the weekend."""
    day = world.today + timedelta(days=days)
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 and days > 0 else -max(0, day.weekday() - 4))


def _at_noon(day: date | None) -> datetime:
    assert day is not None
    return timezone.make_aware(datetime.combine(day, time(12)))


def _invite(
    meeting: Meeting, found: Sequence[Guest], world: DemoWorld, *, invited_at: datetime, yes: int, no: int
) -> None:
    """Invite these people and let so many of a hundred say yes and no; the demonstration's own accounts stay open."""
    own = set(Person.objects.filter(user__in=world.accounts.values()).values_list("pk", flat=True))
    rows = []
    for guest in found:
        lot = world.rng.randrange(100)
        answer = Answer.YES if lot < yes else Answer.NO if lot < yes + no else Answer.OPEN
        if guest.person_id in own and meeting.status == MeetingStatus.INVITED:
            answer = Answer.OPEN
        rows.append(_invitation(meeting, guest, answer, invited_at, lot))
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)


def _invitation(meeting: Meeting, guest: Guest, answer: Answer, invited_at: datetime, lot: int) -> Invitation:
    is_open = answer is Answer.OPEN
    return Invitation(
        meeting=meeting,
        person_id=guest.person_id,
        organisation_id=guest.organisation_id,
        answer=answer,
        answered_at=None if is_open else invited_at + timedelta(days=1 + lot % 9),
        invited_at=invited_at,
        reminded_at=invited_at + timedelta(days=10) if is_open and lot % 2 else None,
    )


def _fill_presence(meeting: Meeting, world: DemoWorld) -> None:
    """Let nearly all who said yes be there."""
    for invitation in meeting.invitations.order_by("pk"):
        came = invitation.answer == Answer.YES and world.rng.random() < 0.93
        excused = invitation.answer == Answer.NO
        invitation.presence = Presence.PRESENT if came else Presence.EXCUSED if excused else Presence.ABSENT
        invitation.save(update_fields=["presence"])


def _load_report(meeting: Meeting, world: DemoWorld) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(**data.REPORT)
    for name, code in data.WALK_INS:
        organisation = world.organisations[code] if code else None
        Invitation.objects.create(
            meeting=meeting, guest_name=name, organisation=organisation, presence=Presence.WALK_IN
        )
    for text, code, due, done in data.AGREEMENTS:
        day = world.today + timedelta(days=due) if due is not None else None
        Agreement.objects.create(  # type: ignore[misc]
            meeting=meeting,
            text=text,
            owner_organisation=world.organisations[code],
            owner_person=Person.objects.filter(organisation=world.organisations[code]).order_by("pk").first(),
            due=parse_soft_date(f"{day.day}-{day.month}-{day.year}" if day else ""),
            done_on=world.today - timedelta(days=done) if done is not None else None,
        )
