"""Statistics of comparing two windows: pure functions of counts and person-time, with scipy's quantiles.

Counts are whole numbers from zero; `time` is employees × days and above zero. The interval of a ratio is the exact
conditional one (Clopper–Pearson on the share of the later window); its test is the central two-sided one, so that test
and interval never contradict each other (Przyborowski & Wilenski 1940). Mantel–Haenszel: Greenland & Robins 1985.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

DAYS_A_MONTH = 30.4375
DAYS_A_YEAR = 365.25
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`; `high` may be infinite."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Tell whether the value lies inside, edges included."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Window:
    """What was counted in one window, and over how many employee-days."""

    count: int
    time: float

    @property
    def per_1000_a_month(self) -> float:
        """Return the rate per 1,000 employees per month."""
        return per_1000_a_month(self.count, self.time)

    @property
    def per_100_fte_a_year(self) -> float:
        """Return the rate per 100 fte per year; the time is then fte × days."""
        return per_100_fte_a_year(self.count, self.time)

    @property
    def interval(self) -> Interval:
        """Return the interval of the rate per 1,000 employees per month."""
        counts = garwood(self.count)
        return Interval(per_1000_a_month(counts.low, self.time), per_1000_a_month(counts.high, self.time))


@dataclass(frozen=True, slots=True)
class Ratio:
    """How the later rate relates to the earlier. `value` is None when both counts are zero."""

    value: float | None
    interval: Interval
    p: float
    mid_p: float


@dataclass(frozen=True, slots=True)
class Stratum:
    """One organisation in both windows."""

    later: Window
    earlier: Window


@dataclass(frozen=True, slots=True)
class Pooled:
    """The Mantel–Haenszel ratio, with how much the organisations differ among themselves."""

    value: float | None
    interval: Interval
    heterogeneity: float
    degrees: int
    p_heterogeneity: float


def per_1000_a_month(count: float, time: float) -> float:
    """Return a count over employee-days as a rate per 1,000 employees per month."""
    return count / time * 1000 * DAYS_A_MONTH


def per_100_fte_a_year(count: float, time: float) -> float:
    """Return a count over fte-days as a rate per 100 fte per year."""
    return count / time * 100 * DAYS_A_YEAR


def garwood(count: int, level: float = LEVEL) -> Interval:
    """Return the exact interval of one Poisson count, as counts (Garwood 1936); from none it starts at zero."""
    from scipy.stats import chi2  # slow to import, and only needed where intervals are made

    tail = (1 - level) / 2
    low = float(chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
    return Interval(low, float(chi2.ppf(1 - tail, 2 * count + 2)) / 2)


def rate_ratio(later: Window, earlier: Window, level: float = LEVEL) -> Ratio:
    """Return the ratio of two rates with its exact interval and its tests against "no difference".

    Without any count there is no ratio and everything is possible; with none earlier it is infinite.
    """
    total = later.count + earlier.count
    if not total:
        return Ratio(None, Interval(0.0, math.inf), 1.0, 1.0)
    value = (later.count / later.time) / (earlier.count / earlier.time) if earlier.count else math.inf
    p, mid_p = ratio_test(later, earlier)
    return Ratio(value, _ratio_interval(later, earlier, level), p, mid_p)


def _ratio_interval(later: Window, earlier: Window, level: float) -> Interval:
    from scipy.stats import beta  # slow to import

    tail, scale = (1 - level) / 2, earlier.time / later.time

    def odds(share: float) -> float:
        return math.inf if share >= 1 else share / (1 - share) * scale

    low = float(beta.ppf(tail, later.count, earlier.count + 1)) if later.count else 0.0
    high = float(beta.ppf(1 - tail, later.count + 1, earlier.count)) if earlier.count else 1.0
    return Interval(odds(low), odds(high))


def ratio_test(later: Window, earlier: Window, ratio: float = 1.0) -> tuple[float, float]:
    """Return the central two-sided p-value, and the mid-p, of the hypothesis that the true ratio is `ratio`."""
    from scipy.stats import binom  # slow to import

    total = later.count + earlier.count
    if not total:
        return 1.0, 1.0
    share = ratio * later.time / (earlier.time + ratio * later.time)
    at_most = float(binom.cdf(later.count, total, share))
    at_least = float(binom.sf(later.count - 1, total, share))
    smaller, here = min(at_most, at_least), float(binom.pmf(later.count, total, share))
    return min(1.0, 2 * smaller), min(1.0, 2 * (smaller - here / 2))


def mantel_haenszel(strata: Sequence[Stratum], level: float = LEVEL) -> Pooled:
    """Return the ratio within organisations, weighed together, so that who takes part does not colour it.

    One stratum an organisation. Without a count on one side there is no interval and no test of heterogeneity, which
    otherwise is a chi-square with one degree of freedom less than there are organisations with a count.
    """
    from scipy.stats import chi2, norm  # slow to import

    later = sum(each.later.count * each.earlier.time / _time(each) for each in strata)
    earlier = sum(each.earlier.count * each.later.time / _time(each) for each in strata)
    if not later or not earlier:
        value = None if not later and not earlier else (math.inf if later else 0.0)
        return Pooled(value, Interval(0.0, math.inf), 0.0, 0, 1.0)
    spread = sum(_count(each) * each.later.time * each.earlier.time / _time(each) ** 2 for each in strata)
    error = math.sqrt(spread / (later * earlier)) * float(norm.ppf((1 + level) / 2))
    ratio = later / earlier
    parts = [_surprise(each, ratio) for each in strata if _count(each)]
    chi, degrees = sum(parts), max(len(parts) - 1, 0)
    p = float(chi2.sf(chi, degrees)) if degrees else 1.0
    return Pooled(ratio, Interval(ratio * math.exp(-error), ratio * math.exp(error)), chi, degrees, p)


def _time(each: Stratum) -> float:
    return each.later.time + each.earlier.time


def _count(each: Stratum) -> int:
    return each.later.count + each.earlier.count


def _surprise(each: Stratum, ratio: float) -> float:
    """Return how far one organisation lies from the common ratio, squared and in units of its own chance."""
    share = ratio * each.later.time / (each.earlier.time + ratio * each.later.time)
    expected = _count(each) * share
    return (each.later.count - expected) ** 2 / (expected * (1 - share))


def dispersion(windows: Sequence[Window]) -> float | None:
    """Return Pearson's χ² per degree of freedom between organisations; above 1.5 they differ more than by chance.

    None when there are fewer than two, or nothing was counted.
    """
    count, time = sum(each.count for each in windows), sum(each.time for each in windows)
    if len(windows) < 2 or not count:
        return None
    expected = [each.time * count / time for each in windows]
    pairs = zip(windows, expected, strict=True)
    return sum((each.count - mean) ** 2 / mean for each, mean in pairs) / (len(windows) - 1)


def wilson(part: int, whole: int, level: float = LEVEL) -> Interval:
    """Return Wilson's interval (1927) of a share, as fractions of one.

    Raises:
        ValueError: when there is no whole, or the part is not within it.
    """
    from scipy.stats import norm  # slow to import

    if whole < 1 or not 0 <= part <= whole:
        raise ValueError("a share needs a whole, and a part within it")
    z = float(norm.ppf((1 + level) / 2))
    share, square = part / whole, z * z / whole
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * math.sqrt(share * (1 - share) / whole + square / (4 * whole))
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def break_even(ratio: float, reported_before: float) -> float | None:
    """Return which share must be reported later for the whole change to be a change in reporting.

    None when no share can explain it: it would be more than everything.
    """
    needed = ratio * reported_before
    return needed if needed <= 1 else None


def adjusted_ratio(ratio: float, reported_later: float, reported_before: float) -> float | None:
    """Return the ratio of what happened, if these shares were reported; None without a share to divide by."""
    return ratio * reported_before / reported_later if reported_later else None


def adjusted_interval(
    later: Window,
    earlier: Window,
    reported_later: tuple[int, int],
    reported_before: tuple[int, int],
    *,
    level: float = LEVEL,
) -> Interval | None:
    """Return the interval of the adjusted ratio, each share as so many of so many; None where one of the four is nil.

    Delta method on the logarithm: the counts and both polls each add their own chance.
    """
    from scipy.stats import norm  # slow to import

    parts = (later.count, earlier.count, reported_later[0], reported_before[0])
    if not all(parts):
        return None
    value = adjusted_ratio(
        later.count / later.time * earlier.time / earlier.count, *map(_share, (reported_later, reported_before))
    )
    assert value is not None
    spread = 1 / later.count + 1 / earlier.count
    spread += sum((1 - _share(each)) / each[0] for each in (reported_later, reported_before))
    reach = float(norm.ppf((1 + level) / 2)) * math.sqrt(spread)
    return Interval(value * math.exp(-reach), value * math.exp(reach))


def _share(part: tuple[int, int]) -> float:
    return part[0] / part[1]


def needed_count(ratio: float, time_share: float, *, power: float = 0.8, level: float = LEVEL) -> int:
    """Return how many incidents the earlier window must hold to see a true ratio with this power.

    `time_share` is the time of the later window over that of the earlier. Normal approximation of the log ratio.

    Raises:
        ValueError: for a ratio of one, which no number can show.
    """
    from scipy.stats import norm  # slow to import

    if ratio <= 0 or ratio == 1 or time_share <= 0:
        raise ValueError("a ratio to see differs from one, and both windows have a length")
    z = float(norm.ppf((1 + level) / 2) + norm.ppf(power))
    return math.ceil((z / math.log(ratio)) ** 2 * (1 + 1 / (ratio * time_share)))
