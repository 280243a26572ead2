"""Figures on the nine measures, for the pages here and for other apps. Counts only, never a name.

One rule for progress, the same everywhere: the share of applicable measures that are at "ingevoerd" or further.
What is not answered counts as applicable and not yet introduced; what does not apply is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from measures.models import Measure, OrganisationMeasureState, State
from measures.querysets import StateQuerySet
from participants.models import Organisation

PROGRESS_RULE: Final = (
    "Voortgang is het deel van de maatregelen dat op ‘ingevoerd’ of verder staat. Maatregelen die niet van toepassing "
    "zijn, tellen niet mee. Wat nog niet is ingevuld, telt mee als nog niet ingevoerd."
)
MINIMUM_ORGANISATIONS: Final = 5
_INTRODUCED: Final = frozenset({State.INTRODUCED, State.PRACTISED, State.ASSURED})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a group of organisations is. Unanswered and not applicable are counted apart."""

    organisations: int
    applicable: int
    introduced: int
    unanswered: int
    not_applicable: int
    rule: str = PROGRESS_RULE

    @property
    def is_silent(self) -> bool:
        """Tell that nothing was answered at all: that is no 0 %, it is unknown."""
        return self.not_applicable == 0 and self.unanswered == self.applicable

    @property
    def share(self) -> float | None:
        """The part at "ingevoerd" or further, between 0 and 1; None when nothing applies or nothing was answered."""
        return self.introduced / self.applicable if self.applicable and not self.is_silent else None

    @property
    def percentage(self) -> int | None:
        """The share in whole per cents."""
        return None if self.share is None else round(100 * self.share)


@dataclass(frozen=True, slots=True)
class MeasureDistribution:
    """How many organisations are at each step of one measure."""

    measure: Measure
    counts: dict[State, int]
    unanswered: int
    organisations: int

    @property
    def introduced(self) -> int:
        """How many organisations are at "ingevoerd" or further."""
        return sum(self.counts[state] for state in _INTRODUCED)

    @property
    def applicable(self) -> int:
        """For how many organisations the measure applies."""
        return self.organisations - self.counts[State.NOT_APPLICABLE]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The own organisation beside the middle half of its sector; never ranks, never names."""

    sector: str
    own: int | None
    lowest: int
    highest: int
    organisations: int


def participating_ids(on: date) -> list[int]:
    """Return the organisations that take part on this day."""
    return list(Organisation.objects.participating(on).values_list("pk", flat=True))


def progress(organisation_ids: Iterable[int], on: date) -> Progress:
    """Return the progress of these organisations together on this day."""
    ids = set(organisation_ids)
    states: Counter[str] = Counter(_states(ids, on).values_list("state", flat=True))
    return _progress(len(ids), Measure.objects.count(), states)


def progress_each(organisation_ids: Iterable[int], on: date) -> dict[int, Progress]:
    """Return the progress of each of these organisations on this day, in two queries."""
    ids = set(organisation_ids)
    found: dict[int, Counter[str]] = {pk: Counter() for pk in ids}
    for pk, state in _states(ids, on).values_list("organisation_id", "state"):
        found[pk][state] += 1
    measures = Measure.objects.count()
    return {pk: _progress(1, measures, states) for pk, states in found.items()}


def distribution(on: date, organisation_ids: Iterable[int] | None = None) -> list[MeasureDistribution]:
    """Return per measure how many participating organisations are at each step on this day."""
    ids = set(participating_ids(on) if organisation_ids is None else organisation_ids)
    counted: dict[int, Counter[str]] = {}
    for measure_id, state in _states(ids, on).values_list("measure_id", "state"):
        counted.setdefault(measure_id, Counter())[state] += 1
    return [_distribution(measure, counted.get(measure.pk, Counter()), len(ids)) for measure in Measure.objects.all()]


def compare_with_sector(organisation: Organisation, on: date) -> Comparison | None:
    """Return the organisation beside its sector; None when fewer than five other organisations answered."""
    others = Organisation.objects.participating(on).filter(sector=organisation.sector).exclude(pk=organisation.pk)
    found = progress_each([organisation.pk, *others.values_list("pk", flat=True)], on)
    own = found.pop(organisation.pk)
    answered = sorted(part.percentage for part in found.values() if part.percentage is not None)
    if len(answered) < MINIMUM_ORGANISATIONS:
        return None
    quarter = len(answered) // 4
    return Comparison(
        organisation.sector.name, own.percentage, answered[quarter], answered[-quarter - 1], len(answered)
    )


def _states(ids: set[int], on: date) -> StateQuerySet:
    return OrganisationMeasureState.objects.filter(organisation__in=ids).as_of(on)


def _progress(organisations: int, measures: int, states: Counter[str]) -> Progress:
    not_applicable = states[State.NOT_APPLICABLE]
    return Progress(
        organisations=organisations,
        applicable=organisations * measures - not_applicable,
        introduced=sum(states[state] for state in _INTRODUCED),
        unanswered=organisations * measures - sum(states.values()),
        not_applicable=not_applicable,
    )


def _distribution(measure: Measure, states: Counter[str], organisations: int) -> MeasureDistribution:
    counts = {state: states[state] for state in State}
    return MeasureDistribution(measure, counts, organisations - sum(counts.values()), organisations)
