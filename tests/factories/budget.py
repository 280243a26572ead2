"""Invented budget; traits are stages of life. `plan_budget` is the one of the plan, to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory

from budget.models import BudgetAmount, BudgetLine, BudgetVersion, Cost, Grant, GrantYear
from tests.factories.programme import ProgrammeFactory


class GrantFactory(factory.django.DjangoModelFactory[Grant]):
    """The grant of the current programme."""

    class Meta:
        model = Grant
        django_get_or_create = ("programme", "name")

    programme = factory.SubFactory(ProgrammeFactory)
    name = "Bijdrage van het ministerie"
    awarded_total = Decimal("125000.00")


class GrantYearFactory(factory.django.DjangoModelFactory[GrantYear]):
    """A part of the grant."""

    class Meta:
        model = GrantYear

    grant = factory.SubFactory(GrantFactory)
    year = 2015
    amount = Decimal("50000.00")


class BudgetLineFactory(factory.django.DjangoModelFactory[BudgetLine]):
    """A line."""

    class Meta:
        model = BudgetLine

    grant = factory.SubFactory(GrantFactory)
    code = factory.Sequence(lambda n: f"post-{n}")
    name = factory.Sequence(lambda n: f"Post {n}")


class BudgetVersionFactory(factory.django.DjangoModelFactory[BudgetVersion]):
    """An earlier version; `current` for the one that holds."""

    class Meta:
        model = BudgetVersion

    class Params:
        current = factory.Trait(is_current=True)

    grant = factory.SubFactory(GrantFactory)
    name = factory.Sequence(lambda n: f"Versie {n}")
    dated_on = date(2014, 10, 15)
    reason = "Eerste verdeling."


class BudgetAmountFactory(factory.django.DjangoModelFactory[BudgetAmount]):
    """An amount on a line in a year."""

    class Meta:
        model = BudgetAmount

    line = factory.SubFactory(BudgetLineFactory)
    version = factory.SubFactory(BudgetVersionFactory)
    year = 2015
    amount = Decimal("1000.00")


class CostFactory(factory.django.DjangoModelFactory[Cost]):
    """A planned cost of 100 euro; traits for what has no amount and for later states."""

    class Meta:
        model = Cost

    class Params:
        pm = factory.Trait(amount_kind="pm", amount=None)
        empty = factory.Trait(amount_kind="empty", amount=None)
        committed = factory.Trait(state="committed")
        invoiced = factory.Trait(state="invoiced")
        paid = factory.Trait(state="paid", paid_on=date(2015, 6, 1))
        in_kind = factory.Trait(
            is_in_kind=True, amount_kind="empty", amount=None, line=None, in_kind_hours=Decimal("3.00")
        )

    grant = factory.SubFactory(GrantFactory)
    line = factory.SubFactory(BudgetLineFactory, grant=factory.SelfAttribute("..grant"))
    year = 2015
    description = factory.Sequence(lambda n: f"Kosten {n}")
    amount_kind = "amount"
    amount = Decimal("100.00")


def plan_budget() -> Grant:
    """Make the grant and the budget of the plan: leader per year, support in 2015, other costs without a year."""
    grant: Grant = GrantFactory()
    for year, amount in {2014: 50000, 2015: 50000, 2016: 25000}.items():
        GrantYearFactory(grant=grant, year=year, amount=Decimal(amount))
    version = BudgetVersionFactory(grant=grant, current=True, name="Plan")
    rows = {
        "Projectleider": {2014: "37500.00", 2015: "50000.00", 2016: "25000.00"},
        "Ondersteuning": {2015: "5500.00"},
        "Overig": {None: "7000.00"},
    }
    for order, (name, amounts) in enumerate(rows.items()):
        line = BudgetLineFactory(grant=grant, name=name, code=name.lower(), order=order)
        for year, text in amounts.items():
            BudgetAmountFactory(version=version, line=line, year=year, amount=Decimal(text))
    return grant
