"""Grant, versions of the budget, lines and costs, to the cent."""

from budget.models.costs import AmountKind, Cost, CostState
from budget.models.plan import BudgetAmount, BudgetLine, BudgetVersion, Grant, GrantYear, Regime

__all__ = [
    "AmountKind",
    "BudgetAmount",
    "BudgetLine",
    "BudgetVersion",
    "Cost",
    "CostState",
    "Grant",
    "GrantYear",
    "Regime",
]
