"""The plan itself: record, intended results, planning with soft dates, decisions and documents."""

from programme.models.decisions import Body, Decision, DecisionKind, PlanDocument
from programme.models.planning import ItemKind, PlanItem, PlanItemMove, PlanItemSource, PlanStatus
from programme.models.record import Programme
from programme.models.results import Category, IntendedResult, ResultState

__all__ = [
    "Body",
    "Category",
    "Decision",
    "DecisionKind",
    "IntendedResult",
    "ItemKind",
    "PlanDocument",
    "PlanItem",
    "PlanItemMove",
    "PlanItemSource",
    "PlanStatus",
    "Programme",
    "ResultState",
]
