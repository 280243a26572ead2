"""What a reader of the region has beside a comparison about the same days: other comparisons, and the months.

Counts fall apart in atoms: one organisation in one part of the time. The parts are the months of the window; where a
window cuts a month, what lies within it and what lies outside. Each published number is a sum over atoms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from incidents.figures.disclosure import REGION, Key, Rule, Sum, merge_groups, protect
from incidents.figures.own import TOTAL, count_by_month
from incidents.figures.region import months_between, published_groups
from incidents.models import MeasurementRound, MonthlyDelivery, RegionMonth
from incidents.rounds.subtraction import Atom, Atoms, cell_of
from participants.models import Organisation, RegistrationMode

WITHIN, OUTSIDE = "within", "outside"


@dataclass(frozen=True, slots=True)
class Beside:
    """The atoms of one window with their counts, the parts that lie within it, and the sums that are published."""

    parts: tuple[str, ...]
    counts: Mapping[Atom, int]
    sums: tuple[Atoms, ...] = ()

    def atoms_of(self, organisations: Iterable[int]) -> Atoms:
        """Return what these organisations counted in the window."""
        return frozenset((pk, part) for pk in organisations for part in self.parts)


def months_touched(each: MeasurementRound) -> list[date]:
    """Return the first days of the months in which the window has a day."""
    return months_between(each.first_on, each.last_on)


def beside(
    each: MeasurementRound, stated: Mapping[int, int], others: Iterable[Iterable[int]], rule: Rule = REGION
) -> Beside:
    """Return what is published about the days of a round.

    `stated` is what each organisation stands for, `others` are the organisations behind other comparisons of it.
    """
    months = months_touched(each)
    settled = {month.month: published_groups(month) for month in RegionMonth.objects.filter(month__in=months)}
    if len(settled) < len(months) or not all(settled.values()):
        found = _expected(each, stated, rule)
    elif each.has_whole_months:
        found = _by_month(months, settled, stated)
    else:
        found = _cut(months, settled, stated)
    return Beside(found.parts, found.counts, (*found.sums, *map(found.atoms_of, others)))


def _by_month(
    months: list[date], settled: Mapping[date, Mapping[str, frozenset[int]]], stated: Mapping[int, int]
) -> Beside:
    """Lay the months of the window beside it, each by itself and, where all show the same sector, added up."""
    parts = tuple(month.isoformat() for month in months)
    known = {month.isoformat(): settled[month].get(TOTAL, frozenset()) for month in months}
    counts = _spread(parts, known, _counted(months, known), stated)
    sums: list[Atoms] = []
    for name in sorted({name for groups in settled.values() for name in groups}):
        shown = [frozenset((pk, month.isoformat()) for pk in settled[month].get(name, ())) for month in months]
        sums += [one for one in shown if one]
        if len(shown) > 1 and all(shown):
            sums.append(frozenset().union(*shown))
    return Beside(parts, counts, tuple(sums))


def _counted(months: list[date], known: Mapping[str, frozenset[int]]) -> dict[Atom, int]:
    found: dict[Atom, int] = defaultdict(int)
    for (pk, month, _), number in count_by_month(frozenset().union(*known.values()), months).items():
        if pk in known[month.isoformat()]:
            found[pk, month.isoformat()] += number
    return found


def _spread(
    parts: tuple[str, ...], known: Mapping[str, frozenset[int]], counted: Mapping[Atom, int], stated: Mapping[int, int]
) -> dict[Atom, int]:
    """Return the atoms: as the months knew them, and what was stated beyond that in a month that was not known."""
    everybody = stated.keys() | frozenset().union(*known.values())
    counts = {(pk, part): counted.get((pk, part), 0) for pk in everybody for part in parts}
    for pk, number in stated.items():
        unknown = [part for part in parts if pk not in known[part]]
        rest = number - sum(counts[pk, part] for part in parts)
        place = pk, (unknown or [*parts])[-1]
        counts[place] = max(counts[place] + rest, 0)
    return counts


def _cut(months: list[date], settled: Mapping[date, Mapping[str, frozenset[int]]], stated: Mapping[int, int]) -> Beside:
    """Lay the months that a window cuts beside it: together they hold its days and those around it."""
    known = {month.isoformat(): settled[month].get(TOTAL, frozenset()) for month in months}
    counted: dict[int, int] = defaultdict(int)
    for (pk, _), number in _counted(months, known).items():
        counted[pk] += number
    always = frozenset.intersection(*known.values()) if all(known.values()) else frozenset()
    counts = {(pk, WITHIN): number for pk, number in stated.items()}
    for pk in always:
        counts.setdefault((pk, WITHIN), 0)
        counts[pk, OUTSIDE] = max(counted[pk] - counts[pk, WITHIN], 0)
    together = frozenset((pk, part) for pk in always for part in (WITHIN, OUTSIDE))
    return Beside((WITHIN,), counts, (together,) if together else ())


def _expected(each: MeasurementRound, stated: Mapping[int, int], rule: Rule) -> Beside:
    """Lay the months beside it as they would be shown: none of them, or not all, was settled."""
    groups = month_groups(each, stated, rule)
    everybody = stated.keys() | frozenset().union(*groups)
    found = Beside((WITHIN,), {(pk, WITHIN): stated.get(pk, 0) for pk in everybody})
    return Beside(found.parts, found.counts, tuple(map(found.atoms_of, groups)))


def month_groups(each: MeasurementRound, stated: Mapping[int, int], rule: Rule = REGION) -> list[frozenset[int]]:
    """Return the groups that the months of the region would add up to: everybody, and the sectors that can be shown.

    Only for a window of whole months. Reckoned with as if all its months were shown.
    """
    if not each.has_whole_months:
        return []
    months = months_touched(each)
    by_case = Q(registration_mode=RegistrationMode.CASES, processor_agreement_on__lte=months[-1])
    delivered = Q(pk__in=MonthlyDelivery.objects.filter(month__in=months).values("organisation_id"))
    taking_part = Q(joined_on__lte=each.last_on) & (Q(ended_on__isnull=True) | Q(ended_on__gte=each.first_on))
    known = Organisation.objects.filter(taking_part & (by_case | delivered)).values_list("pk", "sector__name")
    by_sector: dict[str, dict[int, int]] = {}
    for pk, sector in known:
        by_sector.setdefault(sector, {})[pk] = stated.get(pk, 0)
    if not by_sector:
        return []
    merged = {name: frozenset(members) for name, members in merge_groups(by_sector, rule).items()}
    groups: dict[Key, frozenset[int]] = {("sector", name): members for name, members in merged.items()}
    groups["everybody",] = frozenset().union(*groups.values())
    tie = Sum(("everybody",), tuple(key for key in groups if key[0] == "sector"))
    safe = protect({key: cell_of(group, stated) for key, group in groups.items()}, [tie], rule)
    return [groups[key] for key, value in safe.items() if value is not None]
