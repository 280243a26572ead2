"""What the components of the interface are made of: plain data that a view hands to a template tag."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.forms import BaseForm
from django.utils.html import format_html
from django.utils.safestring import SafeString

TONES = ("neutral", "info", "good", "attention", "late")

LIGHTS = {
    "todo": ("te doen", "attention"),
    "done": ("klaar", "good"),
    "not_needed": ("niet nodig", "neutral"),
    "late": ("te laat", "late"),
}

TASK_STATES = {
    "todo": ("Te doen", "info"),
    "busy": ("Bezig", "attention"),
    "done": ("Klaar", "good"),
    "blocked": ("Kan nog niet", "neutral"),
    "late": ("Te laat", "late"),
}

CIRCLES = {"filled": "vervuld", "open": "open", "late": "te laat", "partial": "deels", "none": "niet van toepassing"}


@dataclass(frozen=True, slots=True)
class Light:
    """One duty with its state in words: todo, done, not_needed or late. `text` says more than the state's own word."""

    label: str
    state: str
    text: str = ""
    url: str = ""

    @property
    def word(self) -> str:
        """Return the Dutch word of the state."""
        return LIGHTS.get(self.state, (self.state, "neutral"))[0]

    @property
    def tone(self) -> str:
        """Return how the state is coloured, always beside its word and its mark."""
        return LIGHTS.get(self.state, (self.state, "neutral"))[1]


@dataclass(frozen=True, slots=True)
class TaskItem:
    """One line of a task list. `status` is todo, busy, done, blocked, late, or words of your own."""

    title: str
    url: str = ""
    status: str = "todo"
    hint: str = ""

    @property
    def word(self) -> str:
        """Return the Dutch word of the status."""
        return TASK_STATES.get(self.status, (self.status, "neutral"))[0]

    @property
    def tone(self) -> str:
        """Return how the status is coloured."""
        return TASK_STATES.get(self.status, (self.status, "neutral"))[1]


@dataclass(frozen=True, slots=True)
class CircleCell:
    """One cell of a grid: filled, open, late, partial or none. `text` is read aloud and shown below the circle."""

    state: str = "none"
    text: str = ""
    url: str = ""

    @property
    def word(self) -> str:
        """Return what a screen reader says: the text, else the Dutch word of the state."""
        return self.text or CIRCLES.get(self.state, self.state)


@dataclass(frozen=True, slots=True)
class CircleRow:
    """One line of a grid with circles."""

    label: str
    cells: Sequence[CircleCell]
    url: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class CircleGrid:
    """A grid such as organisations × roles: an open circle is an empty seat."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[CircleRow]
    row_heading: str = "Organisatie"


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One soft date on a time line, with the original beside the current; `text` is the date as written."""

    label: str
    earliest: date | None
    latest: date | None
    text: str = ""
    note: str = ""
    url: str = ""
    baseline: tuple[date, date] | None = None
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class TimelineBar:
    """An item with its place on the line, in thousandths of its width, ready to be drawn."""

    item: TimelineItem
    x: int
    width: int
    baseline_x: int = 0
    baseline_width: int = 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """A line from one day to another with its soft bars, its years and today."""

    first: date
    last: date
    bars: Sequence[TimelineBar]
    years: Sequence[tuple[str, int]]
    today: int | None = None
    caption: str = ""
    undated: Sequence[TimelineItem] = field(default_factory=list)


def _place(day: date, first: date, last: date) -> int:
    share = (day - first).days / max((last - first).days, 1)
    return round(1000 * min(max(share, 0), 1))


def _bar(item: TimelineItem, first: date, last: date) -> TimelineBar:
    def span(start: date, end: date) -> tuple[int, int]:
        left = _place(start, first, last)
        return left, max(_place(end + timedelta(days=1), first, last) - left, 6)

    assert item.earliest is not None
    x, width = span(item.earliest, item.latest or item.earliest)
    baseline = span(*item.baseline) if item.baseline else (0, 0)
    return TimelineBar(item, min(x, 994), width, *baseline)


def build_timeline(
    items: Iterable[TimelineItem], *, first: date, last: date, today: date | None = None, caption: str = ""
) -> Timeline:
    """Place items on a line between two days; what has no earliest day is listed apart as undated."""
    kept = list(items)
    years = [
        (str(year), _place(max(date(year, 1, 1), first), first, last)) for year in range(first.year, last.year + 1)
    ]
    return Timeline(
        first=first,
        last=last,
        bars=[_bar(item, first, last) for item in kept if item.earliest],
        years=years,
        today=_place(today, first, last) if today and first <= today <= last else None,
        caption=caption,
        undated=[item for item in kept if not item.earliest],
    )


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """One line of the error summary, with the id of the field that it is about ("" for the whole form)."""

    text: str
    label: str = ""
    anchor: str = ""

    @property
    def lead(self) -> str:
        """Return the label with the mark that leads to the error: a question keeps its own."""
        return self.label if not self.label or self.label.endswith("?") else f"{self.label}:"


def error_lines(form: BaseForm) -> list[ErrorLine]:
    """Return every error of a form in the order of its fields, those of the whole form first."""
    lines = [ErrorLine(str(error)) for error in form.non_field_errors()]
    for bound in form:
        anchor = "" if bound.is_hidden else bound.id_for_label or f"{bound.auto_id}_0"
        lines += [ErrorLine(str(error), str(bound.label or ""), anchor) for error in bound.errors]
    return lines


def choice_label(title: str, hint: str = "") -> SafeString:
    """Return the label of a choice with a line of explanation below it, for radio buttons, boxes and tiles."""
    if not hint:
        return format_html('<span class="choice-title">{}</span>', title)
    return format_html('<span class="choice-title">{}</span><span class="choice-hint">{}</span>', title, hint)


def share(value: float, total: float) -> int:
    """Return value as a whole percentage of total, between 0 and 100; 0 when there is no total."""
    return round(100 * min(max(value / total, 0), 1)) if total else 0
