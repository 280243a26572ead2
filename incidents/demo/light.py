"""Invented light incidents: a handful a month at the organisations that are shown, some of today."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from core.demo import DemoWorld
from incidents.figures.light import LIGHT_KINDS
from incidents.models import LightIncident
from participants.access import Role
from participants.models import Membership, Organisation

MONTHS, MOST_A_MONTH = 12, 9
CHANNELS = ("balie", "telefoon", "straat", "")


def load(world: DemoWorld, codes: Iterable[str]) -> None:
    """Fill a year up to today; an organisation that has some keeps them as they are."""
    known = set(LightIncident.objects.values_list("organisation__code", flat=True).order_by())
    rows: list[LightIncident] = []
    for code in codes:
        organisation = world.organisations.get(code)
        if organisation is None or code in known or not organisation.can_register_cases(world.today):
            continue
        rows += _of_a_year(organisation, world.now, random.Random(f"light {code}"))
    LightIncident.objects.bulk_create(rows)


def _of_a_year(organisation: Organisation, now: datetime, rng: random.Random) -> Iterator[LightIncident]:
    users = _who_count(organisation)
    for month in range(MONTHS):
        for _ in range(rng.randint(2, MOST_A_MONTH)):
            ago = timedelta(days=month * 30 + rng.randint(2, 29), hours=rng.randint(0, 8))
            yield LightIncident(
                organisation=organisation,
                kind=rng.choice(LIGHT_KINDS[:4]).code,
                channel=rng.choice(CHANNELS),
                counted_at=now - ago,
                counted_by_id=rng.choice(users) if users else None,
            )


def _who_count(organisation: Organisation) -> list[int]:
    found = Membership.objects.filter(
        organisation=organisation,
        role__in=[Role.COORDINATOR, Role.REPORTER],
        ends_on=None,
        person__user__isnull=False,
    )
    return list(found.values_list("person__user_id", flat=True))
