"""Sources that disagree are both kept and shown; a month and a day within it agree."""

from __future__ import annotations

import pytest

from programme.conflicts import conflict_of, conflicts_of
from programme.models import PlanItem
from tests.factories.programme import PlanItemFactory, PlanItemSourceFactory

pytestmark = pytest.mark.django_db


def _item(*dates: str, **fields: object) -> PlanItem:
    item: PlanItem = PlanItemFactory(when=dates[0], **fields)
    for text in dates:
        PlanItemSourceFactory(item=item, when=text)
    return item


def test_the_first_join_the_club_shows_both_dates_and_which_weekday_is_usual() -> None:
    first = _item("17 juli 2014", "17-6-'14")
    _item("16 oktober 2014", "16-10-'14")
    _item("Januari 2015", "15-1-'15")
    (conflict,) = conflicts_of(first.programme)
    assert conflict.item == first
    assert [(claim.text, claim.weekday) for claim in conflict.claims] == [
        ("17 juli 2014", "donderdag"),
        ("17-6-'14", "dinsdag"),
    ]
    assert "17 juli 2014 waarschijnlijker" in conflict.argument
    assert conflict_of(first) == conflict


def test_the_list_and_the_single_question_agree() -> None:
    pairs = [
        ("17 juli 2014", "17-6-'14", True),
        ("Januari 2015", "15-1-'15", False),
        ("December 2014", "maart/april 2015", True),
        ("Juni 2015", "begin 2015", True),
        ("Juni 2015", "ad hoc", False),
        ("Juni 2015", "", False),
    ]
    items = {_item(left, right).pk: is_conflict for left, right, is_conflict in pairs}
    programme = PlanItem.objects.first().programme
    assert {conflict.item.pk for conflict in conflicts_of(programme)} == {pk for pk, is_one in items.items() if is_one}
    for pk, is_one in items.items():
        assert (conflict_of(PlanItem.objects.get(pk=pk)) is not None) is is_one


def test_no_argument_without_two_other_days_of_the_same_weekday() -> None:
    first = _item("17 juli 2014", "17-6-'14")
    _item("16 oktober 2014")
    assert conflict_of(first).argument == ""
    _item("14 oktober 2014")  # a Tuesday: now no weekday is usual
    assert conflict_of(first).argument == ""


def test_other_kinds_of_meetings_do_not_count_as_usual() -> None:
    first = _item("17 juli 2014", "17-6-'14")
    _item("16 oktober 2014", kind="special")
    _item("15-1-'15", kind="special")
    assert conflict_of(first).argument == ""
