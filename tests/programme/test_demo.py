"""The programme of the documents, as the demonstration loads it."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from core.demo import DemoWorld
from measures.models import Measure
from programme import demo, figures
from programme.models import Decision, IntendedResult, PlanItem, PlanStatus, Programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    world = DemoWorld(now=timezone.now())
    demo.load(world)
    demo.load(world)
    found = Programme.objects.current()
    assert found is not None
    return found


def test_loading_twice_gives_the_eight_results_with_the_categories_of_the_plan(programme: Programme) -> None:
    categories = {r.number: set(r.categories) for r in IntendedResult.objects.all()}
    assert categories == {
        1: {"organisation"},
        2: {"organisation", "network"},
        3: {"measures", "network"},
        4: {"measures"},
        5: {"measures", "network"},
        6: {"measures"},
        7: {"measures"},
        8: set(),
    }


def test_the_planning_is_complete_and_every_status_occurs(programme: Programme) -> None:
    items = PlanItem.objects.filter(programme=programme)
    assert items.filter(kind="join_the_club").count() == 6
    assert items.filter(kind="ambassadors").count() == 3
    assert items.filter(kind="closing").count() == 1
    assert set(items.values_list("status", flat=True)) == set(PlanStatus.values)
    assert items.overdue(timezone.localdate()).exists()
    assert items.filter(original="17 juli 2014").exists()
    if Measure.objects.exists():
        assert items.filter(measures__slug="schade").count() >= 2


def test_the_conflicts_of_the_documents_are_kept(programme: Programme) -> None:
    found = {c.item.title.split(":")[0]: c for c in figures.open_conflicts(programme)}
    first = found["Join the Club 1"]
    assert {claim.text for claim in first.claims} == {"17 juli 2014", "17-6-'14"}
    assert "17 juli 2014 waarschijnlijker" in first.argument
    assert "Herzien plan in Dagelijks en Algemeen Bestuur" in found


def test_the_twelfth_of_june_is_two_records(programme: Programme) -> None:
    same = Decision.objects.filter(taken_earliest=date(2014, 6, 12))
    assert {(d.body, d.kind) for d in same} == {("both_boards", "agreed"), ("daily_board", "noted")}
    assert len({d.source for d in same}) == 2


def test_phases_and_aim(programme: Programme) -> None:
    assert programme.is_extended
    assert (programme.original_ends_on, programme.ends_on) == (date(2015, 5, 31), date(2016, 6, 30))
    assert programme.national_target_percent == -25
