"""Compares a read workbook with what is stored, cell by cell, before anything is saved.

A file that this portal exported carries the version of each line. A cell that only the portal changed since then
stays; a cell that only the file changed is a change; a cell that both changed is a conflict, and a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from core.text import counted
from measures.models import COLUMNS, MatrixLine, MatrixTopic
from measures.spreadsheet import ReadLine, ReadMatrix, ReadTopic

LINE_FIELDS: dict[str, str] = {"level_as_written": "Niveau", **COLUMNS}
TOPIC_FIELDS: dict[str, str] = {"heading_as_written": "Onderwerp", "goal": "Doel"}


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that differs: where it stands, what it is now and what the file has."""

    key: str
    place: str
    field: str
    column: str
    old: str
    new: str
    is_conflict: bool = False

    @property
    def kind(self) -> str:
        """In a word what happens with the cell."""
        if self.is_conflict:
            return "botsing"
        if not self.old:
            return "nieuw"
        return "gewijzigd" if self.new else "leeggemaakt"


@dataclass(slots=True)
class ImportPlan:
    """Everything that saving this file would do."""

    read: ReadMatrix
    changes: list[CellChange] = field(default_factory=list)
    new_topics: list[ReadTopic] = field(default_factory=list)
    new_lines: list[ReadLine] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def conflicts(self) -> list[CellChange]:
        """The cells that were changed on both sides."""
        return [change for change in self.changes if change.is_conflict]

    @property
    def count(self) -> int:
        """How many cells and lines would change; 0 means that the file says what the portal already knows."""
        return len(self.changes) + len(self.new_topics) + len(self.new_lines)

    def sentences(self) -> list[str]:
        """Say in Dutch what was understood and what would change."""
        found = self.read.sentences()
        if self.new_topics or self.new_lines:
            found.append(f"{len(self.new_topics)} nieuwe onderwerpen en {len(self.new_lines)} nieuwe regels.")
        if self.missing:
            missing = counted(len(self.missing), "regel van het portaal staat", "regels van het portaal staan")
            found.append(f"{missing} niet in het bestand. Daaraan verandert niets: {', '.join(self.missing)}.")
        if self.conflicts:
            cells = counted(len(self.conflicts), "vak is", "vakken zijn")
            found.append(f"{cells} ook in het portaal gewijzigd: dat is een botsing.")
        found.append(counted(self.count, "wijziging.", "wijzigingen."))
        return found


def plan_import(read: ReadMatrix, *, locked: bool = False) -> ImportPlan:
    """Compare; with `locked` the rows are held until the end of the transaction."""
    plan = ImportPlan(read)
    stored_topics, stored_lines = MatrixTopic.objects.all(), MatrixLine.objects.select_related("topic")
    if locked:
        stored_topics = stored_topics.select_for_update()
        stored_lines = stored_lines.select_for_update(of=("self",))
    topics = {topic.key: topic for topic in stored_topics}
    lines = {line.key: line for line in stored_lines}
    _compare_topics(plan, topics)
    _compare_lines(plan, lines)
    known = {line.key for line in read.lines}
    plan.missing = [str(line) for key, line in lines.items() if key not in known]
    return plan


def _compare_topics(plan: ImportPlan, topics: dict[str, MatrixTopic]) -> None:
    versions = {read.code: read.version for read in plan.read.topics if read.version is not None}
    bases = _bases(MatrixTopic, versions, topics, TOPIC_FIELDS)
    for read in plan.read.topics:
        incoming = {"heading_as_written": read.heading, "goal": read.goal}
        place = f"{read.code} {read.title}"
        stored = topics.get(read.code)
        if stored is None:
            plan.new_topics.append(read)
            continue
        current = {name: str(getattr(stored, name)) for name in TOPIC_FIELDS}
        plan.changes += _differences(_Row(read.code, place, current, incoming, bases.get(read.code)), TOPIC_FIELDS)


def _compare_lines(plan: ImportPlan, lines: dict[str, MatrixLine]) -> None:
    versions = {read.key: read.version for read in plan.read.lines if read.version is not None}
    bases = _bases(MatrixLine, versions, lines, LINE_FIELDS)
    for read in plan.read.lines:
        incoming = {"level_as_written": read.level_as_written, **read.cells}
        stored = lines.get(read.key)
        if stored is None:
            plan.new_lines.append(read)
            continue
        current = {name: stored.cell(name) for name in LINE_FIELDS}
        plan.changes += _differences(_Row(read.key, str(stored), current, incoming, bases.get(read.key)), LINE_FIELDS)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row on which both sides have something to say; `base` is what the file was made from, when known."""

    key: str
    place: str
    current: dict[str, str]
    incoming: dict[str, str]
    base: dict[str, str] | None


def _differences(row: _Row, fields: dict[str, str]) -> Iterator[CellChange]:
    for name, label in fields.items():
        old, new = row.current[name], row.incoming[name]
        if new == old or (row.base is not None and new == row.base[name]):
            continue
        is_conflict = row.base is not None and old != row.base[name]
        yield CellChange(row.key, row.place, name, label, old, new, is_conflict)


def _bases(
    model: type[MatrixTopic] | type[MatrixLine],
    versions: dict[str, int],
    stored: Mapping[str, MatrixTopic | MatrixLine],
    fields: dict[str, str],
) -> dict[str, dict[str, str]]:
    """Return, for rows that the file knows in an older version, the texts that the file was made from."""
    older = {stored[key].pk: (key, version) for key, version in versions.items() if key in stored}
    older = {pk: (key, version) for pk, (key, version) in older.items() if stored[key].version != version}
    events = model.versions.rel.related_model.objects  # type: ignore[union-attr]
    found: dict[str, dict[str, str]] = {}
    for event in events.filter(pgh_obj__in=older, version__in={v for _, v in older.values()}).order_by("pgh_id"):
        key, version = older[event.pgh_obj_id]
        if event.version == version:
            found[key] = {name: str(getattr(event, name)) for name in fields}
    return found
