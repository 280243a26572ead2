"""Numbers of a meeting, counted from its guest list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.text import counted
from meetings.models import Answer, Invitation, Presence


@dataclass(frozen=True, slots=True)
class BarPart:
    """A part of a bar: its words, its look, and its place in thousandths of the width."""

    label: str
    count: int
    look: str
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """How the guests answered."""

    yes: int
    no: int
    colleague: int
    open: int

    @property
    def invited(self) -> int:
        """Return how many were invited."""
        return self.yes + self.no + self.colleague + self.open

    @property
    def sentence(self) -> str:
        """Say it as one line: "52 ja, 9 nee, 22 nog geen antwoord"."""
        parts = [f"{self.yes} ja", f"{self.no} nee"]
        if self.colleague:
            parts.append(f"{self.colleague} {'stuurt' if self.colleague == 1 else 'sturen'} een collega")
        return ", ".join([*parts, f"{self.open} nog geen antwoord"])

    @property
    def bar(self) -> list[BarPart]:
        """Return the parts of one stacked bar, without the empty ones."""
        counts = [("ja", self.yes, "yes"), ("collega", self.colleague, "colleague"), ("nee", self.no, "no")]
        return _bar([*counts, ("nog geen antwoord", self.open, "open")])


@dataclass(frozen=True, slots=True)
class PresenceFigures:
    """Who came, as far as is known: a guest who said yes is there until somebody says otherwise."""

    present: int
    walk_in: int
    absent: int
    excused: int
    organisations: int

    @property
    def came(self) -> int:
        """Return everybody who was there."""
        return self.present + self.walk_in

    @property
    def sentence(self) -> str:
        """Say it as one line: "49 mensen van 41 organisaties, van wie 2 niet op de lijst stonden"."""
        people = counted(self.came, "mens", "mensen")
        organisations = counted(self.organisations, "organisatie", "organisaties")
        line = f"{people} van {organisations}"
        if self.walk_in:
            line += f", van wie {self.walk_in} niet op de lijst {'stond' if self.walk_in == 1 else 'stonden'}"
        return line


def answer_figures(invitations: Sequence[Invitation]) -> AnswerFigures:
    """Count the answers of those who were invited."""
    count = Counter(each.answer for each in invitations if each.invited_at is not None)
    return AnswerFigures(count[Answer.YES], count[Answer.NO], count[Answer.COLLEAGUE], count[Answer.OPEN])


def presence_figures(invitations: Sequence[Invitation]) -> PresenceFigures:
    """Count who came; who was not marked counts as the answer promised."""
    there = [each for each in invitations if each.counts_as_present]
    walk_in = sum(each.presence == Presence.WALK_IN for each in there)
    marks = Counter(each.presence for each in invitations)
    return PresenceFigures(
        present=len(there) - walk_in,
        walk_in=walk_in,
        absent=marks[Presence.ABSENT],
        excused=marks[Presence.EXCUSED],
        organisations=len({each.organisation_id for each in there if each.organisation_id}),
    )


def _bar(counts: list[tuple[str, int, str]]) -> list[BarPart]:
    total = sum(count for _, count, _ in counts)
    parts, x = [], 0
    for label, count, look in counts:
        width = round(1000 * count / total) if total else 0
        if count:
            parts.append(BarPart(label, count, look, x, width))
        x += width
    return parts
