"""The admin of the budget: filters answer questions, pages open for the project leader only, editors are told."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from budget.models import BudgetVersion, Cost
from participants.access import Role
from tests.factories.budget import BudgetLineFactory, CostFactory, plan_budget

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Role], Client]


@pytest.fixture
def leader(client_for: ClientFor) -> Client:
    return client_for(Role.PROJECT_LEADER)


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("pm", {"pm"}),
        ("amount", {"leeg"}),
        ("proof", {"betaald"}),
        ("in_kind", {"zaal"}),
        ("onzin", {"pm", "leeg", "betaald", "zaal"}),
    ],
)
def test_filters_answer_questions(leader: Client, question: str, shown: set[str]) -> None:
    line = BudgetLineFactory()
    fields = {"grant": line.grant, "line": line}
    CostFactory(description="pm", pm=True, **fields)
    CostFactory(description="leeg", empty=True, **fields)
    CostFactory(description="betaald", paid=True, **fields)
    CostFactory(description="zaal", in_kind=True, grant=line.grant)
    response = leader.get(reverse("admin:budget_cost_changelist"), {"mist": question})
    assert response.status_code == 200
    assert {str(row) for row in response.context["cl"].result_list} == shown


def test_every_page_opens_for_the_project_leader_only(leader: Client, client_for: ClientFor) -> None:
    grant = plan_budget()
    line = grant.lines.first()
    rows = {"grant": grant, "budgetversion": BudgetVersion.objects.get(), "cost": CostFactory(grant=grant, line=line)}
    for name, row in rows.items():
        for url in (
            reverse(f"admin:budget_{name}_changelist"),
            reverse(f"admin:budget_{name}_change", args=[row.pk]),
            reverse(f"admin:budget_{name}_add"),
        ):
            assert leader.get(url).status_code == 200
            assert client_for(Role.SUPPORT).get(url).status_code == 403


def test_the_second_editor_is_told_in_the_admin_too(leader: Client) -> None:
    cost = CostFactory()
    url = reverse("admin:budget_cost_change", args=[cost.pk])
    data = {
        "version": "0",
        "grant": cost.grant_id,
        "line": cost.line_id,
        "year": 2015,
        "description": "Lunch",
        "amount_kind": "amount",
        "amount": "1.50",
        "state": "planned",
    }
    assert leader.post(url, data).status_code == 302
    assert Cost.objects.get().amount == Decimal("1.50")
    response = leader.post(url, {**data, "amount": "2.50"})
    assert response.status_code == 200
    assert "Iemand anders heeft dit intussen gewijzigd" in response.content.decode()
    assert Cost.objects.get().amount == Decimal("1.50")
