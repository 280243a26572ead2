"""Tries to work out hidden numbers by linear programming over everything that one reader can get.

The reader is the project leader, who gets most: both tables of every month, in every window and on every day, the
totals, who delivered which month and who is silent. The reader knows the rules too: how organisations were grouped, and
that what is hidden is not zero. Unknown is how many incidents of each kind each organisation had.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from scipy.optimize import linprog

from incidents.clock import moment_of
from incidents.figures import region
from incidents.figures.completeness import completeness
from incidents.figures.disclosure import REGION, Cell, Key, Rule, Sum, merge_groups
from incidents.figures.own import TOTAL, month_name
from incidents.figures.region import KIND_CODES, Way, published_month, region_totals
from incidents.models import ComparisonEdition, MeasurementRound, MonthlyCount, MonthlyDelivery, OrganisationRound
from incidents.rounds.editions import publish_comparisons
from incidents.rounds.filling import months_of
from incidents.services.settling import settle_region_months
from incidents.vocabulary import KINDS
from participants.models import Organisation
from reports.progress import progress_report
from tests.factories.incidents import IncidentFactory, MeasurementRoundFactory, OrganisationRoundFactory, local
from tests.factories.participants import OrganisationFactory, SectorFactory

pytestmark = pytest.mark.django_db
SEEDS = range(10)
MONTHS = [date(2015, number, 1) for number in range(1, 5)]
READ_ON = [date(2015, 5, 3), date(2015, 6, 1), date(2015, 9, 1)]
WAYS: list[Way] = ["sector", "kind"]
Unknown = tuple[int, str, date]


@dataclass
class Reader:
    """What somebody knows: sums of unknowns that were shown, and sums that were not."""

    unknowns: list[Unknown]
    shown: dict[tuple[Unknown, ...], int] = field(default_factory=dict)
    hidden: dict[tuple[Unknown, ...], Key] = field(default_factory=dict)

    def learn(self, key: Key, parts: Iterable[Unknown], number: int | None) -> None:
        """Take in a cell of a table. One that is shown anywhere is known, whatever another table hides."""
        together = tuple(sorted(parts))
        if number is None:
            self.hidden.setdefault(together, key)
        else:
            assert self.shown.setdefault(together, number) == number, f"{key} is told in two ways"

    def recovered(self) -> dict[Key, float]:
        """Return the hidden cells of which only one value is possible."""
        found = {}
        for together, key in self.hidden.items():
            low, high = self.range_of(together)
            if high - low < 0.5:
                found[key] = low
        return found

    def range_of(self, parts: Iterable[Unknown]) -> tuple[float, float]:
        """Return the smallest and the largest sum that agrees with all that is known."""
        together = tuple(parts)
        return self._bound(together, 1), self._bound(together, -1)

    def _bound(self, together: tuple[Unknown, ...], sign: int) -> float:
        rows = [self._row(known) for known in self.shown]
        not_zero = [[-each for each in self._row(hidden)] for hidden in self.hidden]
        answer: Any = linprog(
            [sign * each for each in self._row(together)],
            A_eq=rows or None,
            b_eq=list(self.shown.values()) or None,
            A_ub=not_zero or None,
            b_ub=[-1.0] * len(not_zero) or None,
            method="highs",
        )
        if answer.status == 3:
            return float("inf")
        assert answer.status == 0, answer.message
        return float(sign * answer.fun)

    def _row(self, together: tuple[Unknown, ...]) -> list[float]:
        chosen = set(together)
        return [1.0 if unknown in chosen else 0.0 for unknown in self.unknowns]


def a_region(seed: int) -> list[Organisation]:
    """Invent organisations that join, leave, miss months and have few incidents, none, or many."""
    rng = random.Random(seed)
    sectors = [SectorFactory(name=f"Sector {name}") for name in "abc"]
    organisations = []
    for number in range(10):
        days = {"joined_on": date(2015, 2, 1)} if number == 4 else {"ended_on": date(2015, 3, 9)} if number == 7 else {}
        organisations.append(OrganisationFactory(sector=sectors[number % 3], counts_only=True, **days))
    for organisation in organisations:
        for month in MONTHS:
            if rng.random() < 0.9:
                _deliver(organisation, month, {kind: rng.choice([0, 0, 1, 2, 3, 6, 9, 30]) for kind in _some(rng)})
    return organisations


def _some(rng: random.Random) -> list[str]:
    return rng.sample([kind.code for kind in KINDS], 4)


def _deliver(organisation: Organisation, month: date, numbers: Mapping[str, int]) -> None:
    delivery = MonthlyDelivery.objects.create(organisation=organisation, month=month)
    MonthlyCount.objects.bulk_create(
        MonthlyCount(delivery=delivery, organisation=organisation, month=month, kind=kind, count=number)
        for kind, number in numbers.items()
        if number
    )


def everything(organisations: list[Organisation]) -> Reader:
    """Read every table in every window on every day, the board, and the comparisons of rounds."""
    reader = Reader([])
    for month in MONTHS:
        taking_part = region._participants(month)
        known = region._known(month, taking_part)
        sector = {pk: name for pk, name in taking_part.items() if pk in known}
        reader.unknowns += [(pk, kind, month) for pk in sector for kind in KIND_CODES]
        groups = _groups(sector, month)
        for on in READ_ON:
            for count in (2, 12):
                for way in WAYS:
                    _read(reader, region_totals(until=on, by=way, count=count), month, groups)
        _read_silence(reader, organisations, month)
    for edition in ComparisonEdition.objects.all():
        for side, measured in (("earlier", edition.earlier), ("later", edition.later)):
            who = edition.figures["organisations"][side]
            parts = [(pk, kind, when) for pk in who for kind in KIND_CODES for when in months_of(measured)]
            reader.unknowns = [*dict.fromkeys([*reader.unknowns, *parts])]  # also months that the region never knew
            reader.learn((measured.code,), parts, edition.figures["all"][side]["count"])
    return reader


def _groups(sector: Mapping[int, str], month: date) -> dict[str, set[int]]:
    counts = region.count_by_month(sector, [month])
    totals: dict[str, dict[int, int]] = {}
    for pk, name in sector.items():
        totals.setdefault(name, {})[pk] = sum(number for (who, _, _), number in counts.items() if who == pk)
    return {name: set(members) for name, members in merge_groups(dict(sorted(totals.items())), REGION).items()}


def _read(reader: Reader, table: region.RegionTable, month: date, groups: Mapping[str, set[int]]) -> None:
    name = month_name(month)
    if name not in table.rows:
        return
    kinds = {region._label(("kind", code)): code for code in KIND_CODES}
    for column in (*table.columns, TOTAL):
        text = table.cells[name, column]
        if text == "–" or (column not in groups and column not in kinds and column != TOTAL):
            continue
        members = groups.get(column)
        parts = [
            (pk, kind, when)
            for pk, kind, when in reader.unknowns
            if when == month and (members is None or pk in members) and (column not in kinds or kind == kinds[column])
        ]
        reader.learn((name, column), parts, None if text == "•" else int(text))


def _read_silence(reader: Reader, organisations: list[Organisation], month: date) -> None:
    """Who registers cases and is silent had nothing in the last months; the board of completeness says so."""
    silent = set(completeness(on=READ_ON[0]).silent)
    for each in organisations:
        mine = [unknown for unknown in reader.unknowns if (unknown[0], unknown[2]) == (each.pk, month)]
        if each.name in silent and mine and month >= date(2015, 3, 1):
            reader.learn((each.name,), mine, 0)


def register_late(organisations: list[Organisation]) -> None:
    """Add what comes in after the months were settled: reports of cases, and months delivered at last."""
    for number, each in enumerate(organisations):
        if number % 3 == 0:
            IncidentFactory(organisation=each, occurred_at=local(2015, 2, 3), reported_at=local(2015, 7, 3))
        if not MonthlyDelivery.objects.filter(organisation=each, month=MONTHS[1]).exists():
            _deliver(each, MONTHS[1], {"verbaal": 4})


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_hidden_is_recovered(seed: int) -> None:
    organisations = a_region(seed)
    for on in READ_ON:
        settle_region_months(settled_at=moment_of(on))
    found = everything(organisations)
    assert found.hidden, "there is something to find"
    assert found.recovered() == {}


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_no_organisation_is_worked_out(seed: int) -> None:
    """Neither how many incidents one organisation had in a month, nor of which kind."""
    organisations = a_region(seed)
    settle_region_months(settled_at=moment_of(READ_ON[-1]))
    _assert_nobody_is_worked_out(everything(organisations), organisations)


def _assert_nobody_is_worked_out(reader: Reader, organisations: list[Organisation]) -> None:
    counts = region.count_by_month([each.pk for each in organisations], MONTHS)
    for pk, month in {(pk, month) for pk, _, month in counts}:
        mine = [unknown for unknown in reader.unknowns if (unknown[0], unknown[2]) == (pk, month)]
        if mine:
            low, high = reader.range_of(mine)
            assert high - low >= 1, (month, pk)


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 6, 7, 9])
def test_a_comparison_of_rounds_beside_the_months_gives_nothing_away(seed: int) -> None:
    """Rounds of whole months, counted from the same months: what the reader can best subtract."""
    organisations = a_region(seed)
    settle_region_months(settled_at=moment_of(READ_ON[-1]))
    a_comparison(organisations, seed)
    assert ComparisonEdition.objects.exists(), "there is something to subtract"
    found = everything(organisations)
    assert found.recovered() == {}
    _assert_nobody_is_worked_out(found, organisations)


def a_comparison(organisations: list[Organisation], seed: int) -> None:
    """Measure January and February against March and April among who delivered all of it, less one or two."""
    rng = random.Random(seed)
    frozen = local(2015, 8, 1)
    rounds = [
        MeasurementRoundFactory(code=code, first_on=first, last_on=last, freeze_on=last + timedelta(days=60))
        for code, first, last in (
            ("0", date(2015, 1, 1), date(2015, 2, 28)),
            ("1", date(2015, 3, 1), date(2015, 4, 30)),
        )
    ]
    absent = rng.sample([each.pk for each in organisations], 1 + seed % 2)
    for each in rounds:
        months = months_of(each)
        for organisation in organisations:
            delivered = MonthlyDelivery.objects.filter(organisation=organisation, month__in=months).count()
            if delivered < len(months) or organisation.pk in absent:
                OrganisationRoundFactory(round=each, organisation=organisation)
                continue
            number = sum(region.count_by_month([organisation.pk], months).values())
            OrganisationRoundFactory(
                round=each,
                organisation=organisation,
                state="bevestigd",
                count=number,
                is_nil=not number,
                employees=500,
                days_covered=each.days,
            )
        OrganisationRound.objects.filter(round=each).update(frozen_at=frozen)
        MeasurementRound.objects.filter(pk=each.pk).update(opened_at=frozen, frozen_at=frozen)
    publish_comparisons(at=frozen)


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_late_registrations_give_nothing_away(seed: int) -> None:
    """All that a reader got before they came stands after them as it was: there is nothing to subtract."""
    organisations = a_region(seed)
    settle_region_months(settled_at=moment_of(READ_ON[1]))
    before = [region_totals(until=READ_ON[1], by=way) for way in WAYS]
    register_late(organisations)
    settle_region_months(settled_at=moment_of(READ_ON[2]))
    for old, new in zip(before, [region_totals(until=READ_ON[2], by=way) for way in WAYS], strict=True):
        shared = [(row, column) for row in old.rows for column in {*old.headings} & {*new.headings}]
        assert len(shared) > 9
        assert [old.cells[cell] for cell in shared] == [new.cells[cell] for cell in shared]


def test_reports_of_any_day_hold_the_same_cells() -> None:
    a_region(2)
    settle_region_months(settled_at=moment_of(READ_ON[-1]))
    for on in READ_ON[1:]:
        figures = {figure.title: figure for section in progress_report(on).sections for figure in section.figures}
        rows = figures["Geregistreerde voorvallen in de twaalf maanden die vaststaan"].rows
        assert rows == region_totals(until=on, by="kind").shown()


def _primary_alone(cells: Mapping[Key, Cell], sums: Iterable[Sum], rule: Rule = REGION) -> dict[Key, int | None]:
    """Hide what is small, and nothing that gives it away."""
    return {key: cell.value if cell.is_safe(rule) else None for key, cell in cells.items()}


def test_without_complementary_suppression_hidden_cells_are_recovered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(region, "protect", _primary_alone)
    organisations = a_region(0)
    settle_region_months(settled_at=moment_of(READ_ON[-1]))
    assert len(everything(organisations).recovered()) > 0


def test_without_settling_a_late_report_is_seen_in_a_hidden_cell() -> None:
    """A month that grows after it was shown: what was added is the difference of two tables, cell by cell."""
    organisations = a_region(1)
    month = MONTHS[1]
    before = _cells(month)
    IncidentFactory(organisation=organisations[0], main_kind="fysiek", occurred_at=local(2015, 2, 3))
    after = _cells(month)
    assert before != after
    assert after[TOTAL,] is not None and before[TOTAL,] is not None
    assert after[TOTAL,] - before[TOTAL,] == 1, "one incident, far below what may be shown"


def _cells(month: date) -> dict[Key, int | None]:
    return {tuple(key): number for key, number in published_month(month)["cells"]}
