"""Who delivered: the project leader's view on registration. It counts organisations and holds no incident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.components import CircleCell, CircleGrid, CircleRow
from incidents.figures.own import last_months, last_reported, month_name
from incidents.models import MeasurementRound, MonthlyDelivery, OrganisationRound
from participants.models import Organisation, RegistrationMode

SILENT_MONTHS = 3
"""An organisation that registers cases and sent none in the running month and the two before it is worth a call."""


@dataclass(frozen=True, slots=True)
class RoundLine:
    """How far one measurement round is, in numbers of organisations. `nil` is 0 where it is not told."""

    label: str
    confirmed: int
    busy: int
    not_started: int
    nil: int
    url: str = ""

    @property
    def total(self) -> int:
        """Return how many organisations take part in the round."""
        return self.confirmed + self.busy + self.not_started


@dataclass(frozen=True, slots=True)
class Board:
    """The whole of it: counts of organisations, a grid of months for those that count, and whom to call."""

    participants: int
    by_case: int
    by_count: int
    grid: CircleGrid
    rounds: list[RoundLine]
    silent: list[str]


def completeness(*, on: date, months: int = 6) -> Board:
    """Return who delivered in the last months, and how far each round is."""
    participants = list(Organisation.objects.participating(on).order_by("name"))
    counting = [each for each in participants if each.registration_mode == RegistrationMode.COUNTS]
    by_case = [each for each in participants if each.can_register_cases(on)]
    return Board(
        participants=len(participants),
        by_case=len(by_case),
        by_count=len(counting),
        grid=_grid(counting, last_months(on, months)),
        rounds=_rounds(),
        silent=_silent(by_case, on),
    )


def _grid(organisations: list[Organisation], months: list[date]) -> CircleGrid:
    rows = MonthlyDelivery.objects.filter(organisation__in=organisations, month__in=months)
    delivered = set(rows.values_list("organisation_id", "month"))
    running = months[-1]
    lines = [
        CircleRow(
            each.name,
            [_cell((each.pk, month) in delivered, month == running, month) for month in months],
        )
        for each in organisations
    ]
    return CircleGrid("Aantallen per maand: wie leverde", [month_name(month) for month in months], lines)


def _cell(is_delivered: bool, is_running: bool, month: date) -> CircleCell:
    if is_delivered:
        return CircleCell("filled", "geleverd")
    return CircleCell("none", "loopt nog") if is_running else CircleCell("open", "niet geleverd")


def _rounds() -> list[RoundLine]:
    state = OrganisationRound.State
    by_round: dict[int, list[OrganisationRound]] = {}
    for row in OrganisationRound.objects.taking_part().only("round_id", "state", "is_nil", "earlier"):
        by_round.setdefault(row.round_id, []).append(row)
    lines = []
    for each in MeasurementRound.objects.all():
        rows = by_round.get(each.pk, [])
        names = [row.state for row in rows]
        lines.append(
            RoundLine(
                str(each),
                names.count(state.CONFIRMED),
                names.count(state.BUSY),
                names.count(state.NOT_STARTED),
                each.nil_told(rows),
                each.get_absolute_url(),
            )
        )
    return lines


def _silent(by_case: list[Organisation], on: date) -> list[str]:
    """Return who registers cases and sent none lately; it says that nothing came, not how much there was."""
    last = last_reported(each.pk for each in by_case)
    edge = last_months(on, SILENT_MONTHS)[0]
    return [each.name for each in by_case if each.pk not in last or last[each.pk] < edge]
