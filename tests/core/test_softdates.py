"""Soft dates: what Dutch texts mean, that nothing becomes a false day, and the columns in the database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms
from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import ValidationError
from django.db import connection, models
from hypothesis import given
from hypothesis import strategies as st

from core.softdates import (
    Precision,
    SoftDate,
    SoftDateField,
    parse_soft_date,
    soft_columns,
    soft_order,
    soft_overlap,
    soft_values,
)
from tests.core.models import Activity, make_table

PROGRAMME = (date(2014, 4, 3), date(2016, 6, 30))
FIRST, LAST = PROGRAMME


def d(text: str) -> date:
    """Return a day."""
    return date.fromisoformat(text)


READ = [
    ("17-6-'14", "day", "2014-06-17", "2014-06-17"),
    ("17-6-’14", "day", "2014-06-17", "2014-06-17"),
    ("15-1-'15", "day", "2015-01-15", "2015-01-15"),
    ("2014-06-17", "day", "2014-06-17", "2014-06-17"),
    ("17/6/2014", "day", "2014-06-17", "2014-06-17"),
    ("17 juli 2014", "day", "2014-07-17", "2014-07-17"),
    ("Donderdag 17 juli 2014, 14.00 uur", "day", "2014-07-17", "2014-07-17"),
    ("15 sept. 2014", "day", "2014-09-15", "2014-09-15"),
    ("29 februari 2016", "day", "2016-02-29", "2016-02-29"),
    ("oktober '15", "month", "2015-10-01", "2015-10-31"),
    ("Mei 2014", "month", "2014-05-01", "2014-05-31"),
    ("in februari 2016", "month", "2016-02-01", "2016-02-29"),
    ("mei/juni 2014", "range", "2014-05-01", "2014-06-30"),
    ("maart/april 2015", "range", "2015-03-01", "2015-04-30"),
    ("december 2014/januari 2015", "range", "2014-12-01", "2015-01-31"),
    ("november - februari 2015", "range", "2014-11-01", "2015-02-28"),
    ("maart t/m mei 2015", "range", "2015-03-01", "2015-05-31"),
    ("voorjaar 2016", "season", "2016-03-01", "2016-05-31"),
    ("Najaar 2015", "season", "2015-09-01", "2015-11-30"),
    ("winter 2014/2015", "season", "2014-12-01", "2015-02-28"),
    ("winter 2015", "season", "2015-01-01", "2016-02-29"),
    ("Q2 2015", "quarter", "2015-04-01", "2015-06-30"),
    ("tweede kwartaal van 2015", "quarter", "2015-04-01", "2015-06-30"),
    ("eerste helft 2015", "half_year", "2015-01-01", "2015-06-30"),
    ("2e halfjaar 2015", "half_year", "2015-07-01", "2015-12-31"),
    ("2015", "year", "2015-01-01", "2015-12-31"),
    ("begin 2015", "range", "2015-01-01", "2015-04-30"),
    ("medio 2016", "range", "2016-05-01", "2016-08-31"),
    ("eind mei 2015", "range", "2015-05-21", "2015-05-31"),
    ("week 23 2014", "range", "2014-06-02", "2014-06-08"),
    ("vanaf maart 2015 – eind 2016", "range", "2015-03-01", "2016-12-31"),
    ("vanaf juli 2015 tot einde project", "range", "2015-07-01", "2016-06-30"),
    ("Vanaf maart 2015 tot einde van het project", "range", "2015-03-01", "2016-06-30"),
    ("vanaf juli 2015", "range", "2015-07-01", "2016-06-30"),
    ("tot juni 2016", "range", "2014-04-03", "2016-06-30"),
    ("tussen mei en juli 2015", "range", "2015-05-01", "2015-07-31"),
    ("12-14 juni 2014", "range", "2014-06-12", "2014-06-14"),
    ("12 en 13 juni 2014", "range", "2014-06-12", "2014-06-13"),
    ("mei 2014, mei 2015", "range", "2014-05-01", "2015-05-31"),
    ("april 2015, november 2015, juni 2016", "range", "2015-04-01", "2016-06-30"),
    ("12 juni 2014 en maart/april 2015", "range", "2014-06-12", "2015-04-30"),
    ("rond 15 mei 2014", "range", "2014-05-08", "2014-05-22"),
    ("mei 2014?", "range", "2014-03-31", "2014-07-01"),
    ("15 september", "open", "2014-09-15", "2015-09-15"),
    ("27 maart", "open", "2015-03-27", "2016-03-27"),
    ("november", "open", "2014-11-01", "2015-11-30"),
]


@pytest.mark.parametrize(("text", "precision", "earliest", "latest"), READ, ids=[row[0] for row in READ])
def test_what_a_text_means(text: str, precision: str, earliest: str, latest: str) -> None:
    soft = parse_soft_date(text, programme=PROGRAMME)
    assert (soft.precision, soft.earliest, soft.latest) == (precision, d(earliest), d(latest))
    assert str(soft) == text


OPEN = [
    "conform Plan van Aanpak",
    "ad hoc",
    "Gedurende looptijd project",
    "vanaf de start",
    "ongeveer elk kwartaal",
    "enkele sponsorbijeenkomsten",
    "AB en DB 12 juni 2014 en overleg in maart, daarna ad hoc",
    "31 februari 2014",
    "17-13-2014",
    "dinsdag 17 juli 2014",  # it was a Thursday: one of both is wrong
    "mei 14",
    "niet voor 1 mei 2014",
    "van 2016 tot 2015",
    "week 60 2014",
    "twaalf dagen na 3 april 2014",
]


@pytest.mark.parametrize("text", OPEN)
def test_what_is_not_understood_stays_open(text: str) -> None:
    assert parse_soft_date(text) == SoftDate(text, Precision.OPEN.value, None, None)
    assert parse_soft_date(text, programme=PROGRAMME) == SoftDate(text, Precision.OPEN.value, FIRST, LAST)


def test_without_a_programme_the_other_side_is_not_known() -> None:
    assert parse_soft_date("vanaf juli 2015 tot einde project").latest is None
    assert parse_soft_date("tot juni 2016").earliest is None
    assert parse_soft_date("15 september") == SoftDate("15 september")


def test_a_programme_that_ended_before_does_not_turn_a_period_round() -> None:
    soft = parse_soft_date("vanaf juli 2017 tot einde project", programme=PROGRAMME)
    assert (soft.earliest, soft.latest) == (date(2017, 7, 1), None)


def test_no_text_is_no_date() -> None:
    assert not parse_soft_date("")
    assert parse_soft_date("", programme=PROGRAMME) == SoftDate()
    assert parse_soft_date(None) == SoftDate()


WORDS = st.sampled_from(
    "mei juni juli sept. maart voorjaar winter 2014 '15 2016 15 31 1 Q2 eerste helft kwartaal vanaf tot - – / , en "
    "t/m einde project begin medio eind rond conform week 23 donderdag 17-6-'14 1-1-2015 ? start de van het "
    "tussen".split()
)
TEXTS = st.one_of(st.text(), st.lists(WORDS, max_size=8).map(" ".join), st.lists(WORDS, max_size=6).map("".join))
DAYS = st.dates(min_value=date(1900, 1, 2), max_value=date(2099, 12, 31))


@given(text=TEXTS, programme=st.one_of(st.none(), st.tuples(DAYS, DAYS)))
def test_any_text_is_kept_and_has_bounds_in_order(text: str, programme: tuple[date, date] | None) -> None:
    soft = parse_soft_date(text, programme=programme)
    assert soft.text == text
    assert soft.precision in Precision.values
    assert soft.earliest is None or soft.latest is None or soft.earliest <= soft.latest
    assert isinstance(soft.describe(), str)


MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()


@given(day=DAYS)
def test_every_day_written_out_is_that_day(day: date) -> None:
    written = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    for text in (written, f"{day.day}-{day.month}-{day.year}", day.isoformat()):
        assert parse_soft_date(text) == SoftDate(text, Precision.DAY.value, day, day)


@given(text=TEXTS)
def test_only_a_text_with_a_day_month_and_year_is_a_day(text: str) -> None:
    if parse_soft_date(text, programme=PROGRAMME).is_exact:
        assert sum(part.isdigit() for part in text) >= 3


@given(size=st.integers(min_value=1, max_value=4000), piece=st.sampled_from(["a", " ", "1-", "mei/", "en ", "'14 "]))
def test_a_long_text_is_read_at_once(size: int, piece: str) -> None:
    assert parse_soft_date(piece * size).text == piece * size


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("17-6-'14", "17 juni 2014"),
        ("mei/juni 2014", "1 mei 2014 tot en met 30 juni 2014"),
        ("vanaf juli 2015", "vanaf 1 juli 2015"),
        ("tot juni 2016", "tot en met 30 juni 2016"),
        ("ad hoc", "geen vaste datum"),
        ("", ""),
    ],
)
def test_a_reading_in_dutch(text: str, reading: str) -> None:
    assert parse_soft_date(text).describe() == reading


# --- The field ------------------------------------------------------------------------------------------------------


@pytest.fixture
def table(db: None) -> None:
    """Make the table of activities."""
    make_table(Activity)


def test_a_text_is_stored_with_its_columns(table: None) -> None:
    Activity.objects.create(title="a", planned="mei/juni 2014", held=SoftDate("toen", "open", FIRST, LAST))
    row = Activity.objects.values().get()
    assert {name: row[name] for name in soft_columns("planned")} == {
        "planned": "mei/juni 2014",
        "planned_precision": "range",
        "planned_earliest": d("2014-05-01"),
        "planned_latest": d("2014-06-30"),
    }
    activity = Activity.objects.get(held_latest=LAST)
    assert activity.held == SoftDate("toen", "open", FIRST, LAST)
    assert activity.planned_latest == d("2014-06-30")


def test_a_new_text_moves_the_columns(table: None) -> None:
    activity = Activity.objects.create(title="a", planned="mei 2014", held="2014")
    activity.planned = "voorjaar 2016"
    assert activity.planned_earliest == d("2016-03-01")
    activity.save()
    again = Activity.objects.get(planned_earliest="2016-03-01", planned="voorjaar 2016")
    assert again.planned.precision == Precision.SEASON


def test_only_and_defer_still_give_a_soft_date(table: None) -> None:
    Activity.objects.create(title="a", planned="mei 2014", held="2014")
    assert Activity.objects.only("title").get().planned == parse_soft_date("mei 2014")
    assert Activity.objects.defer("planned_latest").get().planned.latest == d("2014-05-31")


def test_loading_reads_nothing_anew(table: None) -> None:
    activity = Activity.objects.create(title="a", planned="mei 2014", held="2014")
    Activity.objects.filter(pk=activity.pk).update(**soft_values("planned", SoftDate("mei 2014", "open", FIRST, LAST)))
    activity.refresh_from_db()
    assert activity.planned.latest == LAST


def test_it_sorts_and_filters(table: None) -> None:
    for text in ("voorjaar 2016", "ad hoc", "17-6-'14", "mei/juni 2014", "vanaf juli 2015"):
        Activity.objects.create(title=text, planned=text, held="2014")
    titles = Activity.objects.order_by(*soft_order("planned")).values_list("title", flat=True)
    assert list(titles) == ["mei/juni 2014", "17-6-'14", "vanaf juli 2015", "voorjaar 2016", "ad hoc"]
    overlapping = Activity.objects.filter(soft_overlap("planned", date(2016, 5, 1), date(2016, 5, 2)))
    assert set(overlapping.values_list("title", flat=True)) == {"voorjaar 2016", "vanaf juli 2015"}
    back = Activity.objects.order_by(*soft_order("planned", descending=True)).values_list("title", flat=True)
    assert next(iter(back)) == "voorjaar 2016"


def test_bulk_create_fills_the_columns(table: None) -> None:
    Activity.objects.bulk_create([Activity(title="a", planned="2015", held="2014")])
    assert Activity.objects.get().planned_latest == d("2015-12-31")


def test_an_empty_text_is_refused_unless_blank(table: None) -> None:
    with pytest.raises(ValidationError) as refusal:
        Activity(title="a", planned="", held="").full_clean()
    assert list(refusal.value.message_dict) == ["held"]
    with pytest.raises(ValidationError):
        Activity(title="a", held="x" * 201).full_clean()


def test_migrations_see_the_columns_as_fields() -> None:
    names = [field.name for field in Activity._meta.local_fields]
    assert sorted(names) == sorted(["id", "title", *soft_columns("planned"), *soft_columns("held")])
    assert SoftDateField("gepland").deconstruct()[1] == "core.softdates.SoftDateField"


def test_a_historical_model_takes_its_columns_from_the_migration() -> None:
    attributes: dict[str, Any] = {
        "__module__": "__fake__",
        "planned": SoftDateField(),
        "Meta": type("Meta", (), {"app_label": "core", "apps": __import__("django").apps.apps.__class__()}),
    }
    historical = type("Historical", (models.Model,), attributes)
    assert [field.name for field in historical._meta.local_fields] == ["id", "planned"]


class ActivityForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form over an activity."""

    class Meta:
        model = Activity
        fields = ["title", "planned", "held"]


