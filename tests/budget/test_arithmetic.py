"""Sums to the cent, and the carry-over of decisions.md: 12,500 over, 5,500 short, nothing; together the 7,000."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.arithmetic import carry_over, months_per_year, spread_evenly, total

amounts = st.decimals(min_value=0, max_value=10**9, places=2)
years = st.integers(min_value=2000, max_value=2100)
per_year = st.dictionaries(years, amounts, max_size=8)

PLAN_GRANT = {2014: Decimal(50000), 2015: Decimal(50000), 2016: Decimal(25000)}
PLAN_YEARS = {2014: Decimal(37500), 2015: Decimal(55500), 2016: Decimal(25000)}


def test_the_leader_spread_over_the_months_of_the_programme() -> None:
    months = months_per_year(date(2014, 4, 1), date(2016, 6, 30))
    assert months == {2014: 9, 2015: 12, 2016: 6}
    assert spread_evenly(Decimal(112500), months) == PLAN_YEARS | {2015: Decimal(50000)}


def test_the_carry_over_of_the_plan() -> None:
    carry = carry_over(PLAN_GRANT, PLAN_YEARS, Decimal(7000))
    assert [year.difference for year in carry.years] == [Decimal(12500), Decimal(-5500), Decimal(0)]
    assert [year.brought for year in carry.years] == [Decimal(0), Decimal(12500), Decimal(7000)]
    assert [year.carried for year in carry.years] == [Decimal(12500), Decimal(7000), Decimal(7000)]
    assert (carry.difference, carry.unplaced, carry.rest) == (Decimal(7000), Decimal(7000), Decimal(0))
    assert carry.granted == carry.budgeted == Decimal(125000)
    assert carry.is_covered


def test_the_sentences_explain_2015_without_alarm() -> None:
    sentences = [
        text.replace("\N{NO-BREAK SPACE}", " ") for text in carry_over(PLAN_GRANT, PLAN_YEARS, Decimal(7000)).sentences
    ]
    assert sentences == [
        "In 2014 blijft € 12.500,00 over; dat gaat mee naar de jaren daarna.",
        "In 2015 is de bijdrage € 5.500,00 lager dan de kosten; dat wordt betaald uit wat eerder overbleef.",
        "In 2016 is het verschil nul.",
        "Samen is € 7.000,00 over voor kosten zonder vast jaar, precies wat daarvoor is begroot: "
        "de begroting sluit op € 125.000,00.",
    ]


@pytest.mark.parametrize(
    ("granted", "budgeted", "unplaced", "words"),
    [
        ({2014: 10}, {2014: 20}, 0, "te weinig, ook met wat eerder overbleef"),
        ({2014: 10}, {2014: 20}, 0, "de begroting sluit niet"),
        ({2014: 10}, {2014: 4}, 5, "nog vrij"),
        ({2014: 10}, {2014: 4}, 0, "blijft € 6,00 vrij"),
    ],
)
def test_other_outcomes_have_their_own_sentence(
    granted: dict[int, int], budgeted: dict[int, int], unplaced: int, words: str
) -> None:
    carry = carry_over(
        {y: Decimal(a) for y, a in granted.items()}, {y: Decimal(a) for y, a in budgeted.items()}, Decimal(unplaced)
    )
    assert words in " ".join(carry.sentences).replace("\N{NO-BREAK SPACE}", " ")


def test_a_real_lack_is_not_hidden_by_a_later_year() -> None:
    carry = carry_over({2014: Decimal(10), 2015: Decimal(20)}, {2014: Decimal(15), 2015: Decimal(5)}, Decimal(0))
    assert carry.rest == Decimal(10)
    assert not carry.is_covered


@given(
    amounts, st.dictionaries(years, st.integers(0, 12), min_size=1, max_size=8).filter(lambda w: sum(w.values()) > 0)
)
def test_parts_add_up_to_the_cent(amount: Decimal, weights: dict[int, int]) -> None:
    parts = spread_evenly(amount, weights)
    assert sum(parts.values()) == amount
    assert set(parts) == set(weights)
    whole = sum(weights.values())
    for year, part in parts.items():
        assert part == part.quantize(Decimal("0.01"))
        assert abs(part - amount * weights[year] / whole) <= Decimal("0.01")


def test_nothing_to_spread_over_is_refused() -> None:
    with pytest.raises(ValueError, match="geen maand"):
        spread_evenly(Decimal(1), {2014: 0})


@given(per_year, per_year, amounts)
def test_the_chain_of_years_loses_nothing(
    granted: dict[int, Decimal], budgeted: dict[int, Decimal], unplaced: Decimal
) -> None:
    carry = carry_over(granted, budgeted, unplaced)
    assert carry.difference == sum(granted.values()) - sum(budgeted.values())
    assert carry.rest == carry.granted - carry.budgeted
    assert (carry.years[-1].carried if carry.years else 0) == carry.difference
    for before, after in zip(carry.years, carry.years[1:], strict=False):
        assert after.brought == before.carried
    assert len(carry.sentences) == len(carry.years) + 1


@given(st.lists(st.one_of(st.none(), amounts)))
def test_what_has_no_amount_adds_nothing(values: list[Decimal | None]) -> None:
    assert total(values) == sum((value for value in values if value is not None), Decimal(0))
