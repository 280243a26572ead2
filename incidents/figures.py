"""Figures about incidents: of the own organisation in full, of the region only as disclosure control lets through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth

from incidents.choices import COUNTED
from incidents.clock import moment_of
from incidents.disclosure import NOTHING, OTHERS, REGION, Cell, Key, Rule, merge_groups, protect, show
from incidents.disclosure import Sum as Tie
from incidents.models import Incident, MonthlyCount, MonthlyDelivery
from incidents.vocabulary import BZK, KINDS
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


@dataclass(frozen=True, slots=True)
class RegionTable:
    """A table of the region as it may be shown; None is a hidden number, `nobody` where no organisation delivered."""

    rows: list[str]
    columns: list[str]
    cells: dict[tuple[str, str], int | None]
    organisations: int = 0
    delivered: int = 0
    nobody: frozenset[tuple[str, str]] = frozenset()
    period: tuple[date, date] = field(default=(date.min, date.min))

    def shown(self) -> list[list[str]]:
        """Return the rows as text, with a mark where a number is hidden or nobody delivered; totals are last."""
        return [[row, *(self._text(row, column) for column in (*self.columns, TOTAL))] for row in (*self.rows, TOTAL)]

    def _text(self, row: str, column: str) -> str:
        return NOTHING if (row, column) in self.nobody else show(self.cells[row, column])


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
    found = _counts([organisation.pk], months)
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


def region_totals(*, until: date, by: Literal["sector", "kind"], count: int = 12, rule: Rule = REGION) -> RegionTable:
    """Return counts of the region per month and sector, or per month and kind (five groups of BZK), suppressed.

    Whole months only: a table that grows by the day could be subtracted from the one of the day before.
    Both tables are protected together, since they share their totals: what one hides, the other does not give away.
    """
    months = last_months(until.replace(day=1) - timedelta(days=1), count)
    takes_part = list(Organisation.objects.participating(until).values_list("pk", "sector__name"))
    sectors = dict(takes_part)
    by_month = _delivering(months, set(sectors))
    delivering = sorted(set().union(*by_month.values()))
    found = _counts(delivering, months)
    groups = _sector_groups(found, sectors, delivering, rule)
    cells, ties = _system(found, by_month, groups)
    safe = protect(cells, ties, rule)
    columns = list(groups) if by == "sector" else [term.code for term in BZK] + ["overig"]
    labels = {name: name for name in columns} if by == "sector" else {code: _bzk_label(code) for code in columns}
    rows = [month_name(month) for month in months]
    table = {(row, labels[column]): safe[row, by, column] for row in (*rows, TOTAL) for column in columns}
    table |= {(row, TOTAL): safe[row, TOTAL] for row in (*rows, TOTAL)}
    nobody = {(row, labels[column]) for row in rows for column in columns if not cells[row, by, column].organisations}
    nobody |= {(row, TOTAL) for row in rows if not cells[row, TOTAL].organisations}
    return RegionTable(
        rows=rows,
        columns=[labels[column] for column in columns],
        cells=table,
        organisations=len(sectors),
        delivered=len(delivering),
        nobody=frozenset(nobody),
        period=(months[0], months[-1]),
    )


def _bzk_label(code: str) -> str:
    return BZK.label(code) if code in BZK else "iets anders"


def _bzk(kind: str) -> str:
    return KINDS[kind].bzk if kind in KINDS and kind != "overig" else "overig"


def _counts(organisation_ids: Iterable[int], months: list[date]) -> dict[tuple[int, date, str], int]:
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


def _delivering(months: list[date], participants: set[int]) -> dict[date, set[int]]:
    """Return by month which participants are known of: they register cases, or delivered that month, nil included."""
    known: dict[date, set[int]] = {month: set() for month in months}
    by_case = Organisation.objects.filter(
        pk__in=participants, registration_mode=RegistrationMode.CASES, processor_agreement_on__isnull=False
    )
    for pk, agreed_on in by_case.values_list("pk", "processor_agreement_on"):
        for month in months:
            if agreed_on and agreed_on <= month:
                known[month].add(pk)
    delivered = MonthlyDelivery.objects.filter(organisation_id__in=participants, month__in=months)
    for pk, month in delivered.values_list("organisation_id", "month"):
        known[month].add(pk)
    return known


def _sector_groups(
    found: Mapping[tuple[int, date, str], int], sectors: Mapping[int, str], delivering: list[int], rule: Rule
) -> dict[str, dict[int, int]]:
    """Return the organisations a sector that may be shown as one, the others under "overige"."""
    totals: dict[str, dict[int, int]] = {}
    for pk in delivering:
        totals.setdefault(sectors[pk], {})[pk] = 0
    for (pk, _, _), number in found.items():
        totals[sectors[pk]][pk] += number
    merged = merge_groups(dict(sorted(totals.items())), rule)
    return dict(sorted(merged.items(), key=lambda item: (item[0] == OTHERS, item[0])))


def _system(
    found: Mapping[tuple[int, date, str], int],
    by_month: Mapping[date, set[int]],
    groups: Mapping[str, Mapping[int, int]],
) -> tuple[dict[Key, Cell], list[Tie]]:
    """Write both region tables as cells and the sums that tie them, totals shared."""
    group_of = {pk: name for name, members in groups.items() for pk in members}
    kinds = [term.code for term in BZK] + ["overig"]
    numbers: dict[Key, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for (pk, month, kind), number in found.items():
        for row in (month_name(month), TOTAL):
            for key in ((row, TOTAL), (row, "sector", group_of[pk]), (row, "kind", _bzk(kind))):
                numbers[key][pk] += number
    rows = [month_name(month) for month in by_month]
    known = {month_name(month): pks for month, pks in by_month.items()} | {TOTAL: set().union(*by_month.values())}
    cells: dict[Key, Cell] = {}
    for row, pks in known.items():
        cells[row, TOTAL] = _cell(numbers[row, TOTAL], len(pks))
        cells |= {(row, "kind", kind): _cell(numbers[row, "kind", kind], len(pks)) for kind in kinds}
        cells |= {
            (row, "sector", name): _cell(numbers[row, "sector", name], len(pks & members.keys()))
            for name, members in groups.items()
        }
    return cells, _ties(rows, {"sector": list(groups), "kind": kinds})


def _ties(rows: list[str], ways: Mapping[str, list[str]]) -> list[Tie]:
    """Return every sum that a reader of both tables can make."""
    ties = []
    for way, columns in ways.items():
        if not columns:
            continue
        ties += [Tie((row, TOTAL), tuple((row, way, column) for column in columns)) for row in (*rows, TOTAL)]
        ties += [Tie((TOTAL, way, column), tuple((row, way, column) for row in rows)) for column in columns]
    ties.append(Tie((TOTAL, TOTAL), tuple((row, TOTAL) for row in rows)))
    return ties


def _cell(counts: Mapping[int, int], organisations: int) -> Cell:
    return Cell(sum(counts.values()), organisations, max(counts.values(), default=0))
