"""Three kinds of amount, four states, and what the database refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from budget.models import Cost, CostState
from tests.factories.budget import (
    BudgetAmountFactory,
    BudgetLineFactory,
    BudgetVersionFactory,
    CostFactory,
    GrantYearFactory,
)

pytestmark = pytest.mark.django_db


def _refused(make: object, **fields: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**fields)  # type: ignore[operator]


def test_pm_and_empty_are_not_zero() -> None:
    CostFactory(pm=True)
    CostFactory(empty=True)
    CostFactory(amount=Decimal("0.00"))
    assert Cost.objects.pro_memoria().count() == 1
    assert Cost.objects.without_amount().count() == 1
    assert Cost.objects.filter(amount=0).count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"amount_kind": "pm", "amount": Decimal("0.00")},
        {"amount_kind": "empty", "amount": Decimal("0.00")},
        {"amount_kind": "amount", "amount": None},
        {"amount": Decimal("-0.01")},
        {"state": "paid"},
        {"paid_on": date(2015, 6, 1)},
        {"amount_kind": "pm", "amount": None, "state": "invoiced"},
        {"line": None},
        {"in_kind_hours": Decimal(3)},
        {"is_in_kind": True, "in_kind_value": Decimal(3)},
        {"is_in_kind": True, "amount_kind": "pm", "amount": None},
    ],
)
def test_the_database_refuses(fields: dict[str, object]) -> None:
    CostFactory()
    _refused(CostFactory, **fields)


def test_the_refusal_is_a_dutch_sentence() -> None:
    cost = CostFactory.build(amount_kind="pm", amount=Decimal(1))
    with pytest.raises(ValidationError, match="PM of ‘nog niet ingevuld’"):
        cost.validate_constraints(exclude={"grant", "line"})


def test_amounts_keep_their_cents() -> None:
    cost = CostFactory(amount=Decimal("9999999999.99"))
    assert Cost.objects.get(pk=cost.pk).amount == Decimal("9999999999.99")


def test_one_version_holds() -> None:
    version = BudgetVersionFactory(current=True)
    BudgetVersionFactory(grant=version.grant)
    _refused(BudgetVersionFactory, grant=version.grant, is_current=True)
    _refused(BudgetVersionFactory, grant=version.grant, reason="")


def test_one_amount_a_place_without_a_year_included() -> None:
    version = BudgetVersionFactory()
    line = BudgetLineFactory(grant=version.grant)
    BudgetAmountFactory(version=version, line=line, year=None)
    BudgetAmountFactory(version=version, line=line, year=2015)
    _refused(BudgetAmountFactory, version=version, line=line, year=None)
    _refused(BudgetAmountFactory, version=version, line=line, year=2015)
    _refused(BudgetAmountFactory, version=version, line=line, year=2016, amount=Decimal(-1))


def test_a_year_of_the_grant_occurs_once() -> None:
    year = GrantYearFactory()
    _refused(GrantYearFactory, grant=year.grant, year=year.year)


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("planned", {"planned", "committed", "invoiced", "paid"}),
        ("committed", {"planned", "committed", "invoiced", "paid"}),
        ("invoiced", {"committed", "invoiced", "paid"}),
        ("paid", {"invoiced", "paid"}),
    ],
)
def test_the_table_of_steps(state: str, allowed: set[str]) -> None:
    assert {step.value for step in CostState if Cost(state=state).may_become(step)} == allowed


def test_what_misses_its_proof() -> None:
    CostFactory(description="gepland")
    CostFactory(description="bon", invoiced=True)
    CostFactory(description="beide", paid=True)
    assert {cost.description for cost in Cost.objects.unproven()} == {"bon", "beide"}
    paid = Cost.objects.get(description="beide")
    assert paid.needs_receipt
    assert paid.needs_payment_proof
