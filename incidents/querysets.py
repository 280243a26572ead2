"""Chainable reads of incidents, named as adjectives; the moment is passed in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import F, Q

from incidents.choices import COUNTED, OPEN, DutyState, Status
from participants.access import ScopedQuerySet

if TYPE_CHECKING:
    from participants.models import User


class IncidentQuerySet(ScopedQuerySet):
    """Incidents; a reporter reaches the own ones."""

    self_path = "reporter"

    def submitted(self) -> Self:
        """Leave out drafts: a draft is of its writer alone."""
        return self.exclude(status=Status.DRAFT)

    def drafts_of(self, user: User) -> Self:
        """Keep the drafts that this person is writing."""
        return self.filter(status=Status.DRAFT, reporter=user)

    def with_answers(self) -> Self:
        """Keep drafts in which something was answered; who pressed the button and went away left nothing behind."""
        return self.filter(Q(kinds__len__gt=0) | Q(saved_at__gt=F("created_at")))

    def open(self) -> Self:
        """Keep what still asks for work."""
        return self.filter(status__in=OPEN)

    def counted(self) -> Self:
        """Keep what counts in figures."""
        return self.filter(status__in=COUNTED)

    def running(self, *, at: datetime) -> Self:
        """Keep the open ones whose clock runs."""
        return self.open().filter(clock_due_at__gte=at, clock_stopped_at=None)

    def overdue(self, *, at: datetime) -> Self:
        """Keep the open ones whose term has passed without a reaction."""
        return self.open().filter(clock_due_at__lt=at, clock_stopped_at=None)


class ChildQuerySet(ScopedQuerySet):
    """Rows that hang on an incident; each carries the organisation itself, for the second wall of the database."""

    self_path = "incident__reporter"


class DutyQuerySet(ChildQuerySet):
    """Duties."""

    def todo(self) -> Self:
        """Keep the duties without an answer."""
        return self.filter(state=DutyState.TODO)


class UnitQuerySet(ScopedQuerySet):
    """Parts of organisations."""


class DeliveryQuerySet(ScopedQuerySet):
    """Months delivered as counts, and the counts themselves."""


class OrganisationRoundQuerySet(ScopedQuerySet):
    """What organisations state in a measurement round."""

    def taking_part(self) -> Self:
        """Leave out who left before the window, and who joined after it: an open round asks them nothing."""
        left = Q(organisation__ended_on__lt=F("round__first_on")) | Q(organisation__joined_on__gt=F("round__last_on"))
        return self.exclude(left & ~Q(state="bevestigd"))


class LightQuerySet(ScopedQuerySet):
    """Light incidents; a reporter reaches the own ones."""

    self_path = "counted_by"

    def counted(self) -> Self:
        """Keep what is in the count: what was taken back or became a report is not."""
        return self.filter(undone_at=None, upgraded_to=None)

    def recent_of(self, user: User, *, since: datetime) -> Self:
        """Keep what this person counted since a moment."""
        return self.filter(counted_by=user, counted_at__gte=since, undone_at=None)


class SummaryQuerySet(ScopedQuerySet):
    """Counts that the database keeps beside the incidents."""


class RemovalQuerySet(ScopedQuerySet):
    """Lines of the register of what was removed."""


class SettingsQuerySet(ScopedQuerySet):
    """What organisations arrange for themselves: settings, own texts of letters."""


class SheetQuerySet(ScopedQuerySet):
    """Help sheets for the report to the police."""

    def stale(self, *, before: datetime) -> Self:
        """Keep the sheets that were asked for before this moment."""
        return self.filter(requested_at__lt=before)


class PosterQuerySet(ScopedQuerySet):
    """Links on posters."""

    def in_use(self) -> Self:
        """Keep the links that were not withdrawn."""
        return self.filter(revoked_at__isnull=True)


class MiniReportQuerySet(ScopedQuerySet):
    """Short reports without an account."""

    def waiting(self) -> Self:
        """Keep those that nobody judged yet; they count nowhere."""
        return self.filter(state="wacht")

    def older(self, *, than: datetime) -> Self:
        """Keep those that came in before this moment."""
        return self.filter(reported_at__lt=than)


class PollQuerySet(ScopedQuerySet):
    """Polls of organisations, and how often each answer was given."""


class ApiRequestQuerySet(ScopedQuerySet):
    """Requests of the API that were answered."""


class ImportQuerySet(ScopedQuerySet):
    """Files that were delivered to be read in, and what their columns mean."""
