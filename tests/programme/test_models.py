"""What the database refuses, with a Dutch sentence in the form before it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from programme.models import PlanItem, PlanStatus, Programme
from tests.factories.programme import (
    DecisionFactory,
    IntendedResultFactory,
    PlanItemFactory,
    PlanItemSourceFactory,
    ProgrammeFactory,
    soft,
)

pytestmark = pytest.mark.django_db


def _refused(make: object, **fields: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**fields)  # type: ignore[operator]


def test_one_programme_is_current() -> None:
    ProgrammeFactory()
    ProgrammeFactory(previous=True)
    _refused(ProgrammeFactory, name="Nog een", is_current=True)
    assert Programme.objects.current().name == "Veilige Publieke Taak"


def test_a_programme_ends_after_it_begins() -> None:
    _refused(ProgrammeFactory, name="Krom", is_current=False, ends_on=date(2014, 3, 31))
    programme = ProgrammeFactory(original_ends_on=date(2015, 5, 31))
    assert programme.is_extended


@pytest.mark.parametrize(
    "text", ["17-6-'14", "mei/juni 2014", "voorjaar 2016", "maart/april 2015", "conform Plan van Aanpak", "ad hoc", ""]
)
def test_a_soft_date_is_kept_as_written(text: str) -> None:
    item = PlanItemFactory(original=soft(text), current=soft(text))
    kept = PlanItem.objects.get(pk=item.pk)
    assert str(kept.original) == text
    assert str(kept.current) == text


def test_a_soft_date_is_late_only_after_its_last_day() -> None:
    item = PlanItemFactory(when="voorjaar 2016")
    assert not item.is_overdue(date(2016, 5, 31))
    assert item.is_overdue(date(2016, 6, 1))
    assert list(PlanItem.objects.overdue(date(2016, 5, 31))) == []
    assert list(PlanItem.objects.overdue(date(2016, 6, 1))) == [item]


@pytest.mark.parametrize("trait", ["realised", "dropped", "undated"])
def test_what_is_done_dropped_or_undated_is_never_late(trait: str) -> None:
    item = PlanItemFactory(**{trait: True})
    assert not item.is_overdue(date(2030, 1, 1))
    assert not PlanItem.objects.overdue(date(2030, 1, 1)).exists()


@pytest.mark.parametrize("status", ["moved", "dropped"])
def test_a_change_needs_a_reason(status: str) -> None:
    PlanItemFactory(status=status, reason="De zaal was bezet.")
    _refused(PlanItemFactory, status=status, reason="")


def test_a_real_date_belongs_to_what_took_place() -> None:
    PlanItemFactory(realised=True)
    _refused(PlanItemFactory, happened_on=date(2015, 6, 11))


def test_unknown_words_are_refused() -> None:
    _refused(PlanItemFactory, status="misschien")
    _refused(PlanItemFactory, categories=["geld"])
    _refused(IntendedResultFactory, categories=["geld"])
    _refused(IntendedResultFactory, state=6)


def test_a_result_number_occurs_once_and_its_sentence_is_dutch() -> None:
    first = IntendedResultFactory(number=1)
    with pytest.raises(ValidationError, match="Dit nummer is al gebruikt"):
        IntendedResultFactory.build(programme=first.programme, number=1).validate_constraints()
    _refused(IntendedResultFactory, programme=first.programme, number=1)


def test_a_source_speaks_once_about_an_activity() -> None:
    source = PlanItemSourceFactory()
    _refused(PlanItemSourceFactory, item=source.item, source=source.source)


def test_two_sources_may_tell_one_day_differently() -> None:
    first = DecisionFactory(body="both_boards", kind="agreed", subject="Plan van Aanpak")
    DecisionFactory(body="daily_board", kind="noted", subject="Plan van Aanpak", source="informatienotitie")
    _refused(DecisionFactory, body=first.body, kind=first.kind, subject=first.subject)


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        (PlanStatus.PLANNED, {"moved", "realised", "dropped"}),
        (PlanStatus.MOVED, {"moved", "realised", "dropped"}),
        (PlanStatus.REALISED, {"planned", "moved"}),
        (PlanStatus.DROPPED, {"planned", "moved"}),
    ],
)
def test_the_table_of_steps(status: PlanStatus, allowed: set[str]) -> None:
    item = PlanItem(status=status)
    assert {step.value for step in PlanStatus if item.may_become(step)} == allowed
