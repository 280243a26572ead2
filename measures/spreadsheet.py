"""Reads a workbook of annex 1 by its structure, not by fixed row numbers.

Repeated headings are skipped, "2 8 Veilige publieke taak maatregelen" is topic 2, "1. norm stellen" below it is 2.1,
and topic 9 has meetings on lines of their own. Nothing is saved here: the outcome is plain data with the questions
and remarks that a person has to see.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from measures.models import CELL_LENGTH, COLUMNS, Level

KEY_COLUMN = 10
VERSION_COLUMN = 11
MAX_ROWS = 2000

_MAIN = re.compile(r"^(\d{1,2})\s+(.+)$", re.S)
_SUB = re.compile(r"^(\d{1,2})\.\s*(\D.*)$", re.S)
_COUNT_BEFORE_TITLE = re.compile(r"^\d{1,2}\s+(?=\D)")
_MEETING = re.compile(r"^\s*(\d{1,2})\)")
_TOPIC_KEY = re.compile(r"^\d{1,2}(\.\d{1,2})?$")
_LINE_KEY = re.compile(r"^(\d{1,2}(?:\.\d{1,2})?)/(board|management|frontline|other)/(\d{1,2})$")


@dataclass(slots=True)
class ReadTopic:
    """A topic as the file has it; `version` is what the file was made from, None for a file from elsewhere."""

    code: str
    title: str
    heading: str
    goal: str
    row: int
    version: int | None = None


@dataclass(slots=True)
class ReadLine:
    """A line as the file has it; `cells` by the names of `COLUMNS`."""

    topic_code: str
    level: Level
    level_as_written: str
    sequence: int
    meeting_number: int | None
    is_irregular: bool
    cells: dict[str, str]
    row: int
    version: int | None = None

    @property
    def key(self) -> str:
        """The natural key, the same as that of the stored line."""
        return f"{self.topic_code}/{self.level}/{self.sequence}"


@dataclass(slots=True)
class ReadMatrix:
    """The whole file as it was understood."""

    topics: list[ReadTopic] = field(default_factory=list)
    lines: list[ReadLine] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def regular(self) -> list[ReadLine]:
        """The lines that follow the pattern topic × level."""
        return [line for line in self.lines if not line.is_irregular]

    @property
    def filled(self) -> int:
        """How many of the level cells of regular lines hold text."""
        return sum(1 for line in self.regular for text in line.cells.values() if text)

    def sentences(self) -> list[str]:
        """Say in Dutch what was understood."""
        mains = sum("." not in topic.code for topic in self.topics)
        irregular = len(self.lines) - len(self.regular)
        total = len(self.regular) * len(COLUMNS)
        found = [
            f"{mains} onderwerpen en {len(self.topics) - mains} onderdelen gelezen.",
            f"{len(self.lines)} regels gelezen: {len(self.regular)} volgens het patroon en {irregular} afwijkende.",
            f"{self.filled} van de {total} vakken op de regels volgens het patroon zijn gevuld.",
        ]
        return [*found, *self._assurance(), *self.remarks]

    def _assurance(self) -> Iterator[str]:
        totals = Counter(line.level for line in self.regular)
        filled = Counter(line.level for line in self.regular if line.cells["assurance"])
        parts = [f"{level.label} {filled[level]} van {totals[level]}" for level in Level if totals[level]]
        if parts:
            yield f"Borging gevuld: {', '.join(parts)}."


def read_matrix(workbook: Any) -> ReadMatrix:
    """Read the first sheet of an opened workbook.

    Raises:
        ValidationError: with every sentence about what is wrong; then nothing of the file is used.
    """
    reader = _Reader()
    try:
        sheet = workbook.worksheets[0]
        for number, cells in enumerate(sheet.iter_rows(max_row=MAX_ROWS, max_col=VERSION_COLUMN), start=1):
            reader.take(number, cells)
    except Exception as error:  # the sheets are parsed while reading; whatever is wrong in there, the file is refused
        raise ValidationError("Dit Excel-bestand is beschadigd. Sla het opnieuw op en probeer het nog eens.") from error
    if (sheet.max_row or 0) > MAX_ROWS:
        reader.matrix.remarks.append(f"Alleen de eerste {MAX_ROWS} rijen zijn gelezen.")
    return reader.finish()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line belongs."""

    topic_code: str
    level: Level
    sequence: int
    is_irregular: bool


