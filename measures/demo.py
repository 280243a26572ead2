"""Loads the demonstration's annex 1 and two years of answers in which every state occurs."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core.demo import DemoWorld
from measures.demo_matrix import demo_matrix
from measures.models import STEPS, MatrixTopic, Measure, OrganisationMeasureState, State, StateConfirmation
from measures.services import apply_matrix
from participants.models import Organisation

_NOTES = (
    "Besproken in het werkoverleg.",
    "Eerste groep getraind.",
    "Brief is aangepast.",
    "Vaste contactpersoon gevonden.",
    "Team bij de balie is begonnen.",
)
_REASON = "Onze medewerkers hebben geen contact met publiek; dit is met de projectleider besproken."
_QUARTERS = 8
_SILENT_EVERY = 9
"""One in so many organisations answered long ago, one never answered."""


def load(world: DemoWorld) -> None:
    """Fill annex 1 when it is empty and give each participant its answers; what exists stays."""
    if not MatrixTopic.objects.exists():
        apply_matrix(read=demo_matrix(), actor=None, applied_at=world.now)
    for number, code in enumerate(sorted(world.organisations)):
        organisation = world.organisations[code]
        if organisation.is_participant(world.today):
            _load_states(organisation, number, world)
    _confirm(world)


def _load_states(organisation: Organisation, number: int, world: DemoWorld) -> None:
    if OrganisationMeasureState.objects.filter(organisation=organisation).exists():
        return
    is_known = organisation in _with_accounts(world)
    if number % _SILENT_EVERY == 4 and not is_known:
        return
    rng = random.Random(2014 + number)
    stops_after = _QUARTERS - 5 if number % _SILENT_EVERY == 7 and not is_known else _QUARTERS
    days = [world.today - timedelta(days=91 * (_QUARTERS - quarter) - 20) for quarter in range(1, _QUARTERS + 1)]
    rows = []
    for place, measure in enumerate(Measure.objects.all()):
        rows += _rows(organisation, measure, (number + place) % 13, days[:stops_after], rng)
    OrganisationMeasureState.objects.bulk_create(rows)


def _with_accounts(world: DemoWorld) -> set[Organisation]:
    found = set()
    for key in ("coordinator", "sponsor", "coordinator_other"):
        person = getattr(world.accounts.get(key), "person", None)
        if person and person.organisation:
            found.add(person.organisation)
    return found


def _rows(
    organisation: Organisation, measure: Measure, place: int, days: list[date], rng: random.Random
) -> list[OrganisationMeasureState]:
    if place == 12:
        return []
    if place == 11 and measure.slug in ("schade", "preventie", "trainen"):
        return [_row(organisation, measure, State.NOT_APPLICABLE, days[0], reason=_REASON)]
    step, rows = rng.choice([0, 0, 0, 1, 1, 2]), []
    for day in days:
        is_up = rng.random() < 0.2 and step < len(STEPS) - 1
        step += is_up
        note = rng.choice(_NOTES) if is_up else ""
        rows.append(_row(organisation, measure, STEPS[step], day, note=note))
    return rows


def _row(
    organisation: Organisation, measure: Measure, state: State, day: date, *, reason: str = "", note: str = ""
) -> OrganisationMeasureState:
    return OrganisationMeasureState(
        organisation=organisation,
        measure=measure,
        state=state,
        reason=reason,
        note=note,
        recorded_on=day,
        recorded_at=_at(day, 11),
    )


def _confirm(world: DemoWorld) -> None:
    """Two in three are confirmed after the last answers, some before, some never."""
    latest = {row.organisation_id: row.recorded_on for row in OrganisationMeasureState.objects.order_by("recorded_on")}
    sponsor = world.accounts.get("sponsor")
    home = getattr(getattr(sponsor, "person", None), "organisation_id", None)
    for number, (pk, day) in enumerate(sorted(latest.items())):
        shift = {0: 5, 1: 8, 2: -40}.get(number % 4)
        if shift is None or pk == home:
            continue
        on = day + timedelta(days=shift)
        StateConfirmation.objects.get_or_create(
            organisation_id=pk, confirmed_on=on, defaults={"confirmed_at": _at(on, 15)}
        )


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
