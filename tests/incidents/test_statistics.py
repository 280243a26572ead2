"""Statistics: the published vectors to the eighth decimal, and what must hold for any numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.figures.statistics import (
    Stratum,
    Window,
    adjusted_interval,
    adjusted_ratio,
    break_even,
    dispersion,
    garwood,
    mantel_haenszel,
    needed_count,
    per_100_fte_a_year,
    per_1000_a_month,
    rate_ratio,
    ratio_test,
    wilson,
)

INF = math.inf
A_LATER, A_EARLIER = Window(72, 134850), Window(87, 256200)
counts = st.integers(0, 400)
times = st.floats(10, 1e6)


def near(value: float) -> object:
    return pytest.approx(value, abs=1e-8)


@pytest.mark.parametrize(
    ("x1", "t1", "x0", "t0", "ratio", "low", "high", "p", "mid"),
    [
        (2, 17877, 9, 16660, 0.2070941557, 0.02177406, 1.00054910, None, 0.02926657),
        (5, 182.8, 8, 165.1, 0.56448304, 0.14529614, 1.95698206, None, 0.32747701),
        (11, 800, 21, 3011, 1.97148810, 0.85842640, 4.27726594, 0.11201732, 0.08007684),
        (72, 134850, 87, 256200, 1.57232174, 1.13435048, 2.17364172, 0.00623092, 0.00500281),
        (
            10,
            134850,
            21,
            256200,
            0.90470894,
            0.38040728,
            2.00717542,
            0.95865990,
            0.81197515,
        ),  # the last by exact fractions
        (3, 134850, 0, 256200, INF, 0.78509361, INF, 0.08201362, 0.04100681),
        (0, 134850, 3, 256200, 0, 0, 4.59763941, 0.56243262, 0.28121632),
        (1, 31, 1, 61, 1.96774194, 0.02506779, 154.46151465, 1.0, 0.67391304),
    ],
)
def test_ratio_vectors(
    x1: int, t1: float, x0: int, t0: float, ratio: float, low: float, high: float, p: float | None, mid: float
) -> None:
    found = rate_ratio(Window(x1, t1), Window(x0, t0))
    assert found.value == near(ratio)
    assert found.interval.low == near(low)
    assert found.interval.high == near(high)
    assert found.mid_p == near(mid)
    if p is not None:
        assert found.p == near(p)


@pytest.mark.parametrize(
    ("x1", "t1", "x0", "t0", "published"), [(2, 17877, 9, 16660, 0.05011), (5, 182.8, 8, 165.1, 0.46007)]
)
def test_published_p_values(x1: int, t1: float, x0: int, t0: float, published: float) -> None:
    assert rate_ratio(Window(x1, t1), Window(x0, t0)).p == pytest.approx(published, abs=5e-6)


def test_against_a_quarter_less() -> None:
    p, mid_p = ratio_test(A_LATER, A_EARLIER, 0.75)
    assert p == pytest.approx(7.736251e-06, abs=1e-12)
    assert mid_p == pytest.approx(5.651345e-06, abs=1e-12)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (0, 0, 3.68887945),
        (3, 0.61867212, 8.76727307),
        (10, 4.79538870, 18.39035604),
        (21, 12.99933098, 32.10073073),
        (72, 56.33556569, 90.67208404),
        (87, 69.68343354, 107.31417858),
    ],
)
def test_garwood_vectors(count: int, low: float, high: float) -> None:
    found = garwood(count)
    assert (found.low, found.high) == (near(low), near(high))


def test_rates_of_the_worked_example() -> None:
    assert [round(each.per_1000_a_month, 1) for each in (A_EARLIER, A_LATER)] == [10.3, 16.3]
    assert (round(A_EARLIER.interval.low, 1), round(A_EARLIER.interval.high, 1)) == (8.3, 12.7)
    assert (round(A_LATER.interval.low, 1), round(A_LATER.interval.high, 1)) == (12.7, 20.5)
    assert per_1000_a_month(87, 256200) == near(87 / 256200 * 30437.5)
    assert per_100_fte_a_year(87, 256200) == near(87 / 256200 * 36525)


STRATA = [
    Stratum(Window(x1, t1), Window(x0, t0))
    for x1, t1, x0, t0 in [
        (20, 31000, 30, 61000),
        (40, 77500, 45, 146400),
        (8, 15500, 10, 30500),
        (4, 10850, 2, 18300),
    ]
]


def test_mantel_haenszel_vector() -> None:
    found = mantel_haenszel(STRATA)
    assert found.value == near(1.58499142)
    assert (found.interval.low, found.interval.high) == (near(1.15933630), near(2.16692756))
    assert (found.heterogeneity, found.degrees) == (near(1.29888646), 3)
    assert found.p_heterogeneity == near(0.72939751)


def test_dispersion_of_the_baseline() -> None:
    found = dispersion([each.earlier for each in STRATA])
    assert found is not None and round(found, 2) == 2.49
    assert dispersion([]) is None
    assert dispersion([Window(3, 10)]) is None
    assert dispersion([Window(0, 10), Window(0, 5)]) is None


@pytest.mark.parametrize(("part", "whole", "low", "high"), [(24, 200, 0.0820, 0.1723), (57, 200, 0.2270, 0.3512)])
def test_wilson(part: int, whole: int, low: float, high: float) -> None:
    found = wilson(part, whole)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_wilson_refuses_what_is_no_share() -> None:
    for part, whole in [(1, 0), (3, 2), (-1, 4)]:
        with pytest.raises(ValueError, match="share"):
            wilson(part, whole)


def test_reporting_may_explain_a_rise() -> None:
    ratio = rate_ratio(A_LATER, A_EARLIER).value
    assert ratio is not None
    needed = break_even(ratio, 0.12)
    assert needed is not None and round(needed, 3) == 0.189
    assert break_even(ratio, 0.8) is None
    adjusted = adjusted_ratio(ratio, 57 / 200, 24 / 200)
    assert adjusted is not None and round(adjusted, 2) == 0.66
    assert adjusted_ratio(ratio, 0, 0.12) is None


def test_the_margin_of_the_adjusted_ratio_holds_both_polls() -> None:
    """By hand: the variance is 1/72 + 1/87 + 0,715/57 + 0,88/24 = 0,0745937."""
    found = adjusted_interval(A_LATER, A_EARLIER, (57, 200), (24, 200))
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (0.3876, 1.1307)
    exact = rate_ratio(A_LATER, A_EARLIER).interval
    assert found.high / found.low > exact.high / exact.low, "the polls make it wider"
    assert adjusted_interval(A_LATER, A_EARLIER, (0, 200), (24, 200)) is None
    assert adjusted_interval(Window(0, 1), A_EARLIER, (57, 200), (24, 200)) is None


def test_the_two_examples_of_the_programme() -> None:
    found = rate_ratio(Window(170, 31), Window(240, 61))
    assert found.value is not None and round(found.value, 2) == 1.39
    assert found.interval.low > 1
    small = rate_ratio(Window(9, 31), Window(12, 61))
    assert small.value is not None and round(small.value, 2) == 1.48
    assert small.interval.holds(1)


def test_how_many_incidents_a_quarter_less_needs() -> None:
    assert 335 <= needed_count(0.75, 31 / 61) <= 350
    with pytest.raises(ValueError, match="ratio"):
        needed_count(1, 1)


def test_nothing_counted_says_nothing() -> None:
    found = rate_ratio(Window(0, 31), Window(0, 61))
    assert (found.value, found.interval.low, found.interval.high, found.p) == (None, 0, INF, 1)
    assert mantel_haenszel([Stratum(Window(0, 1), Window(0, 1))]).value is None
    assert mantel_haenszel([Stratum(Window(2, 1), Window(0, 1))]).value == INF


@given(counts, times, counts, times)
def test_test_and_interval_agree(x1: int, t1: float, x0: int, t0: float) -> None:
    found = rate_ratio(Window(x1, t1), Window(x0, t0))
    if abs(found.p - 0.05) > 1e-9:
        assert (found.p < 0.05) == (not found.interval.holds(1))


@given(counts, times, counts, times)
def test_swapping_the_windows_turns_the_ratio(x1: int, t1: float, x0: int, t0: float) -> None:
    there, back = rate_ratio(Window(x1, t1), Window(x0, t0)), rate_ratio(Window(x0, t0), Window(x1, t1))
    assert there.p == pytest.approx(back.p, rel=1e-6)
    assert there.mid_p == pytest.approx(back.mid_p, rel=1e-6, abs=1e-12)
    if x0 and x1:
        assert there.value == pytest.approx(1 / (back.value or 1), rel=1e-9)
        assert there.interval.low == pytest.approx(1 / back.interval.high, rel=1e-6)


@given(counts, times, counts, times, st.floats(0.01, 100))
def test_another_unit_of_time_changes_nothing(x1: int, t1: float, x0: int, t0: float, factor: float) -> None:
    plain = rate_ratio(Window(x1, t1), Window(x0, t0))
    scaled = rate_ratio(Window(x1, t1 * factor), Window(x0, t0 * factor))
    assert plain.p == pytest.approx(scaled.p, rel=1e-6)
    assert plain.interval.low == pytest.approx(scaled.interval.low, rel=1e-6)


@given(st.integers(0, 300), times, st.integers(1, 300), times)
def test_more_later_is_a_higher_ratio(x1: int, t1: float, x0: int, t0: float) -> None:
    less, more = rate_ratio(Window(x1, t1), Window(x0, t0)), rate_ratio(Window(x1 + 1, t1), Window(x0, t0))
    assert less.value is not None and more.value is not None and less.value < more.value
    assert less.interval.low <= more.interval.low and less.interval.high <= more.interval.high


@given(st.integers(0, 300), st.integers(1, 300))
def test_wilson_stays_within_zero_and_one_and_holds_the_share(part: int, extra: int) -> None:
    whole = part + extra
    found = wilson(part, whole)
    assert 0 <= found.low <= part / whole + 1e-12 and part / whole - 1e-12 <= found.high <= 1


@given(st.integers(0, 500))
def test_garwood_holds_the_count_and_grows(count: int) -> None:
    found, more = garwood(count), garwood(count + 1)
    assert found.holds(count)
    assert found.low <= more.low and found.high < more.high
