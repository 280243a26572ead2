"""Publishing a comparison for the region: once, and so that it cannot be subtracted from anything else they read.

A reader of the region may hold this comparison, an earlier one of the same rounds, one of another pair of rounds, and
the months of the region. So the panel is made smaller, smallest organisations first, until nothing of that gives away
what the rule hides; and what is published stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import combinations
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from incidents.figures.disclosure import REGION, Cell, Key, Rule, Sum, protect
from incidents.figures.region import last_settled, months_due, settled_on
from incidents.figures.statistics import Stratum, Window, dispersion, mantel_haenszel
from incidents.models import ComparisonEdition, MeasurementRound, OrganisationRound
from incidents.rounds import polls
from incidents.rounds.beside import Beside, beside, months_touched
from incidents.rounds.comparison import Coverage
from incidents.rounds.panel import Member, Panel, employees_of, fte_time, panel_of, time_of
from incidents.rounds.subtraction import Group, PublishedSum, cell_of, gives_away
from programme.models import Programme

MEASURES = ("all", "serious", "light")
POOLED_FROM = 5
"""From so many organisations the pooled ratio is given. It weighs each by itself: who works at one of three knows its
numbers and the sums, and could solve for the other two."""
Counts = dict[str, dict[int, int]]


def publish_comparisons(*, at: datetime) -> int:
    """Publish what can be published of every pair of frozen rounds; return how many editions were made.

    The caller sets a scope in which all rounds, months and polls may be read. A second run makes nothing new.
    """
    frozen = MeasurementRound.objects.filter(frozen_at__isnull=False).order_by("first_on", "pk")
    return sum(publish(earlier, later, at=at) for earlier, later in combinations(frozen, 2))


@transaction.atomic
def publish(earlier: MeasurementRound, later: MeasurementRound, *, at: datetime, rule: Rule = REGION) -> bool:
    """Publish the comparison of two frozen rounds, when there is one that may be shown and that is new.

    It waits until the months of both windows are settled: what is published first is known to what comes after it.
    """
    MeasurementRound.objects.select_for_update().get(pk=later.pk)
    if any(waits_until(each, at) or _shares_days(each) for each in (earlier, later)):
        return False
    panel = panel_of(earlier, later, is_published=True)
    before = ComparisonEdition.objects.filter(earlier=earlier, later=later).first()
    if before and {member.root for member in panel.members} <= set(before.panel):
        return False  # nobody to add; what is out of it now, stays in what was published
    members = _publishable(panel, before, rule)
    if not members or (before and set(before.panel) == {member.root for member in members}):
        return False
    coverage = coverage_of(panel, members)
    if not passes_gate(coverage):
        return False
    figures = _figures(panel, members, coverage, rule)
    if figures is None:
        return False
    roots = sorted(member.root for member in members)
    ComparisonEdition.objects.create(earlier=earlier, later=later, made_at=at, panel=roots, figures=figures)
    return True


def waits_until(each: MeasurementRound, at: datetime) -> date | None:
    """Return the day on which the last month of a window is settled, when that has still to happen."""
    today, last = timezone.localdate(at), months_touched(each)[-1]
    if last > last_settled(today):
        return settled_on(last)
    return today if set(months_touched(each)) & set(months_due(today)) else None


def _shares_days(each: MeasurementRound) -> bool:
    """Tell whether another round with some of the same days is in a published comparison."""
    same = MeasurementRound.objects.filter(first_on__lte=each.last_on, last_on__gte=each.first_on).exclude(pk=each.pk)
    return ComparisonEdition.objects.filter(Q(earlier__in=same) | Q(later__in=same)).exists()


def gate() -> tuple[int, int]:
    """Return from how many organisations, and what percentage of the employees, the region is compared."""
    found = Programme.objects.filter(is_current=True).first()
    return (found.comparison_organisations, found.comparison_percent) if found else (REGION.organisations, 50)


def passes_gate(coverage: Coverage) -> bool:
    """Tell whether enough of the programme stands behind a comparison."""
    organisations, percent = gate()
    return coverage.compared >= organisations and coverage.percent >= percent


def coverage_of(panel: Panel, members: Sequence[Member]) -> Coverage:
    """Return how many organisations and employees are behind a comparison of these members."""
    sides = (panel.rows_earlier, panel.rows_later)
    sizes = [employees_of(rows) for rows in sides]
    ids = [[row.organisation_id for member in members for row in rows(member)] for rows in (_earlier, _later)]
    return Coverage(
        participants=(len(sides[0]), len(sides[1])),
        confirmed=(_number(sides[0]), _number(sides[1])),
        signed=(_signed(sides[0]), _signed(sides[1])),
        matched=len(panel.members),
        compared=len(members),
        employees=(sum(sizes[0].values()), sum(sizes[1].values())),
        employees_compared=(sum(sizes[0][pk] for pk in ids[0]), sum(sizes[1][pk] for pk in ids[1])),
    )


def _number(rows: Iterable[OrganisationRound]) -> int:
    return sum(row.is_confirmed for row in rows)


def _signed(rows: Iterable[OrganisationRound]) -> int:
    return sum(row.signed_at is not None for row in rows)


def _earlier(member: Member) -> tuple[OrganisationRound, ...]:
    return member.earlier


def _later(member: Member) -> tuple[OrganisationRound, ...]:
    return member.later


def _publishable(panel: Panel, before: ComparisonEdition | None, rule: Rule) -> list[Member]:
    """Return the largest panel that gives nothing away: who was in an earlier edition stays, the smallest new go."""
    kept = set(before.panel) if before else set()
    members = sorted(panel.members, key=lambda member: (member.root not in kept, -_size(member)))
    others = {
        each.pk: beside(each, counts_of(rows)["all"], published_groups(each, "all"), rule)
        for each, rows in ((panel.earlier, panel.rows_earlier), (panel.later, panel.rows_later))
    }
    while members and not _is_safe(panel, members, others, rule):
        if members[-1].root in kept:
            return []
        members = members[:-1]
    return members


def _size(member: Member) -> int:
    return sum(row.employees or 0 for row in member.later)


def _is_safe(panel: Panel, members: Sequence[Member], others: dict[int, Beside], rule: Rule) -> bool:
    if len(members) < rule.organisations:
        return False
    for each, side in ((panel.earlier, _earlier), (panel.later, _later)):
        known = others[each.pk]
        group = known.atoms_of(row.organisation_id for member in members for row in side(member))
        if gives_away(group, known.sums, known.counts, rule):
            return False
    return True


def counts_of(rows: Iterable[OrganisationRound]) -> Counts:
    """Return what each organisation counted in a round: all, serious and light. Unknown counts as nothing."""
    found: Counts = {name: {} for name in MEASURES}
    for row in rows:
        count, serious = row.count or 0, row.serious_count or 0
        for name, value in zip(MEASURES, (count, serious, count - serious), strict=True):
            found[name][row.organisation_id] = value
    return found


def published_groups(each: MeasurementRound, measure: str) -> list[Group]:
    """Return the groups of organisations whose sum in this window is published in some comparison."""
    return [*dict.fromkeys(one.group for one in published_sums(each) if one.measure == measure)]


def published_sums(each: MeasurementRound | None = None) -> list[PublishedSum]:
    """Return every sum over organisations that editions hold, of one round or of all."""
    found = []
    for edition in ComparisonEdition.objects.select_related("earlier", "later").order_by("pk"):
        for side, measured in (("earlier", edition.earlier), ("later", edition.later)):
            if each is not None and measured.pk != each.pk:
                continue
            group = frozenset(edition.figures["organisations"][side])
            for measure in ("all", "serious"):
                if edition.figures.get(measure):
                    value = edition.figures[measure][side]["count"]
                    found.append(PublishedSum(measured.code, measure, group, value))
    return found


def _figures(panel: Panel, members: Sequence[Member], coverage: Coverage, rule: Rule) -> dict[str, Any] | None:
    """Return what the edition holds; None when even the sums are too small to show."""
    rows = {
        "earlier": [row for member in members for row in member.earlier],
        "later": [row for member in members for row in member.later],
    }
    safe = {side: _protected(found, rule) for side, found in rows.items()}
    if any(each["all",] is None for each in safe.values()):
        return None
    has_serious = all(_has_serious(found) for found in rows.values())
    is_safe = all(each["serious",] is not None for each in safe.values())
    sides = ((panel.earlier, rows["earlier"]), (panel.later, rows["later"]))
    shows_serious = has_serious and is_safe and all(_may_tell_serious(each, found, rule) for each, found in sides)
    serious = {side: _side(found, safe[side]["serious",]) for side, found in rows.items()} if shows_serious else None
    strata = [member.stratum for member in members]
    pooled = mantel_haenszel(strata)
    return {
        "coverage": {name: getattr(coverage, name) for name in Coverage.__slots__},
        "organisations": {side: sorted(row.organisation_id for row in found) for side, found in rows.items()},
        "all": {side: _side(found, safe[side]["all",], with_fte=True) for side, found in rows.items()},
        "serious": serious,
        "pooled": _pooled(pooled) if pooled.value and len(strata) >= POOLED_FROM else None,
        "dispersion": _spread(strata) if len(strata) >= POOLED_FROM else None,
        "reporting": {"earlier": polls.region_share(panel.earlier), "later": polls.region_share(panel.later)},
        "notes": [] if shows_serious else [NO_SERIOUS if has_serious else SERIOUS_UNKNOWN],
    }


NO_SERIOUS = "Zware voorvallen staan hier niet apart: het zijn er te weinig om te tonen."
SERIOUS_UNKNOWN = "Zware voorvallen staan hier niet apart: niet elke organisatie telt ze apart."


def _may_tell_serious(each: MeasurementRound, rows: Sequence[OrganisationRound], rule: Rule) -> bool:
    """Tell whether serious ones may be shown beside those of other comparisons; what is left of all is known then."""
    others = published_groups(each, "serious")
    counts = counts_of(OrganisationRound.objects.filter(round=each).select_related("round"))
    published = counts_of(rows)
    group = frozenset(published["all"])
    return not any(
        gives_away(group, others, counts[measure] | published[measure], rule) for measure in ("serious", "light")
    )


def _has_serious(rows: Iterable[OrganisationRound]) -> bool:
    return all(row.serious_count is not None for row in rows)


def _protected(rows: Sequence[OrganisationRound], rule: Rule) -> dict[Key, int | None]:
    """Protect all, serious and what is left between them."""
    counts = counts_of(rows)
    cells: dict[Key, Cell] = {(name,): cell_of(list(counts[name]), counts[name]) for name in MEASURES}
    return protect(cells, [Sum(("all",), (("serious",), ("light",)))], rule)


def _side(rows: Sequence[OrganisationRound], count: int | None, *, with_fte: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = {"count": count, "time": sum(time_of(row) for row in rows)}
    return found | {"fte_time": fte_time(rows)} if with_fte else found


def _pooled(pooled: Any) -> dict[str, float] | None:
    low, high = pooled.interval.low, pooled.interval.high
    if not pooled.degrees:
        return None
    return {"value": pooled.value, "low": low, "high": high, "p_heterogeneity": pooled.p_heterogeneity}


def _spread(strata: Sequence[Stratum]) -> float | None:
    windows: list[Window] = [each.earlier for each in strata]
    return dispersion(windows)
