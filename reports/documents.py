"""The content of a report as plain data: what a page and a PDF both show, and what an edition freezes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from core.charts import Figure


@dataclass(frozen=True, slots=True)
class Section:
    """One of the four parts: a sentence that says it all, facts, and figures with their tables."""

    key: str
    title: str
    sentence: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """The progress report on the ministry's own skeleton: organisatie, maatregelen, netwerk, borging."""

    region: str
    programme: str
    on: date
    sections: list[Section]

    def frozen(self) -> dict[str, Any]:
        """Return the report as JSON, the day as text."""
        return asdict(self) | {"on": self.on.isoformat()}

    @classmethod
    def thaw(cls, frozen: dict[str, Any]) -> ProgressReport:
        """Return the report that `frozen` gave."""
        return cls(
            frozen["region"],
            frozen["programme"],
            date.fromisoformat(frozen["on"]),
            [_section(section) for section in frozen["sections"]],
        )


def _section(frozen: dict[str, Any]) -> Section:
    return Section(
        frozen["key"],
        frozen["title"],
        frozen["sentence"],
        [(label, value) for label, value in frozen["facts"]],
        [Figure(**figure) for figure in frozen["figures"]],
        list(frozen["notes"]),
    )
