"""States of organisations as plain data for the pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from measures.figures import Progress, progress_each
from measures.models import STEPS, Measure, MeasureAnchor, OrganisationMeasureState, State
from measures.querysets import StateQuerySet
from participants.models import Organisation

STALE_DAYS = 335
"""An answer of eleven months or older is asked again."""

TONES = {
    State.NOT_YET: "neutral",
    State.PREPARING: "info",
    State.INTRODUCED: "good",
    State.PRACTISED: "good",
    State.ASSURED: "good",
    State.NOT_APPLICABLE: "neutral",
}


@dataclass(frozen=True, slots=True)
class StateCell:
    """One measure of one organisation; `row` is None when nothing was answered."""

    measure: Measure
    row: OrganisationMeasureState | None
    is_stale: bool = False

    @property
    def label(self) -> str:
        """The state in words."""
        return str(self.row.get_state_display()) if self.row else "niet ingevuld"

    @property
    def code(self) -> str:
        """The state as a class name."""
        return self.row.state if self.row else "unanswered"

    @property
    def step(self) -> int:
        """How many of the five steps are reached; 0 when nothing is known or nothing applies."""
        return STEPS.index(State(self.row.state)) + 1 if self.row and self.row.state in STEPS else 0

    @property
    def said(self) -> str:
        """What the organisation wrote beside its answer."""
        return (self.row.reason or self.row.note) if self.row else ""

    @property
    def tone(self) -> str:
        """How the state is coloured, always beside its words."""
        return TONES[State(self.row.state)] if self.row else "neutral"


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation with its nine cells and its progress."""

    organisation: Organisation
    cells: list[StateCell]
    progress: Progress
    oldest_on: date | None


@dataclass(frozen=True, slots=True)
class RegionStep:
    """One step of a column of dots: how many organisations stand there."""

    label: str
    code: str
    count: int

    @property
    def dots(self) -> range:
        """One dot an organisation."""
        return range(self.count)


def organisation_rows(organisations: Sequence[Organisation], states: StateQuerySet, on: date) -> list[OrganisationRow]:
    """Return the grid organisations × measures on a day. `states` holds what the reader reaches."""
    measures = list(Measure.objects.all())
    rows = states.filter(organisation__in=[o.pk for o in organisations]).as_of(on)
    found = {(row.organisation_id, row.measure_id): row for row in rows}
    shares = progress_each([o.pk for o in organisations], on)
    return [_row(organisation, measures, found, shares[organisation.pk], on) for organisation in organisations]


def _row(
    organisation: Organisation,
    measures: Iterable[Measure],
    found: dict[tuple[int, int], OrganisationMeasureState],
    progress: Progress,
    on: date,
) -> OrganisationRow:
    cells = []
    for measure in measures:
        row = found.get((organisation.pk, measure.pk))
        cells.append(StateCell(measure, row, bool(row and (on - row.recorded_on).days > STALE_DAYS)))
    dates = [cell.row.recorded_on for cell in cells if cell.row]
    return OrganisationRow(organisation, cells, progress, min(dates, default=None))


def anchor_rows(measure: Measure) -> list[tuple[int, str, str]]:
    """Return the five steps of a measure: number, name, and what one sees on the work floor."""
    texts = {anchor.state: anchor.text for anchor in MeasureAnchor.objects.filter(measure=measure)}
    return [(number, str(step.label), texts.get(step, "")) for number, step in enumerate(STEPS, start=1)]
