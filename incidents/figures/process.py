"""Usual or unusual: a run chart of counts per month with process limits (u-chart over days) and four rules.

The limits are those of Shewhart's chart for counts: the average per day over all points, times the days of the month,
plus and minus three times its square root. The rules are the four of NHS "Making Data Count".
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from math import sqrt

ENOUGH = 12
"""With fewer points limits say nothing."""
SHIFT, TREND = 7, 6


class Rule(StrEnum):
    """What makes a point, or a row of points, unusual."""

    OUTSIDE = "outside"
    SHIFT = "shift"
    TREND = "trend"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Point:
    """A month with what was counted and what is usual in a month of so many days."""

    month: date
    count: int
    centre: float
    low: float
    high: float

    @property
    def side(self) -> int:
        """Return 1 above the average, -1 below it, 0 on it."""
        return (self.count > self.centre) - (self.count < self.centre)

    @property
    def is_outside(self) -> bool:
        """Tell whether the limits do not hold this count."""
        return not self.low <= self.count <= self.high

    @property
    def is_near(self) -> bool:
        """Tell whether the count lies in the outer third towards a limit, or beyond it."""
        return abs(self.count - self.centre) > 2 * sqrt(self.centre)


@dataclass(frozen=True, slots=True)
class Signal:
    """One rule that was met, by which points, and in which direction: 1 is more."""

    rule: Rule
    points: tuple[Point, ...]
    direction: int


@dataclass(frozen=True, slots=True)
class Process:
    """The points with their limits, and what is unusual among them; nothing is the usual case."""

    points: list[Point]
    signals: list[Signal]

    @property
    def average(self) -> float:
        """Return the average count of a month."""
        return sum(point.count for point in self.points) / len(self.points)

    @property
    def unusual(self) -> set[date]:
        """Return the months that take part in a signal."""
        return {point.month for signal in self.signals for point in signal.points}


def read_process(counts: Sequence[tuple[date, int]], exposure: Mapping[date, int] | None = None) -> Process | None:
    """Return the process behind counts per month, oldest first; None with fewer than twelve points.

    What is usual goes with the days of the month, or with `exposure`: days times people, where these change.
    """
    if len(counts) < ENOUGH:
        return None
    sizes = [exposure[month] if exposure else monthrange(month.year, month.month)[1] for month, _ in counts]
    a_unit = sum(count for _, count in counts) / sum(sizes)
    points = [_point(month, count, a_unit * size) for (month, count), size in zip(counts, sizes, strict=True)]
    return Process(points, _signals(points))


def _point(month: date, count: int, centre: float) -> Point:
    reach = 3 * sqrt(centre)
    return Point(month, count, centre, max(0.0, centre - reach), centre + reach)


def _signals(points: list[Point]) -> list[Signal]:
    """Return what was found, rule by rule; a run is told once, at its full length."""
    found = [Signal(Rule.OUTSIDE, (point,), point.side) for point in points if point.is_outside]
    sides = [point.side for point in points]
    found += [Signal(Rule.SHIFT, tuple(points[a:b]), sides[a]) for a, b in _runs(sides, SHIFT)]
    steps = [0] + [_step(before, after) for before, after in pairwise(points)]
    found += [Signal(Rule.TREND, tuple(points[a - 1 : b]), steps[a]) for a, b in _runs(steps, TREND - 1)]
    found += _near(points)
    return found


def _step(before: Point, after: Point) -> int:
    return (after.count > before.count) - (after.count < before.count)


def _runs(signs: Sequence[int], least: int) -> list[tuple[int, int]]:
    """Return where the same sign, not zero, stands at least so many times in a row."""
    runs, start = [], 0
    for at in range(1, len(signs) + 1):
        if at < len(signs) and signs[at] == signs[start]:
            continue
        if signs[start] and at - start >= least:
            runs.append((start, at))
        start = at
    return runs


def _near(points: list[Point]) -> list[Signal]:
    """Return three points in a row of which two lie near the same limit."""
    found: list[Signal] = []
    for at in range(len(points) - 2):
        for direction in (1, -1):
            near = tuple(point for point in points[at : at + 3] if point.is_near and point.side == direction)
            if len(near) >= 2 and not any(set(near) <= set(other.points) for other in found):
                found.append(Signal(Rule.NEAR, near, direction))
    return found


def sentence(process: Process, named: Callable[[date], str]) -> str:
    """Return in one sentence whether the months are usual; of several signals the latest."""
    if not process.signals:
        average = f"{process.average:.1f}".replace(".", ",")
        return f"Gewone schommeling: gemiddeld {average} voorvallen per maand, en geen maand valt daar ver buiten."
    latest = max(process.signals, key=lambda signal: (signal.points[-1].month, signal.rule is Rule.OUTSIDE))
    first, last = named(latest.points[0].month), named(latest.points[-1].month)
    more = latest.direction > 0
    if latest.rule is Rule.OUTSIDE:
        return f"Ongewoon: in {last} {'meer' if more else 'minder'} voorvallen dan de gewone schommeling verklaart."
    if latest.rule is Rule.SHIFT:
        side = "boven" if more else "onder"
        return f"Ongewoon: van {first} tot en met {last} elke maand {side} het gemiddelde."
    if latest.rule is Rule.TREND:
        return f"Ongewoon: van {first} tot en met {last} elke maand {'meer' if more else 'minder'} dan de maand ervoor."
    return f"Ongewoon: rond {last} twee maanden dicht bij de {'boven' if more else 'onder'}grens."
