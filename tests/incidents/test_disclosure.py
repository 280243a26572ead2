"""Nothing small leaves an organisation, and nothing hidden can be worked out."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from incidents.figures.disclosure import (
    OTHERS,
    PUBLIC,
    Cell,
    Rule,
    Sum,
    feasible_ranges,
    merge_groups,
    protect,
)

ROWS = ["gemeenten", "zorg", "ov"]
COLUMNS = ["verbaal", "fysiek", "bedreiging"]
NUMBERS = {
    "gemeenten": [41, 6, 12, 59],
    "zorg": [18, 9, 3, 30],
    "ov": [10, 2, 5, 17],
    "totaal": [69, 17, 20, 106],
}
VALUES = {(row, column): NUMBERS[row][place] for row in NUMBERS for place, column in enumerate([*COLUMNS, "totaal"])}


def two_way(rows: Sequence[str], columns: Sequence[str], total: str = "totaal") -> list[Sum]:
    """Return the sums of a table with totals at the right and below; keys are (row, column)."""
    across = [Sum((row, total), tuple((row, column) for column in columns)) for row in (*rows, total)]
    down = [Sum((total, column), tuple((row, column) for row in rows)) for column in (*columns, total)]
    return [*across, *down]


def cells(values: dict[tuple[str, ...], int], organisations: int = 5) -> dict[tuple[str, ...], Cell]:
    return {key: Cell(value, organisations, round(value * 0.4)) for key, value in values.items()}


def hidden(values: dict[tuple[str, ...], int], sums: list[Sum], rule: Rule | None = None) -> set[tuple[str, ...]]:
    safe = protect(cells(values), sums, rule or Rule())
    return {key for key, value in safe.items() if value is None}


def test_the_table_of_the_rules() -> None:
    sums = two_way(ROWS, COLUMNS)
    found = hidden(VALUES, sums)
    assert found == {("zorg", "bedreiging"), ("ov", "fysiek"), ("zorg", "fysiek"), ("ov", "bedreiging")}
    assert feasible_ranges(VALUES, sums, found, lowest=0)["ov", "fysiek"] == (0, 7)


def test_primary_alone_can_be_subtracted() -> None:
    """The negative control: without complementary suppression each hidden number follows from its row."""
    primary = {("zorg", "bedreiging"), ("ov", "fysiek")}
    ranges = feasible_ranges(VALUES, two_way(ROWS, COLUMNS), primary)
    assert {key: low for key, (low, high) in ranges.items() if low == high} == {
        ("zorg", "bedreiging"): 3,
        ("ov", "fysiek"): 2,
    }


def test_zero_of_enough_organisations_is_shown_and_of_too_few_is_not() -> None:
    values = {("a", "x"): 0}
    assert protect(cells(values), []) == {("a", "x"): 0}
    assert protect(cells(values, organisations=2), []) == {("a", "x"): None}
    assert protect(cells(values, organisations=0), []) == {("a", "x"): 0}


@pytest.mark.parametrize(("value", "largest", "shown"), [(10, 8, True), (10, 9, False), (5, 2, True), (4, 1, False)])
def test_threshold_and_dominance(value: int, largest: int, shown: bool) -> None:
    safe = protect({("a",): Cell(value, 3, largest)}, [])
    assert (safe["a",] is not None) is shown


def test_public_figures_need_ten() -> None:
    assert protect({("a",): Cell(9, 3, 3)}, [], PUBLIC)["a",] is None
    assert protect({("a",): Cell(10, 3, 3)}, [], PUBLIC)["a",] == 10


def test_two_hidden_ones_are_not_enough_when_their_sum_tells() -> None:
    """Two numbers of at least one that add up to two are both one: the rest must go as well."""
    values = {("a", "x"): 1, ("a", "y"): 1, ("a", "z"): 20, ("a", "totaal"): 22}
    one = [Sum(("a", "totaal"), (("a", "x"), ("a", "y"), ("a", "z")))]
    assert ("a", "z") in hidden(values, one)


@pytest.mark.parametrize("seed", range(12))
def test_no_hidden_number_can_be_recovered(seed: int) -> None:
    rng = random.Random(seed)
    rows, columns = [f"r{n}" for n in range(5)], [f"c{n}" for n in range(4)]
    values: dict[tuple[str, ...], int] = {
        (row, column): rng.choice([0, 0, 1, 2, 3, 5, 8, 20, 60]) for row in rows for column in columns
    }
    values |= {(row, "totaal"): sum(values[row, column] for column in columns) for row in rows}
    values |= {("totaal", column): sum(values[row, column] for row in rows) for column in [*columns, "totaal"]}
    sums = two_way(rows, columns)
    found = hidden(values, sums)
    for key, (low, high) in feasible_ranges(values, sums, found).items():
        assert low < high, key
        assert low <= values[key] <= high
        if 0 < values[key] < 5:
            assert high - low >= 3, "narrower than the rule itself says"


def test_groups_of_few_or_of_one_giant_are_put_together() -> None:
    groups = {
        "gemeenten": {1: 5, 2: 6, 3: 7},
        "ov": {4: 30},
        "wonen": {5: 1, 6: 0},
        "zorg": {7: 90, 8: 1, 9: 1},
    }
    merged = merge_groups(groups)
    assert set(merged) == {"gemeenten", OTHERS}
    assert set(merged[OTHERS]) == {4, 5, 6, 7, 8, 9}


def test_too_small_a_rest_takes_the_smallest_group_with_it() -> None:
    groups = {"a": {1: 5, 2: 6, 3: 7}, "b": {4: 50, 5: 60, 6: 70}, "c": {7: 8}}
    assert set(merge_groups(groups)) == {"b", OTHERS}
