"""Figures of the programme for pages and reports: results, planning, conflicts, decisions, balance of categories."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.components import Timeline, TimelineItem, build_timeline
from programme.conflicts import Conflict, conflicts_of
from programme.models import Category, Decision, IntendedResult, PlanItem, PlanStatus, Programme, ResultState

STEPS = len(ResultState)


@dataclass(frozen=True, slots=True)
class CategoryBalance:
    """How much of the plan serves one of the three categories; one activity may serve several."""

    label: str
    results: int
    activities: int
    realised: int


@dataclass(frozen=True, slots=True)
class ResultsOverview:
    """The intended results with how many are reached and how many lack proof."""

    results: tuple[IntendedResult, ...]

    @property
    def reached(self) -> int:
        """Return how many are reached."""
        return sum(result.state == ResultState.REACHED for result in self.results)

    @property
    def without_proof(self) -> int:
        """Return how many have nothing that proves them."""
        return sum(not result.has_proof for result in self.results)

    def late(self, on: date) -> list[IntendedResult]:
        """Return those of which the next step should have been taken before this day."""
        return [r for r in self.results if r.next_step_on and r.next_step_on < on and r.state != ResultState.REACHED]

    @property
    def sentence(self) -> str:
        """Return the message in one sentence."""
        if not self.results:
            return "Er zijn nog geen beoogde resultaten vastgelegd."
        total, begun = len(self.results), sum(r.state > ResultState.NOT_STARTED for r in self.results)
        text = f"Van de {total} beoogde resultaten zijn er {begun} begonnen en {self.reached} bereikt"
        return f"{text}; {self.without_proof} missen nog bewijs." if self.without_proof else f"{text}."


@dataclass(frozen=True, slots=True)
class PlanningSummary:
    """How the planning stands on a day."""

    on: date
    realised: int
    open: int
    overdue: int
    moved: int
    dropped: int

    @property
    def total(self) -> int:
        """Return the number of activities."""
        return self.realised + self.open + self.dropped

    @property
    def sentence(self) -> str:
        """Return the message in one sentence."""
        if not self.total:
            return "De planning is nog leeg."
        parts = [f"{self.realised} van de {self.total} activiteiten zijn gerealiseerd"]
        parts += [f"{self.moved} zijn verschoven"] if self.moved else []
        parts += [f"{self.dropped} vervallen"] if self.dropped else []
        parts += [f"{self.overdue} hadden al moeten plaatsvinden"] if self.overdue else []
        return ", ".join(parts) + "."


def current_programme() -> Programme | None:
    """Return the programme that this portal carries now."""
    return Programme.objects.current()


def results_overview(programme: Programme) -> ResultsOverview:
    """Return the intended results in the order of the plan."""
    return ResultsOverview(tuple(programme.results.select_related("proof_file").order_by("number")))


def planning_summary(items: Iterable[PlanItem], on: date) -> PlanningSummary:
    """Return how many of these activities are realised, open, overdue, moved and dropped on this day."""
    items = list(items)
    return PlanningSummary(
        on,
        realised=sum(item.status == PlanStatus.REALISED for item in items),
        open=sum(item.is_open for item in items),
        overdue=sum(item.is_overdue(on) for item in items),
        moved=sum(item.has_moved for item in items),
        dropped=sum(item.status == PlanStatus.DROPPED for item in items),
    )


def open_conflicts(programme: Programme) -> list[Conflict]:
    """Return activities of which the sources disagree about the date."""
    return conflicts_of(programme)


def decisions(programme: Programme) -> list[Decision]:
    """Return what the bodies decided, in order of date."""
    return list(Decision.objects.all().of(programme))


def planning_timeline(items: Iterable[PlanItem], programme: Programme, on: date) -> Timeline:
    """Return activities as soft bars; the line grows when an activity lies outside the running time."""
    lines = [_timeline_item(item, on) for item in items]
    days = [day for line in lines for day in (line.earliest, line.latest, *(line.baseline or ())) if day]
    return build_timeline(
        lines,
        first=min([programme.starts_on.replace(month=1, day=1), *days]),
        last=max([programme.ends_on, *days]),
        today=on,
    )


def _told(item: PlanItem, on: date) -> list[str]:
    """Return the date and, unless the line itself tells that it is done, the status."""
    is_done = item.status == PlanStatus.REALISED
    return [str(item.current) or "zonder datum", *([] if is_done else [item.status_on(on)])]


def _timeline_item(item: PlanItem, on: date) -> TimelineItem:
    first = item.original
    moved = item.has_moved and first.earliest is not None
    notes = [f"eerst {first}" if item.has_moved and str(first) else "", item.reason if item.reason else ""]
    return TimelineItem(
        label=item.title,
        earliest=item.current.earliest,
        latest=item.current.latest,
        text=", ".join(_told(item, on)),
        note="; ".join(note for note in notes if note),
        url=item.get_absolute_url(),
        baseline=(first.earliest, first.latest or first.earliest) if moved and first.earliest else None,
        is_done=item.status == PlanStatus.REALISED,
    )


def category_balance(programme: Programme) -> list[CategoryBalance]:
    """Return how evenly results and activities are spread over the three categories."""
    results = list(programme.results.values_list("categories", flat=True))
    items = list(PlanItem.objects.filter(programme=programme).values_list("categories", "status"))
    rows = [(str(category.label), category.value) for category in Category]
    balance = [
        CategoryBalance(
            label,
            results=sum(value in found for found in results),
            activities=sum(value in found for found, _ in items),
            realised=sum(value in found and status == PlanStatus.REALISED for found, status in items),
        )
        for label, value in rows
    ]
    none = CategoryBalance(
        "zonder categorie",
        results=sum(not found for found in results),
        activities=sum(not found for found, _ in items),
        realised=sum(not found and status == PlanStatus.REALISED for found, status in items),
    )
    return [*balance, none] if none.results or none.activities else balance
