"""Objects of the programme for the matrix of rights; they belong to no organisation."""

from __future__ import annotations

from core.uploads import store
from participants.access import Role
from programme.models import Decision, IntendedResult, PlanDocument, PlanItem
from tests.factories.programme import DecisionFactory, IntendedResultFactory, PlanDocumentFactory, PlanItemFactory
from tests.permissions.case import Case, builds

READERS = (Role.PROJECT_LEADER, Role.BOARD, Role.FUNDER)


@builds("result")
def result(case: Case) -> IntendedResult:
    """A result with a file that proves it."""
    proof = store(name="bewijs.txt", content=case.canary(*READERS).encode(), mimetype="text/plain", actor=None)
    made: IntendedResult = IntendedResultFactory(proof_file=proof, proof_text=case.canary(*READERS))
    return made


@builds("plan_item")
def plan_item(case: Case) -> PlanItem:
    """A planned activity."""
    made: PlanItem = PlanItemFactory(title=case.canary(*READERS))
    return made


@builds("dropped_item")
def dropped_item(case: Case) -> PlanItem:
    """An activity that will not take place."""
    made: PlanItem = PlanItemFactory(dropped=True, title=case.canary(*READERS))
    return made


@builds("decision")
def decision(case: Case) -> Decision:
    """A decision of both boards."""
    made: Decision = DecisionFactory(subject=case.canary(*READERS))
    return made


@builds("plan_document")
def plan_document(case: Case) -> PlanDocument:
    """A document with its file."""
    file = store(name="plan.txt", content=case.canary(*READERS).encode(), mimetype="text/plain", actor=None)
    made: PlanDocument = PlanDocumentFactory(file=file)
    return made
