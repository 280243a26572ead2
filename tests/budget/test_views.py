"""Pages of the budget: what they show, forms, filters, rights, and that queries do not grow with rows."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from budget.figures import current_version
from budget.models import BudgetLine, BudgetVersion, Cost
from budget.today import today
from participants.access import Role
from participants.models import User
from tests.factories.budget import BudgetLineFactory, CostFactory, plan_budget
from tests.helpers import assert_constant_queries

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Role], Client]


@pytest.fixture
def leader(client_for: ClientFor) -> Client:
    return client_for(Role.PROJECT_LEADER)


def _text(client: Client, name: str, *args: object, query: str = "") -> str:
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_without_a_grant_the_pages_say_so(leader: Client) -> None:
    for name in ("index", "costs", "versions", "cost_add", "version_add"):
        assert "Er is nog geen subsidie" in _text(leader, f"budget:{name}")


def test_the_budget_explains_2015_and_shows_years_without_a_point(leader: Client) -> None:
    plan_budget()
    page = _text(leader, "budget:index")
    assert "€ -5.500,00" in page
    assert "dat wordt betaald uit wat eerder overbleef" in page
    assert "sluit op € 125.000,00" in page
    assert "2.015" not in page
    assert "tone-late" not in page


def test_a_lack_that_is_real_is_told(leader: Client) -> None:
    grant = plan_budget()
    grant.years.filter(year=2014).update(amount=Decimal(1000))
    page = _text(leader, "budget:index")
    assert "te weinig" in page
    assert "sluit niet" in page


def test_pm_empty_and_zero_look_different(leader: Client) -> None:
    line = BudgetLineFactory()
    CostFactory(grant=line.grant, line=line, pm=True)
    CostFactory(grant=line.grant, line=line, empty=True)
    CostFactory(grant=line.grant, line=line, amount=Decimal(0))
    page = _text(leader, "budget:costs")
    assert "nog niet ingevuld" in page
    assert "€ 0,00" in page
    assert ">PM<" in page
    assert "2 regels hebben nog geen bedrag" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"gewoon", "pm", "leeg", "betaald", "zaal"}),
        ("?missing=pm", {"pm"}),
        ("?missing=amount", {"leeg"}),
        ("?missing=proof", {"betaald"}),
        ("?missing=in_kind", {"zaal"}),
        ("?state=paid", {"betaald"}),
        ("?state=planned", {"gewoon", "pm", "leeg"}),
        ("?year=2014", {"leeg"}),
        ("?year=onzin&state=x&line=999999999999999999999&missing=x", {"gewoon", "pm", "leeg", "betaald", "zaal"}),
        ("?page=999", {"gewoon", "pm", "leeg", "betaald", "zaal"}),
    ],
)
def test_the_filters_of_the_list(leader: Client, query: str, shown: set[str]) -> None:
    line = BudgetLineFactory()
    fields = {"grant": line.grant, "line": line}
    CostFactory(description="gewoon", **fields)
    CostFactory(description="pm", pm=True, **fields)
    CostFactory(description="leeg", empty=True, year=2014, **fields)
    CostFactory(description="betaald", paid=True, **fields)
    CostFactory(description="zaal", in_kind=True, grant=line.grant)
    response = leader.get(reverse("budget:costs") + query)
    assert {row.cost.description for row in response.context["rows"]} == shown


def _form(line: BudgetLine, /, **changes: object) -> dict[str, object]:
    data = {
        "description": "Lunch",
        "line": line.pk,
        "year": 2015,
        "amount_kind": "amount",
        "amount": "1.234,50",
        "state": "planned",
        "submit_key": "0b7e4a52-8a3a-4a53-8f0e-2f6d7a3b9c11",
    }
    return data | changes


def test_a_double_press_makes_one_cost_with_a_dutch_amount(leader: Client) -> None:
    line = BudgetLineFactory()
    for _ in range(2):
        assert leader.post(reverse("budget:cost_add"), _form(line)).status_code == 302
    assert Cost.objects.get().amount == Decimal("1234.50")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": ""}, "kies PM"),
        ({"amount_kind": "pm"}, "Laat het bedrag leeg"),
        ({"paid_on": "2015-06-01"}, "kies de stand"),
        ({"amount": "-1"}, "0 of hoger"),
        ({"amount": "1,005"}, "achter de komma"),
        ({"state": "paid"}, "datum van betaling"),
        ({"line": ""}, "Kies de post"),
        ({"line": "99999999999999999999"}, "geldige"),
        ({"year": "1"}, "vanaf 2000"),
    ],
)
def test_odd_input_gets_a_sentence(leader: Client, changes: dict[str, object], sentence: str) -> None:
    response = leader.post(reverse("budget:cost_add"), _form(BudgetLineFactory(), **changes))
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Cost.objects.exists()


def test_what_is_given_for_free_has_a_form_of_its_own(leader: Client) -> None:
    BudgetLineFactory()
    data = {"description": "Zaal", "supplier": "Gemeente", "year": 2015, "in_kind_hours": "2,5", "amount": "100"}
    assert leader.post(reverse("budget:in_kind_add"), data).status_code == 302
    cost = Cost.objects.get()
    assert (cost.is_in_kind, cost.amount, cost.line, cost.in_kind_hours) == (True, None, None, Decimal("2.5"))
    url = reverse("budget:cost_edit", args=[cost.pk])
    assert leader.post(url, {**data, "in_kind_hours": "3", "version": 0}).status_code == 302
    assert Cost.objects.get().in_kind_hours == Decimal(3)
    assert "telt niet mee in de bedragen" in _text(leader, "budget:cost", cost.pk)


def test_the_second_editor_keeps_the_typed_text(leader: Client) -> None:
    cost = CostFactory()
    url = reverse("budget:cost_edit", args=[cost.pk])
    data = _form(cost.line, version=0)
    assert leader.post(url, {**data, "description": "Van de ander"}).status_code == 302
    response = leader.post(url, {**data, "description": "Van mij"})
    assert response.status_code == 200
    assert "Iemand anders heeft dit intussen gewijzigd" in response.content.decode()
    assert "Van mij" in response.content.decode()
    assert Cost.objects.get().description == "Van de ander"


def test_a_receipt_is_added_and_given_out(leader: Client, client_for: ClientFor) -> None:
    cost = CostFactory(paid=True)
    url = reverse("budget:file_add", args=[cost.pk])
    assert leader.get(reverse("budget:receipt", args=[cost.pk])).status_code == 404
    bad = SimpleUploadedFile("bon.exe", b"MZ")
    assert "kan niet worden geplaatst" in leader.post(url, {"slot": "receipt", "upload": bad}).content.decode()
    good = SimpleUploadedFile("bon.txt", b"Bon")
    assert leader.post(url, {"slot": "receipt", "upload": good}).status_code == 302
    response = leader.get(reverse("budget:receipt", args=[cost.pk]))
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert client_for(Role.BOARD).get(reverse("budget:receipt", args=[cost.pk])).status_code == 403


def test_a_new_version_by_form(leader: Client) -> None:
    grant = plan_budget()
    line = BudgetLine.objects.get(code="overig")
    page = _text(leader, "budget:version_add")
    assert "37.500,00" in page
    data = {"name": "Versie 3", "dated_on": "2015-03-01", "reason": "Meer zalen", f"amount_{line.pk}_0": "6.500,50"}
    assert leader.post(reverse("budget:version_add"), data).status_code == 302
    version = current_version(grant)
    assert version is not None
    assert [(a.year, a.amount) for a in version.amounts.all()] == [(None, Decimal("6500.50"))]
    again = leader.post(reverse("budget:version_add"), data)
    assert "Er is al een versie met deze naam" in again.content.decode()
    odd = leader.post(reverse("budget:version_add"), {**data, f"amount_{line.pk}_0": "veel"})
    assert odd.status_code == 200
    assert BudgetVersion.objects.count() == 2


def test_versions_are_compared(leader: Client) -> None:
    grant = plan_budget()
    first = current_version(grant)
    assert first is not None
    line = BudgetLine.objects.get(code="overig")
    data = {"name": "Versie 3", "dated_on": "2015-03-01", "reason": "Meer zalen", f"amount_{line.pk}_0": "6.500,50"}
    leader.post(reverse("budget:version_add"), data)
    page = _text(leader, "budget:versions")
    assert "€ 6.500,50" in page
    assert "€ -499,50" in page
    assert "eerdere versie" in _text(leader, "budget:version", first.pk)
    assert leader.get(reverse("budget:versions"), {"van": "x", "naar": "-1"}).status_code == 200
    assert leader.get(reverse("budget:version_choose", args=[first.pk])).status_code == 405
    assert leader.post(reverse("budget:version_choose", args=[first.pk])).status_code == 302
    assert current_version(grant) == first


@pytest.mark.parametrize("role", [Role.BOARD, Role.SUPPORT, Role.COORDINATOR, Role.FUNDER])
def test_the_budget_is_for_the_project_leader(client_for: ClientFor, leader: Client, role: Role) -> None:
    cost = CostFactory()
    for name, args in (("budget:index", ()), ("budget:costs", ()), ("budget:cost", (cost.pk,))):
        assert client_for(role).get(reverse(name, args=args)).status_code == 403
        assert leader.get(reverse(name, args=args)).status_code == 200


def test_queries_do_not_grow_with_rows(leader: Client) -> None:
    grant = plan_budget()
    line = BudgetLine.objects.get(code="overig")

    def grow(number: int) -> None:
        for _ in range(number):
            CostFactory(grant=grant, line=line, paid=True)

    for name in ("budget:index", "budget:costs"):
        assert_constant_queries(leader, reverse(name), grow)


def test_today_tells_the_project_leader_and_nobody_else(users: dict[Role, User]) -> None:
    line = BudgetLineFactory()
    CostFactory(grant=line.grant, line=line, paid=True)
    CostFactory(grant=line.grant, line=line, empty=True)
    lines = today(users[Role.PROJECT_LEADER], timezone.now())
    assert [line.sentence for line in lines] == [
        "1 kostenregel mist een bon of betaalbewijs.",
        "1 kostenregel heeft nog geen bedrag.",
    ]
    assert today(users[Role.BOARD], timezone.now()) == []
