"""What the pages and the printed list of a meeting show: plain data, ready for a template."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from core.components import TaskItem
from core.text import counted
from meetings.calendar import Entry
from meetings.figures import AnswerFigures, PresenceFigures, answer_figures, presence_figures
from meetings.guests import GuestCount, GuestRule, count, guests
from meetings.links import answer_token, answer_url
from meetings.models import Agreement, Answer, Invitation, Meeting, MeetingStatus, Presence
from meetings.services.answering import may_be_answered
from meetings.services.inviting import REMINDER_PAUSE, check_invitable
from participants.access import Capability
from participants.models import Person, User


@dataclass(frozen=True, slots=True)
class GuestLine:
    """A guest as others may see him or her: name and organisation."""

    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """The page of one meeting."""

    facts: list[tuple[str, object]]
    tasks: list[TaskItem]
    guests: list[GuestLine]
    agreements: list[Agreement]
    answers: AnswerFigures
    presence: PresenceFigures
    own_answer: str
    own_url: str
    may_manage: bool
    may_cancel: bool


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """The page from which the invitation is sent."""

    count: GuestCount
    waiting: int
    sent: int
    refusal: str


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """The answers, who can be reminded, and the participants from which nobody comes yet."""

    figures: AnswerFigures
    guests: list[Invitation]
    remindable: int
    not_represented: tuple[str, ...]
    may_remind: bool


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """What a guest sees by the personal link."""

    meeting: Meeting
    invitation: Invitation
    facts: list[tuple[str, object]]
    may_answer: bool
    colleague: str


@dataclass(frozen=True, slots=True)
class PresencePage:
    """The list on the phone: who is expected, who else is on it, and who walked in."""

    expected: list[Invitation]
    others: list[Invitation]
    walk_ins: list[Invitation]
    figures: PresenceFigures


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """The guests of one organisation on the printed list."""

    organisation: str
    guests: list[Invitation]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The printed presence list, with what was agreed the last time."""

    meeting: Meeting
    groups: list[SheetGroup]
    expected: int
    agreements: list[Agreement]

    @property
    def empty_lines(self) -> range:
        """Return the lines on which walk-ins are written."""
        return range(8)

    @property
    def fingerprint(self) -> str:
        """Return a short text that changes when anything on the list changes, so that one list is made once."""
        parts = [self.meeting.title, self.meeting.moment, self.meeting.place, *map(str, self.agreements)]
        parts += [
            f"{group.organisation}|{guest.name}|{guest.answer}" for group in self.groups for guest in group.guests
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]


def meeting_page(meeting: Meeting, user: User, *, may_manage: bool, at: datetime) -> MeetingPage:
    """Return what somebody who reaches this meeting sees of it."""
    invitations = list(meeting.invitations.by_organisation())
    own = next((each for each in invitations if each.person and each.person.user_id == user.pk), None)
    can_answer = own is not None and own.invited_at is not None and may_be_answered(meeting, at)
    return MeetingPage(
        facts=facts_of(meeting),
        tasks=tasks_of(meeting, invitations, at) if may_manage else [],
        guests=[GuestLine(each.name, str(each.organisation or "")) for each in invitations if each.counts_as_present],
        agreements=list(meeting.agreements.select_related("owner_organisation", "owner_person")),
        answers=answer_figures(invitations),
        presence=presence_figures(invitations),
        own_answer=own.get_answer_display() if own and own.invited_at else "",
        own_url=reverse("meetings:answer", args=[answer_token(own)]) if own and can_answer else "",
        may_manage=may_manage,
        may_cancel=may_manage and meeting.may_become(MeetingStatus.CANCELLED),
    )


def facts_of(meeting: Meeting) -> list[tuple[str, object]]:
    """Return what is known of a meeting as labels with values; its moment stands in the head of the page."""
    place = meeting.place
    if place and meeting.is_room_free:
        place = f"{place} (zaal om niet)"
    facts: list[tuple[str, object]] = [("Waar", place or "nog niet bekend")]
    themes = ", ".join(theme.label for theme in meeting.themes.all())
    if themes:
        facts.append(("Maatregelen", themes))
    if meeting.organisation:
        facts.append(("Bij", meeting.organisation))
    return facts


def tasks_of(meeting: Meeting, invitations: Sequence[Invitation], at: datetime) -> list[TaskItem]:
    """Return the steps of the project leader, each with its state."""
    invited = sum(each.invited_at is not None for each in invitations)
    figures = answer_figures(invitations)
    begun = meeting.starts_at is not None and meeting.starts_at <= at
    is_off = meeting.status == MeetingStatus.CANCELLED

    def step(title: str, name: str, state: str, hint: str = "") -> TaskItem:
        return TaskItem(title, reverse(f"meetings:{name}", args=[meeting.pk]), "blocked" if is_off else state, hint)

    def answer_state() -> str:
        if not invited:
            return "blocked"
        return "busy" if figures.open and not begun else "done"

    def close_state() -> str:
        if meeting.is_closed:
            return "done"
        return "late" if meeting.is_over(at) else "todo" if begun else "blocked"

    return [
        step("Dag, tijd en plaats", "change", "done" if meeting.is_fixed else "todo", meeting.moment),
        step("Gasten kiezen", "guests", "done" if invited else "todo"),
        step("Uitnodigen", "invitation", "done" if invited else "todo" if meeting.is_fixed else "blocked"),
        step("Antwoorden", "answers", answer_state(), figures.sentence if invited else ""),
        step("Presentielijst afdrukken", "sheet", "todo" if not begun else "done"),
        step("Aanwezigheid", "presence", "done" if meeting.is_closed else "todo" if begun else "blocked"),
        step("Afsluiten met verslag", "close", close_state()),
    ]


