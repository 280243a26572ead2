"""Figures about incidents of one organisation, for its own eyes; those of the region stand in `region`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, F, Q, Sum
from django.utils.formats import date_format

from incidents.choices import COUNTED
from incidents.models import Incident, MonthlyDelivery, StatusSummary
from incidents.terms import term_in_rows
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

    def shown(self, month: date) -> list[object]:
        """Return the total of a month and its numbers, or that it was not delivered."""
        if month in self.missing:
            return ["niet geleverd", *[""] * len(self.kinds)]
        return [self.in_month(month), *(self.of(month, kind) for kind in self.kinds)]

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
        return counted if self.whole < 10 else f"{counted} ({(200 * self.part + self.whole) // (2 * self.whole)}%)"


def month_name(month: date) -> str:
    """Return a month as "mrt 2015"."""
    return f"{_MONTHS[month.month - 1]} {month.year}"


def month_words(month: date) -> str:
    """Return a month as it stands in a sentence: "maart 2015"."""
    return date_format(month, "F Y")


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


def known_months(organisation: Organisation, *, until: date, count: int = 24) -> list[tuple[date, int]]:
    """Return the totals of whole months of which the number is known, oldest first; the running month is not whole."""
    months = last_months(until, count + 1)[:-1]
    totals: dict[date, int] = defaultdict(int)
    for (_, month, _), number in count_by_month([organisation.pk], months).items():
        totals[month] += number
    delivered = MonthlyDelivery.objects.filter(organisation=organisation, month__in=months)
    known = set(delivered.values_list("month", flat=True))
    if organisation.can_register_cases(until) and totals:
        assert organisation.processor_agreement_on is not None
        known |= {month for month in months if month >= max(organisation.processor_agreement_on, min(totals))}
    return [(month, totals[month]) for month in months if month in known]


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
    late = Q(reported_at__gt=F("occurred_at") + term_in_rows(organisation))
    found = rows.aggregate(whole=Count("pk"), part=Count("pk", filter=late))
    return Share(found["part"], found["whole"])


_COUNTS = """
select organisation_id, month, kind, count from incidents_monthlysummary
where organisation_id = any(%(organisations)s) and month = any(%(months)s)
union all
select organisation_id, month, kind, count from incidents_monthlycount
where organisation_id = any(%(organisations)s) and month = any(%(months)s)"""


def count_by_month(organisation_ids: Iterable[int], months: Collection[date]) -> dict[tuple[int, date, str], int]:
    """Count per organisation, month and main kind; cases and delivered counts together.

    Both come from tables of counts: also who may see no incident may ask this. Plain SQL, because it is measured: the
    ORM takes three times as long to hand over the rows of a large region.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"organisations": list(organisation_ids), "months": list(months)})
        rows = cursor.fetchall()
    totals: dict[tuple[int, date, str], int] = {row[:3]: row[3] for row in rows}
    if len(totals) < len(rows):  # a count may have several rows
        totals = dict.fromkeys(totals, 0)
        for organisation_id, month, kind, number in rows:
            totals[organisation_id, month, kind] += number
    return {key: number for key, number in totals.items() if number} if 0 in totals.values() else totals


def last_reported(organisation_ids: Iterable[int]) -> dict[int, date]:
    """Return the last month in which each organisation reported something that counts; none where it never did."""
    rows = StatusSummary.objects.filter(organisation_id__in=list(organisation_ids), status__in=COUNTED).order_by()
    found: dict[int, date] = {}
    for pk, month, number in rows.values_list("organisation_id", "reported_month").annotate(Sum("count")):
        if number:
            found[pk] = max(month, found.get(pk, month))
    return found
