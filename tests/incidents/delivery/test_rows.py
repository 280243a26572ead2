"""One case from another system: dates, amounts, words and what must hold between them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.choices import DutyKind, DutyState
from incidents.delivery.cells import cell_of
from incidents.delivery.fields import BY_CODE, CASE_FIELDS, by_name, points_at_person
from incidents.delivery.moments import day_of, moment_of, time_of
from incidents.delivery.numbers import money, whole
from incidents.delivery.problems import Problem, Wrong
from incidents.delivery.rows import CleanCase, clean_case
from incidents.models import Incident, IncidentText

NOW = datetime(2016, 3, 1, 12, tzinfo=UTC)
LEAST = {"occurred_at": "17-6-2014 10:40", "kinds": "schelden of beledigen", "channel": "Balie"}


def clean(**values: object) -> CleanCase:
    found = clean_case(LEAST | values, at=NOW)
    assert isinstance(found, CleanCase), found
    return found


def wrong(**values: object) -> Problem:
    found = clean_case(LEAST | values, at=NOW)
    assert isinstance(found, list), "it was taken"
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    "text",
    [
        *("17-6-2014 10:40", "17/06/2014 10:40:00", "17.6.2014 10.40 uur", "17-06-'14 10:40", "2014-06-17T10:40"),
        *("2014-06-17 10:40:00", "2014-06-17T08:40:00Z", "2014-06-17T10:40:00+02:00", "17 juni 2014 om 10.40 uur"),
        *("dinsdag 17 juni 2014 10:40", "di 17 jun. 2014, 10:40", "17-jun-2014 10u40", "20140617 10:40"),
        *("41807,444444", "41807.444444", " 17-6-2014 10:40 "),
    ],
)
def test_moments_in_many_ways(text: str) -> None:
    found = moment_of(text)
    assert found is not None
    assert (found.at, found.is_day) == (datetime(2014, 6, 17, 8, 40, tzinfo=UTC), False)


@pytest.mark.parametrize("text", ["17-6-2014", "2014-06-17", "17 juni 2014", "41807", "41807,0", "17 juni '14"])
def test_a_day_is_kept_at_its_first_hour_and_says_so(text: str) -> None:
    found = moment_of(text)
    assert found is not None
    assert (found.at, found.is_day) == (datetime(2014, 6, 16, 22, tzinfo=UTC), True)
    assert day_of(text) == date(2014, 6, 17)


@pytest.mark.parametrize(
    "text", ["31-2-2015", "6/17/2014", "gisteren", "17 brumaire 2014", "0014-06-17", "1-1-1999", "99"]
)
def test_what_is_no_day_is_told(text: str) -> None:
    with pytest.raises(Wrong) as told:
        moment_of(text)
    assert told.value.remedy


@pytest.mark.parametrize("text", ["10:40", "10.40 uur", "10u40", "0,4444444", "17-6-2014 10:40"])
def test_times(text: str) -> None:
    assert time_of(text) == time(10, 40)
    assert clean(occurred_at="17-6-2014", occurred_time=text).facts["occurred_at"] == datetime(
        2014, 6, 17, 8, 40, tzinfo=UTC
    )


def test_the_nights_of_the_clock() -> None:
    skipped = moment_of("29-3-2015 02:30")  # read as half past three
    assert skipped is not None and skipped.at == datetime(2015, 3, 29, 1, 30, tzinfo=UTC)
    twice = moment_of("25-10-2015 02:30")  # its first time, in summer time
    assert twice is not None and twice.at == datetime(2015, 10, 25, 0, 30, tzinfo=UTC)
    case = clean(occurred_at="25-10-2015 02:50", reported_at="25-10-2015 02:10")
    assert case.facts["reported_at"] == datetime(2015, 10, 25, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        *(
            ("1.234,50", "1234.50"),
            ("1234,5", "1234.50"),
            ("1234.50", "1234.50"),
            ("€ 12,-", "12"),
            ("1.234.567", "1234567"),
        ),
        *(("1,234.50", "1234.50"), ("0", "0"), ("EUR 3,05", "3.05"), ("12", "12"), ("0,125.00", None)),
    ],
)
def test_amounts(text: str, amount: str | None) -> None:
    if amount is None:
        with pytest.raises(Wrong):
            money(text)
    else:
        assert money(text) == Decimal(amount)


def test_an_amount_that_can_be_read_in_two_ways_is_asked() -> None:
    problem = wrong(damage_amount="1.234")
    assert "twee manieren" in problem.sentence
    assert problem.remedy == "Schrijf 1234 of 1,23."
    assert problem.value == "1.234"


@pytest.mark.parametrize("text", ["-1", "1,234567", "veel", "1e9", "999999999", "NaN"])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(Wrong):
        money(text)


@pytest.mark.parametrize(("value", "number"), [("2", 2), ("2,0", 2), (2.0, 2), ("", None)])
def test_numbers_of_people(value: object, number: int | None) -> None:
    assert whole(value) == number


@pytest.mark.parametrize("value", ["2,5", "-1", "een", "99999", True])
def test_what_is_no_number_of_people(value: object) -> None:
    with pytest.raises(Wrong):
        whole(value)


def test_words_by_label_code_and_other_systems() -> None:
    case = clean(
        kinds="Fysieke agressie; SCHELDEN", severity="Zeer ernstig", channel="publieksbalie", function_group="BOA"
    )
    assert case.facts["kinds"] == ("fysiek", "verbaal")
    assert (case.facts["main_kind"], case.facts["severity"]) == ("fysiek", "zwaar")
    assert (case.facts["channel"], case.facts["function_group"]) == ("balie", "handhaving")


def test_a_word_of_the_organisation_itself() -> None:
    assert wrong(kinds="klasse 4").is_unknown_word
    found = clean_case(LEAST | {"kinds": "Klasse 4"}, at=NOW, words={"kinds": {"klasse 4": "wapen"}})
    assert isinstance(found, CleanCase) and found.facts["kinds"] == ("wapen",)
    empty = clean_case(LEAST | {"channel": ""}, at=NOW, words={"channel": {"": "anders"}})
    assert isinstance(empty, CleanCase) and empty.facts["channel"] == "anders"


def test_each_list_knows_its_own_words() -> None:
    for field in CASE_FIELDS:
        for code, label in field.choices.items():
            for word in (code, label, label.upper()):
                found = cell_of(field, {})(word)
                assert found == ((code,) if field.holds == "choices" else code), (field.code, word)


def test_headings_do_not_mean_two_things() -> None:
    for field in CASE_FIELDS:
        for name in field.names:
            assert by_name(name) == field, f"{name} also means {by_name(name)}"


def test_facts_and_texts_are_fields_of_the_models() -> None:
    case = clean(narrative="x", ban_until="1-1-2016", recovery_routes="verzekering", harm_physical="geen")
    for name in case.facts:
        Incident._meta.get_field(name)
    for name in case.text:
        IncidentText._meta.get_field(name)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"occurred_at": "1-4-2016"}, "occurred_at"),
        ({"reported_at": "16-6-2014 10:00"}, "reported_at"),
        ({"reported_at": "1-4-2016"}, "reported_at"),
        ({"reaction_at": "16-6-2014"}, "reaction_at"),
        ({"report_filed_on": "16-6-2014"}, "report_filed_on"),
        ({"report_filed_on": "1-4-2016"}, "report_filed_on"),
        ({"narrative": "x" * 5001}, "narrative"),
        ({"source_ref": "a\0b"}, "source_ref"),
        ({"is_reportable": "misschien"}, "is_reportable"),
        ({"occurred_at": ""}, "occurred_at"),
        ({"channel": ""}, "channel"),
        ({"Naam slachtoffer": "x"}, "Naam slachtoffer"),
    ],
)
def test_what_is_refused_names_its_field(values: dict[str, object], field: str) -> None:
    problem = wrong(**values)
    assert problem.field == field
    assert problem.sentence and problem.remedy


def test_a_report_of_the_same_day_without_a_time_is_no_earlier_report() -> None:
    case = clean(reported_at="17-6-2014")
    assert case.facts["reported_at"] == case.facts["occurred_at"]


def test_the_duties_follow_from_the_columns() -> None:
    case = clean(
        reaction_at="18-6-2014 10:00", has_report="nee", damage_kinds="geen", has_aftercare="ja", offender_known="ja"
    )
    assert {kind: answer.state for kind, answer in case.duties.items()} == {
        DutyKind.REACTION: DutyState.DONE,
        DutyKind.POLICE_REPORT: DutyState.NOT_NEEDED,
        DutyKind.DAMAGE: DutyState.NOT_NEEDED,
        DutyKind.AFTERCARE: DutyState.DONE,
    }
    assert clean().duties == {}, "what is not told is not answered"
    assert clean(offender_known="nee").duties["reactie"].reason == "onbekend"


def test_old_cases_come_in_closed_and_new_ones_open() -> None:
    assert clean().is_closed
    assert not clean(occurred_at="20-2-2016").is_closed
    assert not clean(status="in behandeling").is_closed
    case = clean(occurred_at="20-2-2016", closed_at="25-2-2016 10:00")
    assert case.closed_at == datetime(2016, 2, 25, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "heading",
    [
        "Naam slachtoffer",
        "BSN",
        "Telefoonnummer",
        "E-mail melder",
        "Achternaam",
        "Geboortedatum",
        "Kenteken",
        "Dader",
        "06-nummer",
    ],
)
def test_columns_about_persons_are_recognised(heading: str) -> None:
    assert points_at_person(heading)


@pytest.mark.parametrize(
    "heading", ["Naam afdeling", "Dader bekend", "Telefonisch", "Functie slachtoffer", "Soort melder", "Omschrijving"]
)
def test_columns_about_something_else_are_not(heading: str) -> None:
    assert not points_at_person(heading)


ANYTHING = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["17-6-2014", "ja", "1.234", "29-3-2015 02:30", "60000,9", "24:00", "9999-12-31T23:59-23:59"]),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.lists(st.text(max_size=8), max_size=3),
)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([*BY_CODE, "BSN", ""]), ANYTHING, max_size=12))
def test_nothing_that_is_sent_in_breaks_it(values: dict[str, object]) -> None:
    found = clean_case(LEAST | values, at=NOW)
    assert isinstance(found, CleanCase) or all(problem.sentence and problem.remedy for problem in found)