def invitation_page(meeting: Meeting, at: datetime) -> InvitationPage:
    """Return how many people the next press mails, and why it cannot be pressed."""
    rule = GuestRule.of(meeting)
    counted = count(rule, timezone.localdate(at))
    told = set(meeting.invitations.filter(invited_at__isnull=False).values_list("person_id", flat=True))
    found = {guest.person_id for guest in guests(rule, timezone.localdate(at))}
    return InvitationPage(counted, len(found - told), len(told), _refusal(meeting, at))


def answers_page(meeting: Meeting, at: datetime) -> AnswersPage:
    """Return the answers of a meeting."""
    invited = list(meeting.invitations.filter(invited_at__isnull=False).by_organisation())
    coming = {each.organisation_id for each in invited if each.answer in (Answer.YES, Answer.COLLEAGUE)}
    names = {each.organisation.name for each in invited if each.organisation and each.organisation_id not in coming}
    missing = names | set(count(GuestRule.of(meeting), timezone.localdate(at)).without_contact)
    return AnswersPage(
        figures=answer_figures(invited),
        guests=invited,
        remindable=meeting.invitations.remindable(since=at - REMINDER_PAUSE).count(),
        not_represented=tuple(sorted(missing)),
        may_remind=not _refusal(meeting, at),
    )


def answer_page(invitation: Invitation, at: datetime) -> AnswerPage:
    """Return what a guest sees by the personal link."""
    meeting = invitation.meeting
    return AnswerPage(
        meeting=meeting,
        invitation=invitation,
        facts=facts_of(meeting),
        may_answer=may_be_answered(meeting, at),
        colleague=invitation.replacement_name,
    )


def presence_page(meeting: Meeting) -> PresencePage:
    """Return the list of the phone."""
    invitations = list(meeting.invitations.by_organisation())
    listed = [each for each in invitations if each.presence != Presence.WALK_IN]
    return PresencePage(
        expected=[each for each in listed if each.is_expected],
        others=[each for each in listed if not each.is_expected],
        walk_ins=[each for each in invitations if each.presence == Presence.WALK_IN],
        figures=presence_figures(invitations),
    )


def closing_page(meeting: Meeting) -> PresenceFigures:
    """Return the numbers that stand above the closing form."""
    return presence_figures(list(meeting.invitations.all()))


def sheet(meeting: Meeting, user: User) -> Sheet:
    """Return the printed list: everybody who may come, by organisation, and the open agreements of these guests.

    `user` is the manager who asks for it.
    """
    invitations = list(meeting.invitations.exclude(answer=Answer.NO).by_organisation())
    groups: dict[str, list[Invitation]] = {}
    for each in invitations:
        groups.setdefault(str(each.organisation or "Zonder organisatie"), []).append(each)
    return Sheet(
        meeting=meeting,
        groups=[SheetGroup(name, guests) for name, guests in groups.items()],
        expected=sum(each.is_expected for each in invitations),
        agreements=_open_agreements(meeting, invitations, user),
    )


def feed_entries(person: Person) -> list[Entry]:
    """Return the meetings in somebody's own calendar: what the account reaches, and what the person is invited to.

    Rights are asked anew at each fetch, so that a role that ended takes its meetings along.
    """
    site = settings.SITE_URL.rstrip("/")
    if person.user is not None and not person.user.is_active:
        return []
    told = person.invitations.filter(invited_at__isnull=False).select_related("meeting", "person")
    entries = {each.meeting_id: Entry(each.meeting, each.uid, answer_url(each)) for each in told}
    if person.user is not None:
        for meeting in Meeting.objects.reachable(person.user, Capability.MEETINGS_VIEW):
            entries.setdefault(meeting.pk, Entry(meeting, meeting.uid, site + meeting.get_absolute_url()))
    return [entries[pk] for pk in sorted(entries)]


def sent_sentence(number: int) -> str:
    """Say what the press on "Verstuur" did."""
    if number == 0:
        return "Er is niemand bijgekomen. Iedereen op de lijst heeft de uitnodiging al."
    return f"De uitnodiging gaat naar {counted(number, 'mens', 'mensen')}."


def reminded_sentence(number: int) -> str:
    """Say what the press on "Herinner" did."""
    if number == 0:
        return "Er is niemand om te herinneren. Wie nog niet antwoordde, is korter dan vijf dagen geleden herinnerd."
    return f"De herinnering gaat naar {counted(number, 'mens', 'mensen')}."


def _refusal(meeting: Meeting, at: datetime) -> str:
    try:
        check_invitable(meeting, at)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _open_agreements(meeting: Meeting, invitations: Sequence[Invitation], user: User) -> list[Agreement]:
    """Return the open agreements of the organisations on the list, made at earlier meetings of the same kind."""
    organisations = {each.organisation_id for each in invitations if each.organisation_id}
    rows = Agreement.objects.reachable(user, Capability.MEETINGS_MANAGE).open().exclude(meeting=meeting)
    rows = rows.filter(
        meeting__type=meeting.type_id,
        meeting__organisation=meeting.organisation_id,
        owner_organisation__in=organisations,
    )
    return list(rows.select_related("owner_organisation", "owner_person").order_by("pk"))
