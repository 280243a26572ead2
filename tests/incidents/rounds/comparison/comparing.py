"""Fills and freezes the two rounds of the plan, and reads the page that compares them."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from incidents.models import MeasurementRound, OrganisationRound
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import OrganisationRoundFactory, local
from tests.factories.participants import OrganisationFactory

ClientFor = Callable[[Role | User | None], Client]
NOW = local(2015, 6, 1)
Rounds = tuple[MeasurementRound, MeasurementRound]


def take_part(rounds: Rounds, organisation: Organisation, counts: tuple[int, int], **fields: Any) -> None:
    """Let an organisation stand for a number in both rounds."""
    serious = fields.pop("serious", (None, None))
    for each, count, heavy in zip(rounds, counts, serious, strict=True):
        given: dict[str, Any] = {"employees": 500, "days_covered": each.days, "state": "bevestigd"} | fields
        OrganisationRoundFactory(
            round=each, organisation=organisation, count=count, is_nil=not count, serious_count=heavy, **given
        )


def freeze(rounds: Rounds) -> None:
    for each in rounds:
        OrganisationRound.objects.filter(round=each, frozen_at=None).update(frozen_at=NOW)
        MeasurementRound.objects.filter(pk=each.pk, frozen_at=None).update(frozen_at=NOW)
        each.refresh_from_db()


def fill(rounds: Rounds, counts: list[tuple[int, int]], **fields: Any) -> list[Organisation]:
    made = [OrganisationFactory(joined_on=date(2014, 1, 1)) for _ in counts]
    for organisation, pair in zip(made, counts, strict=True):
        take_part(rounds, organisation, pair, **fields)
    return made


RISE = [(100, 60), (80, 60), (60, 50)]
SMALL = [(5, 4), (4, 3), (3, 2)]


def page(client_for: ClientFor, role: Role = Role.BOARD, name: str = "comparison", **query: str) -> str:
    answer = client_for(role).get(reverse(f"incidents:{name}"), query)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())
