"""The admin of the programme: filters answer questions, and the second of two editors is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from participants.access import Role
from programme.models import Decision, PlanItem
from tests.factories.programme import (
    DecisionFactory,
    IntendedResultFactory,
    PlanDocumentFactory,
    PlanItemFactory,
    PlanItemSourceFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Role], Client]


@pytest.fixture
def leader(client_for: ClientFor) -> Client:
    return client_for(Role.PROJECT_LEADER)


def _shown(client: Client, model: str, query: dict[str, str]) -> set[str]:
    response = client.get(reverse(f"admin:programme_{model}_changelist"), query)
    assert response.status_code == 200
    return {str(row) for row in response.context["cl"].result_list}


def test_filters_answer_questions(leader: Client) -> None:
    PlanItemFactory(title="te laat")
    PlanItemFactory(title="verzet", moved=True)
    item = PlanItemFactory(title="tegenstrijdig", realised=True)
    PlanItemSourceFactory(item=item, when="17 juli 2014")
    PlanItemSourceFactory(item=item, when="17-6-'14")
    assert _shown(leader, "planitem", {"vraagt": "late"}) == {"te laat", "verzet"}
    assert _shown(leader, "planitem", {"vraagt": "moved"}) == {"verzet"}
    assert _shown(leader, "planitem", {"vraagt": "conflict"}) == {"tegenstrijdig"}
    assert _shown(leader, "planitem", {"categorie": "none"}) == set()
    assert len(_shown(leader, "planitem", {"categorie": "network"})) == 3
    IntendedResultFactory(number=1, title="bewezen", proven=True)
    IntendedResultFactory(number=2, title="kaal", late=True)
    assert _shown(leader, "intendedresult", {"mist": "proof"}) == {"Resultaat 2: kaal"}
    assert _shown(leader, "intendedresult", {"mist": "late"}) == {"Resultaat 2: kaal"}


def test_every_page_opens_for_the_project_leader_only(leader: Client, client_for: ClientFor) -> None:
    rows = {
        "programme": ProgrammeFactory(),
        "intendedresult": IntendedResultFactory(),
        "planitem": PlanItemFactory(moved=True),
        "decision": DecisionFactory(),
        "plandocument": PlanDocumentFactory(),
    }
    for name, row in rows.items():
        urls = [
            reverse(f"admin:programme_{name}_changelist"),
            reverse(f"admin:programme_{name}_change", args=[row.pk]),
        ]
        for url in urls:
            assert leader.get(url).status_code == 200
            assert client_for(Role.SUPPORT).get(url).status_code == 403


def test_dates_of_the_planning_do_not_change_without_a_reason(leader: Client) -> None:
    item = PlanItemFactory(when="Juni 2015")
    data = {
        "version": "0",
        "title": "Anders",
        "kind": "special",
        "current": "2016",
        "programme": item.programme_id,
        "status": "dropped",
        **{f"sources-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")},
        **{f"moves-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")},
    }
    url = reverse("admin:programme_planitem_change", args=[item.pk])
    assert leader.post(url, data).status_code == 302
    item = PlanItem.objects.get(pk=item.pk)
    assert (item.title, str(item.current), item.status) == ("Anders", "Juni 2015", "planned")
    assert leader.get(reverse("admin:programme_planitem_add")).status_code == 403


def test_the_second_editor_is_told_in_the_admin_too(leader: Client) -> None:
    decision = DecisionFactory()
    url = reverse("admin:programme_decision_change", args=[decision.pk])
    data = {
        "version": "0",
        "programme": decision.programme_id,
        "body": "ministry",
        "kind": "approved",
        "subject": "Van de ander",
        "taken": "22 mei 2014",
        "source": "plan",
    }
    assert leader.post(url, data).status_code == 302
    response = leader.post(url, {**data, "subject": "Van mij"})
    assert response.status_code == 200
    assert "Iemand anders heeft dit intussen gewijzigd" in response.content.decode()
    assert "Van mij" in response.content.decode()
    assert Decision.objects.get(pk=decision.pk).subject == "Van de ander"
