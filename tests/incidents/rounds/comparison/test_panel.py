"""Who is compared, and what must be behind it before anything is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from incidents.models import MeasurementRound, OrganisationRound
from incidents.rounds.editions import publish_comparisons
from incidents.rounds.panel import panel_of
from participants.access import Role
from participants.models import User
from tests.factories.incidents import MeasurementRoundFactory, OrganisationRoundFactory, local
from tests.factories.participants import OrganisationFactory
from tests.incidents.rounds.comparison.comparing import NOW, RISE, Rounds, fill, freeze, page

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db


def test_only_who_confirmed_both_is_compared(rounds: Rounds) -> None:
    fill(rounds, RISE)
    OrganisationRoundFactory(round=rounds[0], confirmed=True)
    OrganisationRoundFactory(round=rounds[1], state="bezig", count=44)
    panel = panel_of(*rounds)
    assert [each.stratum.earlier.count for each in panel.members].sort() == [100, 80, 60].sort()
    assert len(panel.members) == 3


def test_merged_organisations_are_added_up_on_both_sides(rounds: Rounds) -> None:
    heir = OrganisationFactory(joined_on=date(2015, 1, 1))
    old = [
        OrganisationFactory(joined_on=date(2014, 1, 1), ended_on=date(2014, 12, 31), successor=heir) for _ in range(5)
    ]
    for each in old:
        OrganisationRoundFactory(round=rounds[0], organisation=each, confirmed=True, employees=70, count=4)
    OrganisationRoundFactory(round=rounds[1], organisation=heir, confirmed=True, employees=350, days_covered=31)
    [member] = panel_of(*rounds).members
    assert (member.root, member.stratum.earlier.count, member.stratum.earlier.time) == (heir.pk, 20, 5 * 70 * 61)
    assert member.stratum.later.count == 12
    OrganisationRound.objects.filter(organisation=old[0]).update(state="bezig")
    assert panel_of(*rounds).members == (), "one of the five is missing, so the sum would be too low"


def test_another_definition_is_not_compared(client_for: ClientFor, rounds: Rounds) -> None:
    fill(rounds, RISE)
    MeasurementRound.objects.filter(pk=rounds[1].pk).update(definition_version="2")
    freeze(rounds)
    assert publish_comparisons(at=NOW) == 0
    assert "een andere definitie" in page(client_for)


def test_three_rounds_compare_in_any_pair(client_for: ClientFor, rounds: Rounds) -> None:
    last = MeasurementRoundFactory(
        code="slot",
        label="slotmeting",
        first_on=date(2016, 3, 1),
        last_on=date(2016, 4, 30),
        freeze_on=date(2016, 6, 1),
        opened_at=NOW,
    )
    for organisation in fill(rounds, RISE):
        OrganisationRoundFactory(round=last, organisation=organisation, confirmed=True, count=90)
    freeze(rounds)
    freeze((last, last))
    assert publish_comparisons(at=local(2016, 7, 1)) == 3
    assert "slotmeting" in page(client_for, eerst="0", daarna="slot")
    assert "240 voorvallen in 61 dagen" in page(client_for, eerst="1", daarna="0"), "the older one comes first"
    assert client_for(Role.BOARD).get(reverse("incidents:comparison"), {"eerst": "x"}).status_code == 404


def test_nothing_before_both_rounds_are_frozen(client_for: ClientFor, rounds: Rounds) -> None:
    fill(rounds, RISE)
    assert publish_comparisons(at=NOW) == 0
    text = page(client_for)
    assert "Nog geen vergelijking mogelijk: 3 van 3 organisaties hebben beide metingen bevestigd." in text
    assert "240" not in text.split("Waarom niet gewoon")[0]


@pytest.mark.parametrize("extra", [0, 4])
def test_half_of_the_employees_must_be_behind_it(client_for: ClientFor, rounds: Rounds, extra: int) -> None:
    fill(rounds, RISE)
    for _ in range(extra):
        for each in rounds:
            OrganisationRoundFactory(round=each, employees=500)
    freeze(rounds)
    assert publish_comparisons(at=NOW) == (0 if extra else 1)
    text = page(client_for)
    assert ("Nog geen vergelijking mogelijk: 3 van 7 organisaties" in text) == bool(extra)


def test_two_organisations_are_no_region(client_for: ClientFor, rounds: Rounds) -> None:
    fill(rounds, RISE[:2])
    freeze(rounds)
    assert publish_comparisons(at=NOW) == 0
    assert "Tot die tijd ziet elke organisatie alleen de eigen metingen." in page(client_for)


def test_one_that_is_nearly_all_is_not_shown(rounds: Rounds) -> None:
    fill(rounds, [(100, 60), (1, 1), (2, 1)])
    freeze(rounds)
    assert publish_comparisons(at=NOW) == 0