def test_a_form_takes_the_text_and_shows_the_reading(table: None) -> None:
    form = ActivityForm({"title": "a", "planned": "mei/juni 2014", "held": "ad hoc"})
    assert form.is_valid(), form.errors
    activity = form.save()
    assert activity.planned == parse_soft_date("mei/juni 2014")
    html = str(ActivityForm(instance=activity))
    assert 'value="mei/juni 2014"' in html
    assert "1 mei 2014 tot en met 30 juni 2014" in html
    assert not ActivityForm(
        {"title": "a", "planned": "mei/juni 2014", "held": "ad hoc"}, instance=activity
    ).has_changed()
    assert ActivityForm({"title": "a", "planned": "mei 2014", "held": "ad hoc"}, instance=activity).changed_data == [
        "planned"
    ]


def test_a_temporary_table_leaves_nothing(db: None) -> None:
    assert "test_activity" not in connection.introspection.table_names()


def test_the_admin_shows_the_reading_too(table: None, rf: Any) -> None:
    admin_form = ModelAdmin(Activity, AdminSite()).get_form(rf.get("/"))
    html = str(admin_form(instance=Activity(title="a", planned="mei/juni 2014", held="2014")))
    assert "1 mei 2014 tot en met 30 juni 2014" in html
    assert "planned_earliest" not in html
