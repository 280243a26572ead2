"""Costs in and out of a spreadsheet: PM stays PM, a changed row is refused, a second import changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import tablib
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from budget.models import Cost
from budget.resources import CostResource, read_amount
from core.spreadsheets import SafeCSV, SafeXLSX
from participants.access import Role
from participants.models import User
from tests.factories.budget import BudgetLineFactory, CostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(users: dict[Role, User]) -> User:
    return users[Role.PROJECT_LEADER]


def _import(data: tablib.Dataset, actor: User) -> Any:
    return CostResource().import_data(data, dry_run=False, raise_errors=False, user=actor)


def _problems(result: Any) -> str:
    found = [str(error.error) for _, errors in result.row_errors() for error in errors]
    found += [str(row.error) for row in result.invalid_rows]
    return " ".join(found)


@pytest.mark.parametrize("kind", [SafeCSV, SafeXLSX])
def test_out_and_in_again_changes_nothing(kind: type, actor: User) -> None:
    line = BudgetLineFactory(name="Overige kosten")
    fields = {"grant": line.grant, "line": line}
    CostFactory(amount=Decimal("1234.50"), description="=SUM(A1)", **fields)
    CostFactory(pm=True, **fields)
    CostFactory(empty=True, **fields)
    CostFactory(paid=True, **fields)
    CostFactory(in_kind=True, grant=line.grant)
    before = list(Cost.objects.order_by("pk").values())
    written = kind().export_data(CostResource().export())
    again = kind().create_dataset(written)
    result = _import(again, actor)
    assert _problems(result) == ""
    assert result.totals["skip"] == 5
    assert list(Cost.objects.order_by("pk").values()) == before


def _row(**changes: object) -> tablib.Dataset:
    row: dict[str, object] = {
        "nummer": "",
        "versie": "",
        "omschrijving": "Lunch",
        "post": "Overige kosten",
        "jaar": 2015.0,
        "bedrag": "412,50",
        "stand": "gepland",
    } | changes
    return tablib.Dataset(list(row.values()), headers=list(row))


def test_a_new_row_is_added_and_told_to_the_audit_trail(actor: User) -> None:
    BudgetLineFactory(name="Overige kosten")
    result = _import(_row(), actor)
    assert _problems(result) == ""
    cost = Cost.objects.get()
    assert (cost.amount, cost.year, cost.line.name) == (Decimal("412.50"), 2015, "Overige kosten")


@pytest.mark.parametrize(
    ("cell", "kind"), [("PM", "pm"), (" pm. ", "pm"), ("", "empty"), (None, "empty"), (0, "amount")]
)
def test_three_kinds_of_amount(actor: User, cell: object, kind: str) -> None:
    BudgetLineFactory(name="Overige kosten")
    assert _problems(_import(_row(bedrag=cell), actor)) == ""
    assert Cost.objects.get().amount_kind == kind


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"bedrag": "veel"}, "geen bedrag"),
        ({"bedrag": "1,005"}, "geen bedrag"),
        ({"bedrag": 1.005}, "twee cijfers"),
        ({"bedrag": "-1"}, "0 of hoger"),
        ({"stand": "kwijt"}, "Kies uit"),
        ({"post": "Onbekend"}, "geen post"),
        ({"jaar": "tweeduizend"}, "geen heel getal"),
        ({"stand": "betaald"}, "datum van betaling"),
        ({"bedrag": "PM", "stand": "gefactureerd"}, "heeft een bedrag"),
        ({"nummer": 987654}, "geen kostenregel"),
    ],
)
def test_a_wrong_row_is_refused_with_a_sentence(actor: User, changes: dict[str, object], sentence: str) -> None:
    BudgetLineFactory(name="Overige kosten")
    assert sentence in _problems(_import(_row(**changes), actor))
    assert not Cost.objects.exists()


def test_a_row_that_changed_after_the_export_is_refused(actor: User) -> None:
    line = BudgetLineFactory(name="Overige kosten")
    cost = CostFactory(grant=line.grant, line=line)
    data = CostResource().export()
    cost.description = "Intussen gewijzigd"
    cost.save()
    assert "gewijzigd na uw export" in _problems(_import(data, actor))


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1.234,50", "1234.50"), ("1234.5", "1234.50"), ("€ 600,-", None), ("1.234", "1234.00"), (12, "12.00")],
)
def test_reading_amounts(text: object, amount: str | None) -> None:
    if amount is None:
        with pytest.raises(ValueError, match="geen bedrag"):
            read_amount(text)
    else:
        assert read_amount(text) == Decimal(amount)


def test_import_and_export_are_guarded(client_for: Callable[[Role], Client]) -> None:
    BudgetLineFactory(name="Overige kosten")
    for name in ("import", "export"):
        url = reverse(f"admin:budget_cost_{name}")
        assert client_for(Role.PROJECT_LEADER).get(url).status_code == 200
        assert client_for(Role.SUPPORT).get(url).status_code == 403
    broken = SimpleUploadedFile("kosten.xlsx", b"PK geen excel")
    response = client_for(Role.PROJECT_LEADER).post(
        reverse("admin:budget_cost_import"), {"import_file": broken, "format": "0", "resource": "0"}
    )
    assert response.status_code == 200