class _Reader:
    """Goes through the rows from top to bottom and remembers in which topic it is."""

    def __init__(self) -> None:
        self.matrix = ReadMatrix()
        self.errors: list[str] = []
        self.main = ""
        self.topic: ReadTopic | None = None
        self.level = Level.BOARD
        self.seen: Counter[tuple[str, Level]] = Counter()
        self.keys: set[str] = set()
        self.is_heading = True

    def take(self, number: int, cells: Iterable[Any]) -> None:
        """Decide by the first columns what kind of row this is."""
        row = [self._text(number, index, cell) for index, cell in enumerate(cells)]
        row += [""] * (VERSION_COLUMN - len(row))
        first, key = row[0], row[KEY_COLUMN - 1]
        if not any(row[:9]) and not key:
            return
        if first.lower() == "onderwerp" and row[1].lower() == "doel":
            self.is_heading = True
        elif self.is_heading and not self._starts_content(first) and not key:
            return
        else:
            self.is_heading = False
            self._content(number, row, key)

    @staticmethod
    def _starts_content(first: str) -> bool:
        return bool(_MAIN.match(first) or _SUB.match(first) or _level(first))

    def _content(self, number: int, row: list[str], key: str) -> None:
        if key:
            self._keyed(number, row, key)
        elif _SUB.match(row[0]) or _MAIN.match(row[0]):
            self._topic(number, row)
        elif _level(row[0]) or not row[0]:
            self._line(number, row)
        else:
            self.errors.append(f"Rij {number}: “{_short(row[0])}” is geen onderwerp en geen niveau.")

    def _topic(self, number: int, row: list[str]) -> None:
        sub = _SUB.match(row[0])
        found = sub or _MAIN.match(row[0])
        assert found is not None
        if sub and not self.main:
            self.errors.append(f"Rij {number}: “{_short(row[0])}” staat niet onder een onderwerp.")
            return
        if not sub:
            self.main = str(int(found.group(1)))
        code = f"{self.main}.{int(found.group(1))}" if sub else self.main
        self._add_topic(number, code, row, _title(found.group(2)))

    def _add_topic(self, number: int, code: str, row: list[str], title: str, version: int | None = None) -> None:
        if any(row[2:9]):
            self.errors.append(f"Rij {number}: naast een onderwerp kan alleen het doel staan.")
        if code in self.keys:
            self.errors.append(f"Rij {number}: onderwerp {code} staat twee keer in het bestand.")
        if len(row[0]) > 120 or len(row[1]) > 1000:
            self.errors.append(f"Rij {number}: het onderwerp is langer dan 120 of het doel langer dan 1.000 tekens.")
        self.keys.add(code)
        self.topic = ReadTopic(code, title, row[0], row[1], number, version)
        self.matrix.topics.append(self.topic)
        if code == "2" and row[0] != f"2 {title}":
            self.matrix.remarks.append(f"Rij {number}: “{_short(row[0])}” gelezen als onderwerp 2, “{title}”.")

    def _line(self, number: int, row: list[str]) -> None:
        if self.topic is None:
            self.errors.append(f"Rij {number}: deze regel staat niet onder een onderwerp.")
            return
        level, is_irregular = _level(row[0]) or self.level, not row[0]
        if is_irregular and row[1]:
            level = Level.OTHER
        self.level = level if level is not Level.OTHER else self.level
        place = (self.topic.code, level)
        self.seen[place] += 1
        if self.seen[place] > 1 and not is_irregular:
            self.errors.append(f"Rij {number}: {level.label} staat twee keer onder onderwerp {self.topic.code}.")
            return
        self._add_line(_Place(self.topic.code, level, self.seen[place], is_irregular), number, row)
        self._remark_on_level(number, row, level, is_irregular)

    def _remark_on_level(self, number: int, row: list[str], level: Level, is_irregular: bool) -> None:
        assert self.topic is not None
        if is_irregular:
            where = f"onderwerp {self.topic.code}, {level.label}"
            self.matrix.remarks.append(f"Rij {number}: regel zonder niveau, gelezen als {where}.")
        elif "uitvoerende" in row[0].lower():
            self.matrix.remarks.append(f"Rij {number}: “{row[0]}” gelezen als uitvoerend niveau.")

    def _keyed(self, number: int, row: list[str], key: str) -> None:
        version = self._version(number, row[VERSION_COLUMN - 1])
        found = _LINE_KEY.match(key)
        if _TOPIC_KEY.match(key):
            self.main = key.split(".", maxsplit=1)[0]
            heading = _SUB.match(row[0]) or _MAIN.match(row[0])
            self._add_topic(number, key, row, _title(heading.group(2) if heading else row[0]), version)
        elif found:
            level, sequence = Level(found.group(2)), int(found.group(3))
            self.seen[(found.group(1), level)] = max(self.seen[(found.group(1), level)], sequence)
            is_irregular = sequence > 1 or level is Level.OTHER
            self._add_line(_Place(found.group(1), level, sequence, is_irregular), number, row, version)
        else:
            self.errors.append(f"Rij {number}: de verborgen sleutel “{_short(key)}” is niet van dit portaal.")

    def _version(self, number: int, text: str) -> int | None:
        if text.isascii() and text.isdigit() and len(text) < 9:
            return int(text)
        if text:
            self.errors.append(f"Rij {number}: de verborgen versie “{_short(text)}” is geen getal.")
        return None

    def _add_line(self, place: _Place, number: int, row: list[str], version: int | None = None) -> None:
        cells = dict(zip(COLUMNS, row[1:9], strict=True))
        meeting = _MEETING.match(cells["tactical"])
        line = ReadLine(
            topic_code=place.topic_code,
            level=place.level,
            level_as_written=row[0][:80],
            sequence=place.sequence,
            meeting_number=int(meeting.group(1)) if meeting else None,
            is_irregular=place.is_irregular,
            cells=cells,
            row=number,
            version=version,
        )
        if line.key in self.keys:
            self.errors.append(f"Rij {number}: deze regel staat twee keer in het bestand.")
        self.keys.add(line.key)
        self.matrix.lines.append(line)

    def _text(self, number: int, index: int, cell: Any) -> str:
        value = getattr(cell, "value", None)
        if value is None:
            return ""
        if getattr(cell, "data_type", "") in ("f", "e"):
            self.errors.append(f"Rij {number}: een cel bevat een formule of een fout. Zet er de tekst zelf neer.")
            return ""
        text = _plain(value)
        if len(text) > CELL_LENGTH:
            self.errors.append(f"Rij {number}: een cel is langer dan {CELL_LENGTH} tekens.")
            return ""
        return text

    def _remark_on_goals(self) -> None:
        targets = {line.cells["target_group"] for line in self.matrix.lines}
        for topic in self.matrix.topics:
            if topic.goal and topic.goal in targets:
                said = f"Rij {topic.row}: het doel van onderwerp {topic.code}, “{_short(topic.goal)}”"
                self.matrix.remarks.append(f"{said}, lijkt een doelgroep. Het is gelezen zoals het er staat.")

    def finish(self) -> ReadMatrix:
        """Return what was read, or refuse the whole file with all that is wrong with it."""
        codes = {topic.code for topic in self.matrix.topics}
        for line in self.matrix.lines:
            if line.topic_code not in codes:
                self.errors.append(f"Rij {line.row}: onderwerp {line.topic_code} staat niet in het bestand.")
        self._remark_on_goals()
        if not self.matrix.lines and not self.errors:
            self.errors.append("In dit bestand staan geen regels van bijlage 1. Kies het juiste bestand.")
        if self.errors:
            raise ValidationError(self.errors[:50])
        return self.matrix


def _level(text: str) -> Level | None:
    lowered = text.lower()
    if "niveau" not in lowered:
        return None
    for word, level in (("bestuur", Level.BOARD), ("management", Level.MANAGEMENT), ("uitvoerend", Level.FRONTLINE)):
        if word in lowered:
            return level
    return None


def _title(text: str) -> str:
    return _COUNT_BEFORE_TITLE.sub("", " ".join(text.split()))


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return f"{value.day}-{value.month}-{value.year}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").replace("\r", "\n").strip()


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
