"""Disclosure control: which numbers may leave an organisation, and which others hide them from subtraction.

Everything that is shown about more than one organisation passes `protect`. It sees all published numbers at once, with
the sums that tie them together, so that two tables of one page cannot be subtracted from each other. One mark stands
for every hidden number: which were small and which only guard those is not told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

MARK = "•"
MARK_TEXT = "niet getoond: te weinig voorvallen of organisaties"
OTHERS = "overige"
NOTHING = "–"
NOTHING_TEXT = "niemand leverde"

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """How much is needed before a number is shown: `threshold` incidents, organisations, and the largest share."""

    threshold: int = 5
    organisations: int = 3
    dominance: float = 0.8


@dataclass(frozen=True, slots=True)
class Cell:
    """A number with what the rule asks about it.

    `organisations` counts those that delivered, also when they had nothing; `largest` is the count of the largest.
    """

    value: int
    organisations: int
    largest: int = 0

    def is_safe(self, rule: Rule) -> bool:
        """Tell whether this number may be shown by itself. Zero of enough organisations is shown."""
        if self.organisations == 0:  # nobody delivered: there is nothing to tell
            return True
        if self.organisations < rule.organisations or 0 < self.value < rule.threshold:
            return False
        return self.largest <= rule.dominance * self.value


@dataclass(frozen=True, slots=True)
class Sum:
    """Tells that `total` is the sum of `parts`, as any reader can see."""

    total: Key
    parts: tuple[Key, ...]

    @property
    def members(self) -> tuple[Key, ...]:
        """Return total and parts."""
        return (self.total, *self.parts)


REGION = Rule()
PUBLIC = Rule(threshold=10)


def protect(cells: Mapping[Key, Cell], sums: Iterable[Sum], rule: Rule = REGION) -> dict[Key, int | None]:
    """Return each number, or None where it must not be shown.

    First what is small, of too few organisations or of one alone is hidden; then others, smallest first, until no
    hidden number can be worked out, or narrowed further than the rule itself does.
    """
    hidden = _protect(tuple(sorted(cells.items())), tuple(sums), rule)
    return {key: None if key in hidden else cell.value for key, cell in cells.items()}


def show(value: int | None) -> str:
    """Return a number, or the mark."""
    return MARK if value is None else str(value)


@lru_cache(maxsize=64)
def _protect(cells: tuple[tuple[Key, Cell], ...], sums: tuple[Sum, ...], rule: Rule) -> frozenset[Key]:
    values = {key: cell.value for key, cell in cells}
    primary = {key for key, cell in cells if not cell.is_safe(rule)}
    hidden = set(primary)
    while True:
        lonely = _lonely(sums, hidden) or _exposed(values, sums, hidden, primary, rule)
        guard = _smallest_visible(values, lonely, hidden)
        if guard is None:
            return frozenset(hidden)
        hidden.add(guard)


def _lonely(sums: Sequence[Sum], hidden: set[Key]) -> list[Sum]:
    """Return the first sum with exactly one hidden number: it follows from the others."""
    for one in sums:
        if sum(member in hidden for member in one.members) == 1:
            return [one]
    return []


def _smallest_visible(values: Mapping[Key, int], sums: Iterable[Sum], hidden: set[Key]) -> Key | None:
    """Return the smallest number that still can be hidden in these sums: parts before totals, zeros last."""
    visible = {
        (is_total, values[key] == 0, values[key], key)
        for one in sums
        for is_total, keys in ((False, one.parts), (True, (one.total,)))
        for key in keys
        if key not in hidden
    }
    return min(visible)[3] if visible else None


def _exposed(
    values: Mapping[Key, int], sums: Sequence[Sum], hidden: set[Key], primary: set[Key], rule: Rule
) -> list[Sum]:
    """Return the sums around a hidden number that can be narrowed too far; none when all are safe."""
    for component in _components(sums, hidden):
        ranges = feasible_ranges(values, component, hidden)
        for key, (low, high) in sorted(ranges.items()):
            if high - low < (rule.threshold - 2 if key in primary else 1):
                near = [one for one in component if key in one.members]
                return near if _smallest_visible(values, near, hidden) else component
    return []


def _components(sums: Sequence[Sum], hidden: set[Key]) -> list[list[Sum]]:
    """Return the sums in groups that share hidden numbers; what is not tied cannot tell on each other."""
    groups: list[tuple[set[Key], list[Sum]]] = []
    for one in sums:
        keys = {member for member in one.members if member in hidden}
        if not keys:
            continue
        touching = [group for group in groups if group[0] & keys]
        merged_keys = keys.union(*(group[0] for group in touching))
        merged = [*(each for group in touching for each in group[1]), one]
        groups = [group for group in groups if not group[0] & keys]
        groups.append((merged_keys, merged))
    return [group[1] for group in groups]


def feasible_ranges(
    values: Mapping[Key, int],
    sums: Sequence[Sum],
    hidden: set[Key],
    lowest: int = 1,
    wanted: Collection[Key] | None = None,
) -> dict[Key, tuple[float, float]]:
    """Return between which numbers a reader can place each hidden one, or each `wanted` one, knowing all that is shown.

    A reader knows that zeros are shown, so that a hidden number is at least `lowest`; a zero that hides another is
    reckoned with as zero.
    """
    from scipy.optimize import linprog  # slow to import, and only needed where numbers are hidden

    keys = sorted({member for one in sums for member in one.members if member in hidden})
    place = {key: index for index, key in enumerate(keys)}
    matrix, rest = _equations(values, sums, place)
    bounds = [(min(lowest, values[key]), None) for key in keys]
    seen_low = [float("inf")] * len(keys)
    seen_high = [float("-inf")] * len(keys)

    def solve(index: int, sign: int) -> None:
        goal = [0.0] * len(keys)
        goal[index] = float(sign)
        result: Any = linprog(goal, A_eq=matrix, b_eq=rest, bounds=bounds, method="highs")
        if result.status == 3:
            seen_high[index] = float("inf")
            return
        for each, found in enumerate(result.x):
            seen_low[each] = min(seen_low[each], round(found, 6))
            seen_high[each] = max(seen_high[each], round(found, 6))

    goals = keys if wanted is None else sorted(wanted)
    for key in goals:
        solve(place[key], 1)
        solve(place[key], -1)
    return {key: (seen_low[place[key]], seen_high[place[key]]) for key in goals}


def _equations(
    values: Mapping[Key, int], sums: Sequence[Sum], place: Mapping[Key, int]
) -> tuple[list[list[float]], list[float]]:
    """Write each sum as: hidden parts - hidden total = shown total - shown parts."""
    matrix, rest = [], []
    for one in sums:
        row, known = [0.0] * len(place), 0.0
        for key, sign in [(one.total, -1), *((part, 1) for part in one.parts)]:
            if key in place:
                row[place[key]] += sign
            else:
                known -= sign * values[key]
        if any(row):
            matrix.append(row)
            rest.append(known)
    return matrix, rest


def merge_groups(groups: Mapping[str, Mapping[int, int]], rule: Rule = REGION) -> dict[str, dict[int, int]]:
    """Put groups of too few organisations, or led by one, together under "overige"; then the smallest until it holds.

    A group maps an organisation to its count; organisations that delivered nothing-happened are in it with zero.
    """
    safe = {name: dict(counts) for name, counts in groups.items() if _holds(counts, rule)}
    others: dict[int, int] = {}
    for name, counts in groups.items():
        if name not in safe:
            others |= counts
    while others and not _holds(others, rule) and safe:
        smallest = min(safe, key=lambda name: (sum(safe[name].values()), name))
        others |= safe.pop(smallest)
    return safe | ({OTHERS: others} if others else {})


def _holds(counts: Mapping[int, int], rule: Rule) -> bool:
    total = sum(counts.values())
    return len(counts) >= rule.organisations and max(counts.values(), default=0) <= rule.dominance * total
