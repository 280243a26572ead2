"""The budget of the plan as figures: lines, years, carry-over, what is used and what is left."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budget import figures
from budget.charts import budget_figure
from budget.documents import budget_table
from budget.models import BudgetLine, Cost, CostState
from tests.factories.budget import BudgetAmountFactory, BudgetVersionFactory, CostFactory, plan_budget

pytestmark = pytest.mark.django_db
D = Decimal


def test_the_table_of_the_plan() -> None:
    rows = {row.label: row for row in budget_table(figures.overview(plan_budget()))}
    assert rows["Subsidie"].cells == (D(50000), D(50000), D(25000), None)
    assert rows["Projectleider"].cells == (D(37500), D(50000), D(25000), None)
    assert rows["Ondersteuning"].cells == (D(0), D(5500), D(0), None)
    assert rows["Overig"].cells == (None, None, None, D(7000))
    assert rows["Verschil van het jaar"].cells == (D(12500), D(-5500), D(0), D(-7000))
    assert rows["Overgeheveld uit eerdere jaren"].cells == (D(0), D(12500), D(7000), D(7000))
    assert rows["Over aan het eind"].cells == (D(12500), D(7000), D(7000), D(0))
    assert [rows[name].total for name in ("Subsidie", "Projectleider", "Ondersteuning", "Overig")] == [
        D(125000),
        D(112500),
        D(5500),
        D(7000),
    ]
    assert rows["Verschil van het jaar"].total == 0


def test_used_and_left_per_line_and_year() -> None:
    grant = plan_budget()
    leader = BudgetLine.objects.get(code="projectleider")
    other = BudgetLine.objects.get(code="overig")
    CostFactory(grant=grant, line=leader, year=2014, paid=True, amount=D("12500.00"))
    CostFactory(grant=grant, line=leader, year=2014, committed=True, amount=D("0.01"))
    CostFactory(grant=grant, line=leader, year=2014, amount=D("1000.00"))
    CostFactory(grant=grant, line=other, year=2015, invoiced=True, amount=D("412.50"))
    CostFactory(grant=grant, line=other, year=2015, pm=True)
    CostFactory(grant=grant, line=other, year=2016, empty=True)
    CostFactory(grant=grant, in_kind=True)
    overview = figures.overview(grant)
    by_code = {row.line.code: row for row in overview.rows}
    cell = by_code["projectleider"].cells[0]
    assert (cell.paid, cell.committed, cell.planned) == (D(12500), D("0.01"), D(1000))
    assert (cell.left, cell.free) == (D("24999.99"), D("23999.99"))
    others = by_code["overig"]
    assert [cell.left for cell in others.cells] == [None, None, None]
    assert others.total.left == D("6587.50")
    assert (others.total.pm_count, others.total.empty_count) == (1, 1)
    assert overview.in_kind == figures.InKind(1, D(0), D("3.00"))
    assert overview.total.used == D("12912.51")
    assert "2 regels hebben nog geen bedrag" in overview.sentence


costs = st.lists(
    st.tuples(
        st.sampled_from([2014, 2015, 2016]),
        st.sampled_from(list(CostState)),
        st.decimals(min_value=0, max_value=10**6, places=2),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(costs)
def test_the_sums_are_the_sums_of_the_rows_to_the_cent(rows: list[tuple[int, CostState, Decimal]]) -> None:
    Cost.objects.all().delete()
    grant = figures.current_grant() or plan_budget()
    lines = list(BudgetLine.objects.filter(grant=grant))
    for at, (year, state, amount) in enumerate(rows):
        paid = {"paid": True} if state == CostState.PAID else {"state": state}
        CostFactory(grant=grant, line=lines[at % len(lines)], year=year, amount=amount, **paid)
    overview = figures.overview(grant)
    for state in CostState:
        wanted = sum((amount for _, kept, amount in rows if kept == state), D(0))
        assert getattr(overview.total, state) == wanted
        assert sum((getattr(cell, state) for cell in overview.year_totals), D(0)) == wanted
    for row in overview.rows:
        assert sum((cell.used for cell in row.cells), D(0)) == row.total.used


def test_versions_are_compared_place_by_place() -> None:
    grant = plan_budget()
    after = figures.current_version(grant)
    assert after is not None
    before = BudgetVersionFactory(grant=grant)
    leader, other = BudgetLine.objects.get(code="projectleider"), BudgetLine.objects.get(code="overig")
    for year, amount in ((2014, "37500.00"), (2015, "49999.99"), (2016, "25000.00")):
        BudgetAmountFactory(version=before, line=leader, year=year, amount=D(amount))
    BudgetAmountFactory(version=before, line=other, year=None, amount=D("7000.00"))
    changes = [(c.line.code, c.year, c.before, c.after, c.difference) for c in figures.compare(before, after)]
    assert changes == [
        ("projectleider", 2015, D("49999.99"), D("50000.00"), D("0.01")),
        ("ondersteuning", 2015, None, D("5500.00"), D("5500.00")),
    ]
    assert figures.compare(after, after) == []


def test_the_overview_takes_a_fixed_number_of_queries() -> None:
    grant = plan_budget()
    line = BudgetLine.objects.get(code="overig")
    for number in (2, 18):
        for _ in range(number):
            CostFactory(grant=grant, line=line)
        with CaptureQueriesContext(connection) as queries:
            figures.overview(grant)
        assert len(queries) == 6


@pytest.mark.parametrize(
    ("day", "year"), [(date(2013, 5, 1), 2014), (date(2015, 5, 1), 2015), (date(2026, 5, 1), 2016)]
)
def test_a_new_cost_starts_in_a_year_of_the_grant(day: date, year: int) -> None:
    assert figures.nearest_year(plan_budget(), day) == year


def test_the_picture_says_that_the_budget_closes() -> None:
    figure = budget_figure(figures.overview(plan_budget()))
    assert figure.title == "De begroting sluit; wat er in 2015 tekort is, komt uit eerdere jaren."
    assert figure.svg.lstrip().startswith("<svg")
    assert [row[0] for row in figure.rows] == ["2014", "2015", "2016", "zonder jaar"]
