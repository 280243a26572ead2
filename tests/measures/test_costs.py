"""An amount, PM or nothing: three things, and only one of them is a number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from measures.costs import Cost, CostKind, parse_cost


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("bord met handtekeningen € 600,-", "600.00"),
        ("€ 1.250,50 voor de zaal", "1250.50"),
        ("600", "600.00"),
        ("600,-", "600.00"),
        ("€0", "0.00"),
        ("EUR 12", "12.00"),
    ],
)
def test_an_amount_is_read_inside_a_text(text: str, amount: str) -> None:
    assert parse_cost(text) == Cost(CostKind.AMOUNT, Decimal(amount))


@pytest.mark.parametrize("text", ["PM", "pm", "nog te bepalen", "€ 600,- of € 800,-", "6 zalen"])
def test_what_has_no_single_amount_is_pm_and_not_zero(text: str) -> None:
    assert parse_cost(text) == Cost(CostKind.OPEN)


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_is_nothing(text: str) -> None:
    assert parse_cost(text) == Cost(CostKind.EMPTY)
