"""Figures about incidents of one organisation, for its own eyes; those of the region stand in `incidents.region`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth

from core.isolation import EVERYTHING, within
from incidents.choices import COUNTED
from incidents.clock import moment_of
from incidents.models import Incident, MonthlyCount, MonthlyDelivery
from incidents.vocabulary import KINDS
from participants.models import Organisation, RegistrationMode

TOTAL = "totaal"
_MONTHS = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]


@dataclass(frozen=True, slots=True)
class MonthTable:
    """Counts per month and kind of one organisation. A month that is missing is not zero."""

    months: list[date]
    kinds: list[str]
    counts: dict[tuple[date, str], int]
    missing: frozenset[date] = frozenset()

    def of(self, month: date, kind: str) -> int:
        """Return one count."""
        return self.counts.get((month, kind), 0)

    def in_month(self, month: date) -> int:
        """Return the total of a month."""
        return sum(self.of(month, kind) for kind in self.kinds)

    def of_kind(self, kind: str) -> int:
        """Return the total of a kind."""
        return sum(self.of(month, kind) for month in self.months)

    @property
    def total(self) -> int:
        """Return the sum of all."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; a percentage is given from ten up, below that only the words."""

    part: int
    whole: int

    @property
    def words(self) -> str:
        """Return the share with its n."""
        if not self.whole:
            return "nog geen voorvallen met een termijn"
        counted = f"{self.part} van de {self.whole}"
        return counted if self.whole < 10 else f"{counted} ({round(100 * self.part / self.whole)}%)"


def month_name(month: date) -> str:
    """Return a month as "mrt 2015"."""
    return f"{_MONTHS[month.month - 1]} {month.year}"


def last_months(until: date, count: int = 12) -> list[date]:
    """Return the first days of the last months, oldest first, the month of `until` included."""
    number = until.year * 12 + until.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(number - count + 1, number + 1)]


def own_months(organisation: Organisation, *, until: date, count: int = 12) -> MonthTable:
    """Count the incidents of one organisation per month and main kind, from cases or from what it delivered."""
    months = last_months(until, count)
    found = count_by_month([organisation.pk], months)
    counts = {(month, kind): number for (_, month, kind), number in found.items()}
    kinds = [kind.code for kind in KINDS if any(code == kind.code for _, code in counts)]
    missing: frozenset[date] = frozenset()
    if organisation.registration_mode == RegistrationMode.COUNTS:
        delivered = MonthlyDelivery.objects.filter(organisation=organisation, month__in=months)
        missing = frozenset(months) - set(delivered.values_list("month", flat=True))
    return MonthTable(months, kinds, counts, missing)


def reactions_in_time(organisation: Organisation, *, since: datetime, at: datetime) -> Share:
    """Return the share with a reaction within the term: known offender, and the term over or the reaction given."""
    judged = Incident.objects.filter(
        Q(clock_stopped_at__isnull=False) | Q(clock_due_at__lt=at),
        organisation=organisation,
        status__in=COUNTED,
        occurred_at__gte=since,
        clock_due_at__isnull=False,
    )
    found = judged.aggregate(whole=Count("pk"), part=Count("pk", filter=Q(clock_stopped_at__lte=F("clock_due_at"))))
    return Share(found["part"], found["whole"])


def late_reports(organisation: Organisation, *, since: datetime) -> Share:
    """Return how many incidents were reported only after the term: late reports, apart from late reactions."""
    rows = Incident.objects.filter(organisation=organisation, status__in=COUNTED, occurred_at__gte=since)
    late = Q(reported_at__gt=F("occurred_at") + timedelta(hours=organisation.reaction_hours))
    found = rows.aggregate(whole=Count("pk"), part=Count("pk", filter=late))
    return Share(found["part"], found["whole"])


def over_all_organisations() -> AbstractContextManager[None]:
    """Read incidents of all for a count of the region, until a summary table takes the place of such reads."""
    return within(EVERYTHING)


def count_by_month(organisation_ids: Iterable[int], months: list[date]) -> dict[tuple[int, date, str], int]:
    """Count per organisation, month and main kind; cases and delivered counts together."""
    ids = list(organisation_ids)
    totals: dict[tuple[int, date, str], int] = defaultdict(int)
    first = moment_of(months[0])
    cases = (
        Incident.objects.filter(organisation_id__in=ids, status__in=COUNTED, occurred_at__gte=first)
        .order_by()
        .values_list("organisation_id", TruncMonth("occurred_at"), "main_kind")
        .annotate(number=Count("pk"))
    )
    for organisation_id, month, kind, number in cases:
        if month.date() in months:
            totals[organisation_id, month.date(), kind] += number
    delivered = (
        MonthlyCount.objects.filter(organisation_id__in=ids, month__in=months)
        .order_by()
        .values_list("organisation_id", "month", "kind")
        .annotate(number=Sum("count"))
    )
    for organisation_id, month, kind, number in delivered:
        totals[organisation_id, month, kind] += number
    return dict(totals)
