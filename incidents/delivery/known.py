"""Rows of a file that are about cases which the organisation has already."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field


@dataclass(slots=True)
class KnownRows:
    """Rows of a file, in order, and the cases that they are about; little memory for each."""

    rows: array[int] = field(default_factory=lambda: array("q"))
    cases: array[int] = field(default_factory=lambda: array("q"))

    def add(self, row: int, case: int) -> None:
        """Note a row; rows come in order."""
        self.rows.append(row)
        self.cases.append(case)

    def __len__(self) -> int:
        return len(self.rows)
