"""Pages: odd numbers give a page, counts are bounded, and going by the last row seen misses and doubles nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from core import paging
from core.models import Job, StoredFile
from core.paging import keyset, page
from core.params import choice, int_or_404, int_or_none

factory = RequestFactory()
START = datetime(2015, 1, 1, tzinfo=UTC)


@pytest.fixture
def rows(db: None) -> None:
    """Make 23 jobs, several at the same moment."""
    Job.objects.bulk_create(Job(kind="k", key=str(n), not_before=START + timedelta(days=n // 4)) for n in range(23))


ODD = ["", "0", "-1", "abc", "1.5", "²", "٣", "\x00", "9" * 40, "1e9", " ", "null"]


@pytest.mark.parametrize("number", ODD)
def test_an_odd_page_number_gives_a_page(rows: None, number: str) -> None:
    found = page(factory.get("/", {"page": number}), Job.objects.order_by("pk"), per_page=10)
    assert found.number in (1, 3)
    assert len(found) in (10, 3)


def test_a_page_by_number(rows: None) -> None:
    found = page(factory.get("/", {"page": "2"}), Job.objects.order_by("pk"), per_page=10)
    assert [job.key for job in found] == [str(n) for n in range(10, 20)]
    assert (found.paginator.count, found.paginator.num_pages, found.has_next()) == (23, 3, True)
    assert page(factory.get("/", {"page": "99"}), Job.objects.order_by("pk"), per_page=10).number == 3
    assert page(factory.get("/"), Job.objects.none()).number == 1
    assert list(page(factory.get("/"), [1, 2, 3], per_page=2)) == [1, 2]


def test_a_count_is_bounded(rows: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST", 10)
    with CaptureQueriesContext(connection) as queries:
        found: Any = page(factory.get("/", {"page": "9"}), Job.objects.order_by("pk"), per_page=5)
    assert (found.number, found.paginator.count, found.paginator.is_more) == (2, 10, True)
    assert "LIMIT 11" in queries[0]["sql"]


def walk(direction: str, fields: tuple[str, ...], per_page: int) -> list[Any]:
    """Follow the cursors to the end, and return the rows seen."""
    seen: list[Any] = []
    cursor: str | None = None
    for _ in range(40):
        found = keyset(factory.get("/", {direction: cursor} if cursor else {}), Job.objects.all(), fields, per_page)
        seen += list(found)
        cursor = found.next_cursor
        if cursor is None:
            return seen
    raise AssertionError("no end")


@pytest.mark.parametrize("per_page", [1, 4, 5, 22, 23, 24])
@pytest.mark.parametrize("fields", [("-not_before", "-pk"), ("not_before", "pk")])
def test_every_row_is_seen_once_and_in_order(rows: None, fields: tuple[str, ...], per_page: int) -> None:
    assert walk("na", fields, per_page) == list(Job.objects.order_by(*fields))


def test_the_way_back(rows: None) -> None:
    first = keyset(factory.get("/"), Job.objects.all(), ("-not_before", "-pk"), 5)
    second = keyset(factory.get("/", {"na": first.next_cursor}), Job.objects.all(), ("-not_before", "-pk"), 5)
    third = keyset(factory.get("/", {"na": second.next_cursor}), Job.objects.all(), ("-not_before", "-pk"), 5)
    again = keyset(factory.get("/", {"voor": third.previous_cursor}), Job.objects.all(), ("-not_before", "-pk"), 5)
    assert list(again) == list(second)
    begin = keyset(factory.get("/", {"voor": second.previous_cursor}), Job.objects.all(), ("-not_before", "-pk"), 5)
    assert list(begin) == list(first)
    assert first.previous_cursor is None
    assert begin.previous_cursor is None
    assert begin.next_cursor is not None


def test_it_compares_rows_as_one_value_and_counts_nothing(rows: None) -> None:
    cursor = keyset(factory.get("/"), Job.objects.all(), ("-not_before", "-pk"), 5).next_cursor
    with CaptureQueriesContext(connection) as queries:
        keyset(factory.get("/", {"na": cursor}), Job.objects.all(), ("-not_before", "-pk"), 5)
    assert len(queries) == 1
    assert '("core_job"."not_before", "core_job"."id") < (' in queries[0]["sql"]
    assert "COUNT" not in queries[0]["sql"]
    assert " OR " not in queries[0]["sql"]


@pytest.mark.parametrize("cursor", [*ODD, "a:b:c", "WyJ4Il0:x:y"])
def test_a_cursor_that_is_not_ours_gives_the_first_page(rows: None, cursor: str) -> None:
    first = list(keyset(factory.get("/"), Job.objects.all(), ("-not_before", "-pk"), 5))
    for name in ("na", "voor"):
        assert list(keyset(factory.get("/", {name: cursor}), Job.objects.all(), ("-not_before", "-pk"), 5)) == first


def test_a_cursor_of_another_list_does_no_harm(rows: None, db: None) -> None:
    StoredFile.objects.create(name="a", mimetype="x", size=1, sha256="0")
    StoredFile.objects.create(name="b", mimetype="x", size=1, sha256="0")
    cursor = keyset(factory.get("/"), StoredFile.objects.all(), ("name", "pk"), 1).next_cursor
    assert len(keyset(factory.get("/", {"na": cursor}), Job.objects.all(), ("-not_before", "-pk"), 5)) == 5


@given(st.text())
def test_a_number_is_a_key_or_nothing(text: str) -> None:
    number = int_or_none(text)
    assert number is None or (0 <= number < 2**63)


@pytest.mark.parametrize("value", [*ODD[2:], None, "9223372036854775808"])
def test_what_is_no_key_is_not_found(value: str | None) -> None:
    with pytest.raises(Http404):
        int_or_404(value)


def test_a_key_is_a_key() -> None:
    assert int_or_404("12") == 12
    assert int_or_404("9223372036854775807") == 2**63 - 1


def test_a_choice_is_one_of_those_allowed() -> None:
    assert choice(factory.get("/", {"o": "naam"}), "o", {"naam", "datum"}, "datum") == "naam"
    assert choice(factory.get("/", {"o": "password"}), "o", {"naam", "datum"}, "datum") == "datum"
    assert choice(factory.get("/"), "o", {"naam", "datum"}, "datum") == "datum"
