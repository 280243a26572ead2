"""Annex 1 as plain data for the pages: blocks of lines and cells, and the map of what is filled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from measures.models import COLUMNS, Level, MatrixLine, MatrixTopic
from measures.references import is_reference, referred_topic


class Fill(StrEnum):
    """How full a cell is."""

    FILLED = "filled"
    REFERS = "refers"
    EMPTY = "empty"

    @property
    def mark(self) -> str:
        """The sign in the map, so that nobody needs to see colours."""
        return {"filled": "●", "refers": "→", "empty": "○"}[self.value]

    @property
    def label(self) -> str:
        """The word for it."""
        return {"filled": "gevuld", "refers": "verwijst", "empty": "leeg"}[self.value]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a line, with the block to which it points."""

    column: str
    label: str
    text: str
    fill: Fill
    topic: MatrixTopic | None = None

    @property
    def is_assurance(self) -> bool:
        """Borging gets a box of its own: the ministry asks special attention for it."""
        return self.column == "assurance"


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line with its eight cells."""

    line: MatrixLine
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Block:
    """A topic with its lines."""

    topic: MatrixTopic
    rows: list[LineRow]


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many lines of a level have their borging filled, and how many cells in all."""

    label: str
    assured: int
    lines: int
    filled: int
    cells: int


def blocks() -> list[Block]:
    """Return annex 1 from top to bottom, in two queries."""
    topics = list(MatrixTopic.objects.select_related("measure"))
    rows: dict[int, list[LineRow]] = {topic.pk: [] for topic in topics}
    known = {topic.pk: topic for topic in topics}
    for line in MatrixLine.objects.order_by("topic__order", "order"):
        line.topic = known[line.topic_id]
        rows[line.topic_id].append(line_row(line, topics))
    return [Block(topic, rows[topic.pk]) for topic in topics]


def line_row(line: MatrixLine, topics: Iterable[MatrixTopic]) -> LineRow:
    """Return a line with its cells."""
    return LineRow(line, [_cell(column, label, line.cell(column), topics) for column, label in COLUMNS.items()])


def _cell(column: str, label: str, text: str, topics: Iterable[MatrixTopic]) -> Cell:
    if not text:
        return Cell(column, label, text, Fill.EMPTY)
    if is_reference(text):
        return Cell(column, label, text, Fill.REFERS, referred_topic(text, topics))
    return Cell(column, label, text, Fill.FILLED)


def level_counts(found: Iterable[Block]) -> list[LevelCount]:
    """Count per level over the lines that follow the pattern; the extra meetings of topic 9 are left out."""
    rows = [row for block in found for row in block.rows if not row.line.is_irregular]
    counts = []
    for level in (Level.BOARD, Level.MANAGEMENT, Level.FRONTLINE):
        mine = [row for row in rows if row.line.level == level]
        cells = [cell for row in mine for cell in row.cells]
        assured = sum(1 for cell in cells if cell.is_assurance and cell.fill is not Fill.EMPTY)
        filled = sum(1 for cell in cells if cell.fill is not Fill.EMPTY)
        counts.append(LevelCount(str(level.label), assured, len(mine), filled, len(cells)))
    return counts
