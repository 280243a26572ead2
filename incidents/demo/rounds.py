"""Loads invented numbers of three rounds: the two of the plan, frozen and compared, and one that is open today."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core.demo import DemoWorld
from incidents.clock import moment_of
from incidents.models import MeasurementRound, OrganisationRound, Poll, PollCount, RoundRemark
from incidents.rounds import filling
from incidents.rounds.editions import publish_comparisons
from incidents.services.rounds import participants_of
from participants.access import Role
from participants.models import Membership, Organisation, OrganisationSize

State, Source = OrganisationRound.State, OrganisationRound.Source

DEFINITION = (
    "Elk gemeld voorval van agressie of geweld van buiten tegen een medewerker met een publieke taak, licht of zwaar, "
    "dat in deze dagen plaatsvond. Agressie tussen collega's en lichte voorvallen van de teller tellen niet mee."
)
PLAN: list[dict[str, Any]] = [
    {
        "code": "0",
        "label": "0-meting",
        "first_on": date(2014, 5, 1),
        "last_on": date(2014, 6, 30),
        "freeze_on": date(2014, 10, 1),
    },
    {
        "code": "1",
        "label": "1-meting",
        "first_on": date(2015, 3, 1),
        "last_on": date(2015, 3, 31),
        "freeze_on": date(2015, 5, 1),
    },
]
RATES = {"0": 0.00033, "1": 0.00049}
CERTAIN = {"GDA", "GHZ", "LEI", "APN", "BGB", "NDL", "OUD", "SHV", "VLI", "KRW", "RAV", "GGD", "VRH", "BRW", "POL"}
NIL = {"ZTW"}
REMARK = "De cijfers van de balie ontbreken nog. Kijkt u dit na?"
BUSY_PLACE = "GHZ"
"""A hospital counts more than its size says: between organisations numbers differ more than chance explains."""
POLLS = {
    "0": {"GDA": (50, 6), "LEI": (60, 7), "GHZ": (45, 5), "APN": (45, 6)},
    "1": {"GDA": (50, 14), "LEI": (60, 17), "GHZ": (45, 13), "APN": (45, 13)},
}
"""Of so many who met with something, so many put it in a register: 24 of 200, then 57 of 200."""


def load(world: DemoWorld) -> None:
    """Fill in bulk; what was loaded before stays as it is."""
    rng = random.Random(2014)
    lines = [*PLAN, _running(world.today)]
    for order, line in enumerate(lines):
        if MeasurementRound.objects.filter(code=line["code"]).exists():
            continue
        is_over = line["freeze_on"] < world.today
        each = MeasurementRound.objects.create(
            **line, order=order, definition=DEFINITION, opened_at=moment_of(line["first_on"])
        )
        maker = _Maker(rng, each, world, _people(Role.COORDINATOR), _people(Role.SPONSOR))
        rows = OrganisationRound.objects.bulk_create(maker.row(one, is_over) for one in participants_of(each))
        back = [row for row in rows if row.sent_back_at is not None and not is_over]
        RoundRemark.objects.bulk_create(
            RoundRemark(row=row, organisation_id=row.organisation_id, text=REMARK) for row in back
        )
        _load_polls(each, world, is_over)
        if is_over:
            frozen_at = moment_of(each.freeze_on + timedelta(days=1))
            OrganisationRound.objects.filter(round=each).update(frozen_at=frozen_at)
            MeasurementRound.objects.filter(pk=each.pk).update(frozen_at=frozen_at)
    publish_comparisons(at=world.now)


def _running(today: date) -> dict[str, Any]:
    """Return a round over the month before last, of which the numbers may still be confirmed."""
    last_on = today.replace(day=1) - timedelta(days=1)
    first_on = (last_on.replace(day=1) - timedelta(days=1)).replace(day=1)
    return {
        "code": "2",
        "label": "2-meting",
        "first_on": first_on,
        "last_on": last_on,
        "freeze_on": today + timedelta(days=20),
    }


def _people(role: Role) -> dict[int, int]:
    rows = Membership.objects.filter(role=role, ends_on=None, person__user__isnull=False)
    return dict(rows.values_list("organisation_id", "person__user_id"))


@dataclass
class _Maker:
    """Makes the line of one organisation."""

    rng: random.Random
    round: MeasurementRound
    world: DemoWorld
    coordinators: dict[int, int]
    sponsors: dict[int, int]

    def row(self, organisation: Organisation, is_over: bool) -> OrganisationRound:
        size = OrganisationSize.objects.filter(organisation=organisation, year=self.round.first_on.year).first()
        row = OrganisationRound(
            round=self.round,
            organisation=organisation,
            source=Source.COUNTS if is_over else filling.source_of(organisation, self.round),
            employees=size.employees if size else None,
            fte=size.fte if size else None,
            days_covered=filling.possible_days(organisation, self.round),
        )
        row.state = self._state(organisation, is_over)
        if row.state == State.NOT_STARTED or not row.employees:
            row.state = State.NOT_STARTED
            return row
        self._count(row, organisation)
        if row.state == State.CONFIRMED:
            self._confirm(row, is_over)
        elif self.rng.random() < 0.3:
            row.sent_back_at = self.world.now - timedelta(days=2)
        return row

    def _state(self, organisation: Organisation, is_over: bool) -> str:
        if not is_over and organisation.code == "GDA":
            return State.NOT_STARTED
        if organisation.code in CERTAIN:
            return State.CONFIRMED
        weights = [78, 10, 12] if is_over else [45, 20, 35]
        return self.rng.choices([State.CONFIRMED, State.BUSY, State.NOT_STARTED], weights)[0]

    def _count(self, row: OrganisationRound, organisation: Organisation) -> None:
        if row.source == Source.CASES:
            tally = filling.count_cases(organisation.pk, self.round)
            row.count, row.serious_count = tally.count, tally.serious
        else:
            expected = (row.employees or 0) * (row.days_covered or 0) * RATES.get(self.round.code, 0.0005)
            expected *= 2.2 if organisation.code == BUSY_PLACE else 1
            row.count = max(0, round(self.rng.gauss(expected, expected**0.5)))
            row.count = 0 if organisation.code in NIL else row.count
            row.serious_count = min(row.count, round(row.count * self.rng.uniform(0.12, 0.24)))

    def _confirm(self, row: OrganisationRound, is_over: bool) -> None:
        row.is_nil = row.count == 0
        edge = self.round.last_on + timedelta(days=self.rng.randrange(2, 25))
        row.confirmed_at = min(moment_of(edge), self.world.now)
        row.confirmed_by_id = self.coordinators.get(row.organisation_id)
        is_signed = row.organisation_id in self.sponsors or self.rng.random() < 0.6
        if is_signed and (is_over or row.organisation.code != "GHZ"):
            row.signed_at = min(row.confirmed_at + timedelta(days=3), self.world.now)
            row.signed_by_id = self.sponsors.get(row.organisation_id)


def _load_polls(each: MeasurementRound, world: DemoWorld, is_over: bool) -> None:
    """Load the answers to the polls of the plan's rounds, and an open poll in the running one."""
    opened_at: datetime = moment_of(each.first_on + timedelta(days=10))
    answers = POLLS.get(each.code) or {"GDA": (14, 4)}
    for code, (experienced, registered) in answers.items():
        organisation = world.organisations[code]
        closed_at = moment_of(each.last_on + timedelta(days=14)) if is_over else None
        poll = Poll.objects.create(round=each, organisation=organisation, opened_at=opened_at, closed_at=closed_at)
        told = (experienced - registered) // 4
        rest = experienced - registered - told
        lines = [
            ("nee", "", "", experienced * 2),
            ("ja", "portaal", "", registered),
            ("ja", "leiding", "", told),
            ("ja", "", "hoort_erbij", rest - rest // 2 - rest // 5),
            ("ja", "", "geen_nut", rest // 2),
            ("ja", "", "tijd", rest // 5),
        ]
        PollCount.objects.bulk_create(
            PollCount(poll=poll, organisation=organisation, experienced=met, route=route, reason=reason, count=number)
            for met, route, reason, number in lines
            if number
        )
