"""What a dry run found, gathered without growing with the file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from incidents import privacy
from incidents.delivery.problems import Problem
from incidents.delivery.rows import CleanCase
from incidents.delivery.words import plain

MOST_PROBLEMS = 500
_MOST_WORDS = 60
_SAMPLE = 500
TEXT_TERM = timedelta(days=730)
"""About how long text is kept after closing; only to tell of it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One faulty cell as it is shown: row, column as the file calls it, value, what is wrong and what to do."""

    row: int
    column: str
    value: str
    sentence: str
    remedy: str


@dataclass(slots=True)
class Findings:
    """Counts, the first problems and the words that nobody knows."""

    text_until: datetime
    total: int = 0
    faulty: int = 0
    known: int = 0
    changed: int = 0
    kept: int = 0
    still_open: int = 0
    with_text: int = 0
    name_like: int = 0
    with_old_text: bool = False
    lines: list[Line] = field(default_factory=list)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    differences: list[list[Any]] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)

    @property
    def new(self) -> int:
        """Return how many rows would be written."""
        return self.total - self.faulty - self.known

    def add_problems(self, row: int, problems: Iterable[Problem], headings: dict[str, str]) -> None:
        """Note a faulty row."""
        self.faulty += 1
        for problem in problems:
            if problem.is_unknown_word:
                found = self.words.setdefault(problem.field, {})
                if len(found) < _MOST_WORDS:
                    found.setdefault(plain(problem.value), problem.value)
            if len(self.lines) < MOST_PROBLEMS:
                column = headings.get(problem.field, problem.label)
                self.lines.append(Line(row, column, problem.value, problem.sentence, problem.remedy))

    def add_case(self, case: CleanCase) -> None:
        """Note a case that can be read; the first texts are looked at for what points at a person."""
        self.still_open += not case.is_closed
        self.with_old_text |= bool(case.text) and case.closed_at is not None and case.closed_at < self.text_until
        if case.text and self.with_text < _SAMPLE:
            self.with_text += 1
            self.name_like += any(privacy.find(text) for text in case.text.values())

    def dumped(self) -> str:
        """Return the problems as text, to be kept encrypted."""
        return json.dumps([[line.row, line.column, line.value, line.sentence, line.remedy] for line in self.lines])


def loaded(text: str) -> list[Line]:
    """Return kept problems."""
    return [Line(*parts) for parts in json.loads(text)] if text else []
