"""Annex 1 is read by its structure; what is odd is refused with a sentence about the row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from core.spreadsheets import open_checked_workbook
from measures.models import Level
from measures.spreadsheet import MAX_ROWS, ReadMatrix, read_matrix
from tests.factories.measures import LEVELS, annex_rows, saved, workbook


def read(rows: Sequence[Sequence[Any]]) -> ReadMatrix:
    return read_matrix(open_checked_workbook(workbook(rows)))


def refused(rows: Sequence[Sequence[Any]]) -> str:
    with pytest.raises(ValidationError) as error:
        read(rows)
    return " ".join(error.value.messages)


def test_topics_and_sub_items_get_their_codes() -> None:
    found = read(annex_rows())
    assert [(topic.code, topic.title) for topic in found.topics] == [
        ("1", "Veilig werken"),
        ("2", "Veilige publieke taak maatregelen"),
        ("2.1", "norm stellen"),
        ("2.2", "trainen"),
        ("3", "Wijken"),
        ("9", "Ambassadeurs"),
    ]


def test_repeated_headings_are_no_lines() -> None:
    found = read(annex_rows())
    assert len(found.lines) == 15
    assert not any("wie" in text for line in found.lines for text in line.cells.values())


def test_the_irregular_topic_has_meetings_on_lines_of_their_own() -> None:
    meetings = [line for line in read(annex_rows()).lines if line.topic_code == "9"]
    assert [(line.level, line.sequence, line.meeting_number, line.is_irregular) for line in meetings] == [
        (Level.BOARD, 1, 1, False),
        (Level.BOARD, 2, 2, True),
        (Level.OTHER, 1, 3, True),
    ]
    assert meetings[2].cells["target_group"] == "secretarissen en hoofden"


def test_another_word_for_a_level_is_understood_and_kept() -> None:
    line = next(line for line in read(annex_rows()).lines if line.level_as_written == "uitvoerende niveau")
    assert (line.key, line.cells["cost"]) == ("2.2/frontline/1", "PM")


def test_it_says_what_it_understood() -> None:
    said = " ".join(read(annex_rows()).sentences())
    assert "15 regels gelezen: 13 volgens het patroon en 2 afwijkende." in said
    assert "33 van de 104 vakken" in said
    assert "gelezen als onderwerp 2" in said
    assert "lijkt een doelgroep" in said


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["Zomaar een kop", "x"], "is geen onderwerp en geen niveau"),
        ([LEVELS[0], "nog eens"], "staat twee keer onder onderwerp 9"),
        (["9 Ambassadeurs"], "onderwerp 9 staat twee keer"),
        (["4 Nieuw", "doel", "te veel"], "kan alleen het doel staan"),
        ([LEVELS[0], "x" * 4001], "langer dan 4000 tekens"),
        ([LEVELS[0], *[""] * 8, "zomaar"], "is niet van dit portaal"),
        ([LEVELS[0], *[""] * 8, "9/board/7", "oud"], "is geen getal"),
    ],
)
def test_an_odd_row_refuses_the_whole_file_with_its_number(row: list[str], sentence: str) -> None:
    rows = [*annex_rows(), row]
    said = refused(rows)
    assert sentence in said
    assert f"Rij {len(rows)}" in said
    assert read(rows[:-1]).lines


def test_a_workbook_of_something_else_is_refused() -> None:
    assert "geen regels van bijlage 1" in refused([["Naam", "Bedrag"], ["zaal", 12]])


def test_a_line_before_any_topic_is_refused() -> None:
    assert "staat niet onder een onderwerp" in refused([["Onderwerp", "Doel"], [LEVELS[0], "x"]])


def test_rows_that_are_not_read_are_told() -> None:
    found = read([*annex_rows(), *[[""]] * MAX_ROWS, ["5 Late kop"]])
    assert len(found.lines) == 15
    assert "Alleen de eerste 2000 rijen zijn gelezen." in found.sentences()
    assert "Alleen" not in " ".join(read(annex_rows()).sentences())


def test_numbers_and_dates_become_text() -> None:
    rows = annex_rows()
    rows[5][4] = 600.0
    assert read(rows).lines[0].cells["cost"] == "600"


def test_an_error_in_a_cell_is_refused() -> None:
    book = Workbook()
    for row in annex_rows():
        book.worksheets[0].append(row)
    cell = book.worksheets[0].cell(6, 3)
    cell.value, cell.data_type = "#REF!", "e"
    with pytest.raises(ValidationError, match="formule of een fout"):
        read_matrix(open_checked_workbook(saved(book)))


def test_rows_with_a_key_may_stand_in_any_order() -> None:
    keyed = [
        ["uitvoerend niveau", "b", *[""] * 7, "1/frontline/1", 0],
        ["Bestuurlijk niveau", "a", *[""] * 7, "1/board/1", 0],
        ["1 Veilig werken", "doel", *[""] * 7, "1", 0],
    ]
    found = read(keyed)
    assert [line.key for line in found.lines] == ["1/frontline/1", "1/board/1"]
    assert "staat twee keer" in refused([*keyed, keyed[0]])
