"""Annex 1 in and out: compared cell by cell, saved as a whole, and the same when read again."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.models import AuditEvent
from core.spreadsheets import open_checked_workbook
from measures.export import export_matrix
from measures.matrix_import import ImportPlan, plan_import
from measures.models import MatrixLine, MatrixTopic
from measures.services import apply_matrix, change_line
from measures.spreadsheet import ReadMatrix, read_matrix
from tests.factories.measures import annex_rows, nine_measures, saved, workbook

pytestmark = pytest.mark.django_db


def read(content: BytesIO) -> ReadMatrix:
    return read_matrix(open_checked_workbook(content))


def save(found: ReadMatrix, *, file_wins: bool = False) -> ImportPlan:
    return apply_matrix(read=found, actor=None, applied_at=timezone.now(), file_wins=file_wins)


@pytest.fixture
def stored() -> ImportPlan:
    nine_measures()
    return save(read(workbook(annex_rows())))


def exported(change: Callable[[Any], None] | None = None) -> BytesIO:
    """Return the export, changed as somebody would in a spreadsheet program."""
    content = BytesIO(export_matrix())
    if change is None:
        return content
    book = openpyxl.load_workbook(content)
    change(book.worksheets[0])
    return saved(book)


def row_of(sheet: Any, key: str) -> int:
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 10).value == key)


def edit(key: str, **cells: str) -> None:
    line = next(line for line in MatrixLine.objects.select_related("topic") if line.key == key)
    change_line(line=line, cells=cells, version=line.version, actor=None, changed_at=timezone.now())


def line(key: str) -> MatrixLine:
    return next(found for found in MatrixLine.objects.select_related("topic") if found.key == key)


def test_a_file_becomes_topics_and_lines(stored: ImportPlan) -> None:
    assert (len(stored.new_topics), len(stored.new_lines), stored.changes) == (6, 15, [])
    first = line("1/board/1")
    assert (first.cost, first.cost_kind, first.cost_amount) == ("bord € 600,-", "amount", 600)
    assert (first.planning.text, str(first.planning_earliest)) == ("17-6-'14", "2014-06-17")
    assert line("2.2/frontline/1").cost_kind == "open"
    topic = MatrixTopic.objects.get(code="2.2")
    assert (topic.measure.slug, topic.parent.code) == ("trainen", "2")


def test_the_same_file_again_changes_nothing(stored: ImportPlan) -> None:
    events = AuditEvent.objects.count()
    assert save(read(workbook(annex_rows()))).count == 0
    assert AuditEvent.objects.count() == events


def test_export_and_import_again_is_nothing_to_change(stored: ImportPlan) -> None:
    plan = plan_import(read(exported()))
    assert plan.count == 0
    assert plan.sentences()[-1] == "0 wijzigingen."


def test_rows_that_were_moved_still_match(stored: ImportPlan) -> None:
    def move(sheet: Any) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_col=11)]
        for number, values in enumerate(reversed(rows), start=5):
            for column, value in enumerate(values, start=1):
                sheet.cell(number, column).value = value

    assert plan_import(read(exported(move))).count == 0


def test_each_change_is_told_cell_by_cell_before_saving(stored: ImportPlan) -> None:
    rows = annex_rows()
    rows[5][3], rows[5][8] = "andere agenda", ""
    plan = plan_import(read(workbook(rows)))
    assert [(change.column, change.old, change.new, change.kind) for change in plan.changes] == [
        ("Tactisch", "agenda", "andere agenda", "gewijzigd"),
        ("Borging", "vast punt", "", "leeggemaakt"),
    ]
    assert line("1/board/1").tactical == "agenda"
    save(plan.read)
    assert line("1/board/1").tactical == "andere agenda"


def test_a_line_that_the_file_does_not_have_stays(stored: ImportPlan) -> None:
    rows = annex_rows()
    del rows[-1]
    plan = save(read(workbook(rows)))
    assert (plan.count, len(plan.missing)) == (0, 1)
    assert MatrixLine.objects.count() == 15


def test_what_only_the_portal_changed_stays(stored: ImportPlan) -> None:
    content = exported()
    edit("1/board/1", tactical="in het portaal")
    assert plan_import(read(content)).count == 0


def test_what_only_the_file_changed_is_taken_over(stored: ImportPlan) -> None:
    def change(sheet: Any) -> None:
        sheet.cell(row_of(sheet, "1/board/1"), 9).value = "in het bestand"

    content = exported(change)
    edit("1/board/1", tactical="in het portaal")
    save(read(content))
    assert (line("1/board/1").tactical, line("1/board/1").assurance) == ("in het portaal", "in het bestand")


def test_what_both_changed_is_a_conflict_that_a_person_decides(stored: ImportPlan) -> None:
    def change(sheet: Any) -> None:
        sheet.cell(row_of(sheet, "1/board/1"), 4).value = "in het bestand"
        sheet.cell(row_of(sheet, "2.1/board/1"), 4).value = "ook nieuw"

    content = exported(change)
    edit("1/board/1", tactical="in het portaal")
    found = read(content)
    assert [change.kind for change in plan_import(found).changes] == ["botsing", "nieuw"]
    with pytest.raises(ValidationError, match="ook in het portaal gewijzigd"):
        save(found)
    assert line("2.1/board/1").tactical == ""  # the whole file, or nothing
    save(found, file_wins=True)
    assert (line("1/board/1").tactical, line("2.1/board/1").tactical) == ("in het bestand", "ook nieuw")


def test_a_goal_changes_too(stored: ImportPlan) -> None:
    rows = annex_rows()
    rows[4][1] = "Nog meer aandacht"
    save(read(workbook(rows)))
    topic = MatrixTopic.objects.get(code="1")
    assert (topic.goal, topic.version) == ("Nog meer aandacht", 1)


def test_the_export_looks_like_annex_1(stored: ImportPlan) -> None:
    sheet = openpyxl.load_workbook(BytesIO(export_matrix())).worksheets[0]
    assert [sheet.cell(2, column).value for column in (1, 2, 9)] == ["Onderwerp", "Doel", "Borging"]
    assert "A1:I1" in {str(area) for area in sheet.merged_cells.ranges}
    assert sheet.print_title_rows == "$1:$4"
    assert (sheet.page_setup.orientation, sheet.sheet_properties.pageSetUpPr.fitToPage) == ("landscape", True)
    assert sheet.row_breaks.brk
    assert sheet.column_dimensions["J"].hidden
    assert sheet.column_dimensions["K"].hidden
    assert sheet.freeze_panes == "B5"


def test_a_text_that_looks_like_a_formula_stays_text(stored: ImportPlan) -> None:
    edit("1/board/1", result="=1+1")
    sheet = openpyxl.load_workbook(exported()).worksheets[0]
    cell = sheet.cell(row_of(sheet, "1/board/1"), 7)
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert plan_import(read(exported())).count == 0


def test_the_command_rehearses_without_saving(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nine_measures()
    path = tmp_path / "bijlage.xlsx"
    path.write_bytes(workbook(annex_rows()).getvalue())
    call_command("import_matrix", path, "--dry-run")
    assert "Er is niets opgeslagen" in capsys.readouterr().out
    assert not MatrixLine.objects.exists()
    call_command("import_matrix", path)
    call_command("export_matrix", tmp_path / "uit.xlsx")
    call_command("import_matrix", tmp_path / "uit.xlsx")
    assert "0 wijzigingen." in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7", b"\x00" * 100])
def test_the_command_refuses_what_is_no_workbook(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "raar.xlsx"
    path.write_bytes(content)
    with pytest.raises(CommandError, match="kan niet worden gelezen"):
        call_command("import_matrix", path)
    with pytest.raises(CommandError, match="niet te lezen"):
        call_command("import_matrix", tmp_path / "is-er-niet.xlsx")


def test_the_real_annex_1(tmp_path: Path) -> None:
    path = os.environ.get("VPT_ANNEX1", "")
    if not path or not Path(path).is_file():
        pytest.skip("VPT_ANNEX1 names no file: the real annex 1 is not in the repository")
    nine_measures()
    with Path(path).open("rb") as file:
        found = read_matrix(open_checked_workbook(file))
    assert (len(found.topics), len(found.lines), len(found.regular), found.filled) == (21, 61, 58, 207)
    save(found)
    call_command("export_matrix", tmp_path / "uit.xlsx")
    with (tmp_path / "uit.xlsx").open("rb") as file:
        assert plan_import(read_matrix(open_checked_workbook(file))).count == 0
    assert MatrixTopic.objects.filter(measure__isnull=False).count() == 9
