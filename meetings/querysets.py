"""Chainable reads of meetings, named as adjectives; the moment is passed in."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, DateField, F, Q, When
from django.db.models.functions import Coalesce, TruncDate

from participants.access import GRANTS, Capability, Reach, Role, ScopedQuerySet, memberships, reach_of

if TYPE_CHECKING:
    from participants.models import User


def _own_organisations(user: User | AnonymousUser, capability: Capability) -> list[int]:
    """Return the organisations at which the user holds a role that gives this capability."""
    return [
        membership.organisation_id
        for membership in memberships(user)
        if membership.organisation_id and capability in GRANTS[Role(membership.role)]
    ]


class MeetingScopedQuerySet(ScopedQuerySet):
    """Rows that hang on a meeting; `meeting_path` is the way to it.

    A meeting is for the whole network, except a home visit: that is for the people of the visited organisation. What
    is still being prepared is for those who manage meetings.
    """

    meeting_path = "meeting__"
    organisation_path = "meeting__organisation"

    def within_programme(self, user: User | AnonymousUser, capability: Capability) -> Self:
        """Give managers all meetings, and others what is announced to all or to their own organisation."""
        if reach_of(user, Capability.MEETINGS_MANAGE) is Reach.PROGRAMME:
            return self.all()
        path = self.meeting_path
        for_all = Q(**{f"{path}organisation__isnull": True, f"{path}type__is_for_organisation": False})
        own = Q(**{f"{path}organisation__in": _own_organisations(user, capability)})
        return self.filter(for_all | own, **{f"{path}is_announced": True})


class MeetingQuerySet(MeetingScopedQuerySet):
    """Meetings, each reached by itself."""

    meeting_path = ""
    organisation_path = "organisation"

    def dated(self) -> Self:
        """Add `first_day` and `last_day`: the fixed day, else the days between which the plan puts it."""
        fixed = TruncDate("starts_at")
        return self.annotate(
            first_day=Coalesce(fixed, F("when_earliest"), output_field=DateField()),
            last_day=Coalesce(TruncDate("ends_at"), F("when_latest"), output_field=DateField()),
        )

    def upcoming(self, on: date) -> Self:
        """Keep what is still to come, the nearest first and what has no date last."""
        not_over = Q(last_day__isnull=True) | Q(last_day__gte=on)
        return (
            self.dated()
            .filter(not_over)
            .exclude(status__in=["held", "cancelled"])
            .order_by(F("first_day").asc(nulls_last=True), "starts_at", "pk")
        )

    def past(self, on: date) -> Self:
        """Keep what is over, held or cancelled, the latest first."""
        over = Q(status__in=["held", "cancelled"]) | Q(last_day__lt=on)
        return self.dated().filter(over).order_by(F("first_day").desc(nulls_last=True), "-starts_at", "-pk")

    def without_report(self, at: datetime) -> Self:
        """Keep those that are over and were not closed."""
        return self.filter(status="invited", ends_at__lt=at)

    def awaiting_answers(self, at: datetime) -> Self:
        """Keep those to come with guests who have not answered; adds `open_answers`."""
        waiting = Count("invitations", filter=Q(invitations__answer="open", invitations__invited_at__isnull=False))
        return self.filter(status="invited", starts_at__gt=at).annotate(open_answers=waiting).filter(open_answers__gt=0)

    def with_answer_counts(self) -> Self:
        """Add `guests`, `said_yes`, `unanswered` and `came`."""
        sent = Q(invitations__invited_at__isnull=False)
        return self.annotate(
            guests=Count("invitations", filter=sent),
            said_yes=Count("invitations", filter=Q(invitations__answer="yes")),
            unanswered=Count("invitations", filter=sent & Q(invitations__answer="open")),
            came=Count("invitations", filter=Q(invitations__presence__in=["present", "walk_in"])),
        )


class InvitationQuerySet(MeetingScopedQuerySet):
    """Guests of meetings."""

    organisation_path = "meeting__organisation"

    def unanswered(self) -> Self:
        """Keep those who were invited and have not answered."""
        return self.filter(answer="open", invited_at__isnull=False)

    def remindable(self, since: datetime) -> Self:
        """Keep the unanswered who were not reminded since that moment."""
        return self.unanswered().filter(Q(reminded_at__isnull=True) | Q(reminded_at__lte=since))

    def came(self) -> Self:
        """Keep those who were there."""
        return self.filter(presence__in=["present", "walk_in"])

    def by_organisation(self) -> Self:
        """Order as on the presence list: by organisation, then by name; without an organisation last."""
        name = Case(When(person__isnull=False, then=F("person__name")), default=F("guest_name"))
        return self.select_related("person", "organisation", "replacement").order_by(
            F("organisation__name").asc(nulls_last=True), name, "pk"
        )


class AgreementQuerySet(MeetingScopedQuerySet):
    """What was agreed at meetings."""

    organisation_path = "meeting__organisation"

    def open(self) -> Self:
        """Keep what is not done."""
        return self.filter(done_on__isnull=True)

    def overdue(self, on: date) -> Self:
        """Keep what is not done and should have been."""
        return self.open().filter(due_latest__lt=on)

    def soonest(self) -> Self:
        """Order by due date, those without one last."""
        return self.order_by(F("due_latest").asc(nulls_last=True), "pk")
