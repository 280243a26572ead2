"""Costs are added once, changed by one editor at a time, and follow the table of states."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from budget import services
from budget.figures import current_version
from budget.models import BudgetLine, BudgetVersion, Cost
from core.models import AuditEvent, Conflict
from participants.access import Role
from participants.models import User
from programme.models import Programme
from tests.factories.budget import BudgetLineFactory, CostFactory, GrantFactory, plan_budget
from tests.factories.programme import ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader(users: dict[Role, User]) -> User:
    return users[Role.PROJECT_LEADER]


def test_a_form_sent_twice_makes_one_cost(leader: User) -> None:
    line, key = BudgetLineFactory(), uuid.uuid4()
    fields = {"line": line, "year": 2015, "description": "Lunch", "amount": Decimal("412.50")}
    first = services.add_cost(grant=line.grant, fields=fields, actor=leader, submit_key=key)
    assert services.add_cost(grant=line.grant, fields=fields, actor=leader, submit_key=key) == first
    assert Cost.objects.count() == 1
    assert AuditEvent.objects.filter(code="budget.cost.added").count() == 1


def test_the_second_editor_is_told_and_nothing_is_lost(leader: User) -> None:
    cost = CostFactory()
    services.change_cost(cost=cost, version=0, fields={"amount": Decimal("1.00")}, actor=leader)
    with pytest.raises(Conflict):
        services.change_cost(cost=cost, version=0, fields={"amount": Decimal("2.00")}, actor=leader)
    assert Cost.objects.get(pk=cost.pk).amount == Decimal("1.00")


def test_paid_goes_back_to_invoiced_only(leader: User) -> None:
    cost = CostFactory(paid=True)
    with pytest.raises(ValidationError, match="kan dan niet"):
        services.change_cost(cost=cost, version=0, fields={"state": "planned", "paid_on": None}, actor=leader)
    services.change_cost(cost=cost, version=0, fields={"state": "invoiced", "paid_on": None}, actor=leader)
    assert Cost.objects.get(pk=cost.pk).state == "invoiced"


def test_a_line_of_another_grant_is_refused(leader: User) -> None:
    cost = CostFactory()
    other = GrantFactory(programme=ProgrammeFactory(previous=True), name="Andere")
    assert Programme.objects.count() == 2
    with pytest.raises(ValidationError, match="andere subsidie"):
        services.change_cost(cost=cost, version=0, fields={"line": BudgetLineFactory(grant=other)}, actor=leader)


def test_an_amount_with_three_places_is_refused(leader: User) -> None:
    with pytest.raises(ValidationError):
        services.change_cost(cost=CostFactory(), version=0, fields={"amount": Decimal("1.005")}, actor=leader)


def test_a_receipt_is_checked_and_kept(leader: User) -> None:
    cost = CostFactory(paid=True)
    bad = SimpleUploadedFile("bon.pdf", b"geen pdf")
    with pytest.raises(ValidationError):
        services.attach_file(cost=cost, slot="receipt", upload=bad, actor=leader)
    good = SimpleUploadedFile("bon.txt", b"Bon van de bakker")
    services.attach_file(cost=cost, slot="receipt", upload=good, actor=leader)
    cost = Cost.objects.get(pk=cost.pk)
    assert cost.receipt is not None
    assert not cost.needs_receipt
    assert cost.needs_payment_proof
    with pytest.raises(ValidationError, match="om niet"):
        services.attach_file(cost=CostFactory(in_kind=True), slot="receipt", upload=good, actor=leader)


def test_a_new_version_holds_and_the_old_one_stays(leader: User) -> None:
    grant = plan_budget()
    old = current_version(grant)
    line, key = BudgetLine.objects.get(code="overig"), uuid.uuid4()

    def make() -> BudgetVersion:
        return services.create_version(
            grant=grant,
            name="Versie 3",
            dated_on=date(2015, 3, 1),
            reason="Meer zalen nodig.",
            amounts={(line, None): Decimal("6000.00"), (line, 2015): Decimal("0.00"), (line, 2016): None},
            actor=leader,
            submit_key=key,
        )

    new = make()
    assert make() == new
    assert current_version(grant) == new
    assert {(a.year, a.amount) for a in new.amounts.all()} == {(None, Decimal(6000)), (2015, Decimal(0))}
    assert old is not None
    assert old.amounts.count() == 5
    services.choose_version(version=old, actor=leader)
    assert current_version(grant) == old


def test_a_version_needs_a_reason_and_no_negative_amount(leader: User) -> None:
    grant = plan_budget()
    line = BudgetLine.objects.get(code="overig")
    for reason, amount in (("", Decimal(1)), ("Goed", Decimal(-1))):
        with pytest.raises(ValidationError):
            services.create_version(
                grant=grant,
                name="X",
                dated_on=date(2015, 3, 1),
                reason=reason,
                amounts={(line, 2015): amount},
                actor=leader,
            )
    assert BudgetVersion.objects.count() == 1
