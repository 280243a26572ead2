"""Objects of the budget for the matrix of rights; only the project leader reads them."""

from __future__ import annotations

from budget.models import BudgetVersion, Cost
from core.uploads import store
from participants.access import Role
from tests.factories.budget import BudgetVersionFactory, CostFactory
from tests.permissions.case import Case, builds


@builds("cost")
def cost(case: Case) -> Cost:
    """A paid cost with its receipt and proof of payment."""
    file = store(name="bon.txt", content=case.canary(Role.PROJECT_LEADER).encode(), mimetype="text/plain", actor=None)
    text = case.canary(Role.PROJECT_LEADER)
    made: Cost = CostFactory(paid=True, description=text, receipt=file, payment_proof=file)
    return made


@builds("budget_version")
def budget_version(case: Case) -> BudgetVersion:
    """An earlier version."""
    made: BudgetVersion = BudgetVersionFactory(reason=case.canary(Role.PROJECT_LEADER))
    return made
