"""What is published once: it stays, and nothing is worked out by subtraction."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from scipy.optimize import linprog

from incidents.figures.disclosure import REGION, Cell
from incidents.models import ComparisonEdition, OrganisationRound
from incidents.rounds.comparison import comparison
from incidents.rounds.editions import counts_of, publish_comparisons
from incidents.rounds.subtraction import cell_of, gives_away
from incidents.services.rounds import Statement, reopen_participation, state_participation
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import OrganisationRoundFactory
from tests.factories.participants import OrganisationFactory
from tests.incidents.rounds.comparison.comparing import NOW, RISE, Rounds, fill, freeze, page, take_part

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db


def test_an_edition_stays_and_a_second_run_makes_none(rounds: Rounds) -> None:
    fill(rounds, RISE)
    freeze(rounds)
    assert (publish_comparisons(at=NOW), publish_comparisons(at=NOW + timedelta(days=1))) == (1, 0)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        ComparisonEdition.objects.update(figures={})
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        ComparisonEdition.objects.all().delete()


def test_reopening_one_organisation_changes_nothing_for_the_region(rounds: Rounds, users: dict[Role, User]) -> None:
    fill(rounds, RISE)
    mine = users[Role.COORDINATOR].person.organisation
    take_part(rounds, mine, (40, 30), source="counts")
    freeze(rounds)
    publish_comparisons(at=NOW)
    before = [edition.figures for edition in ComparisonEdition.objects.all()]
    row = OrganisationRound.objects.get(round=rounds[1], organisation=mine)
    row = reopen_participation(row=row, actor=users[Role.PROJECT_LEADER], reason="Fout", reopened_at=NOW)
    said = Statement(employees=500, fte=None, days_covered=31, source="counts", count=99)
    state_participation(row=row, actor=users[Role.COORDINATOR], statement=said, confirms=True, stated_at=NOW)
    assert publish_comparisons(at=NOW + timedelta(days=1)) == 0
    assert [edition.figures for edition in ComparisonEdition.objects.all()] == before
    assert comparison(*rounds).all is not None


def test_one_late_comer_is_not_added_but_three_are(rounds: Rounds) -> None:
    fill(rounds, RISE)
    late = [OrganisationFactory() for _ in range(3)]
    for organisation in late:
        take_part(rounds, organisation, (20, 15), state="bezig")
    freeze(rounds)
    publish_comparisons(at=NOW)
    for number, organisation in enumerate(late, start=1):
        for row in OrganisationRound.objects.filter(organisation=organisation):
            row.earlier, row.frozen_at, row.reopened_at = [{"state": "bezig"}], None, NOW
            row.reopened_because = "Ziek"
            row.save()
            row.state, row.frozen_at = "bevestigd", NOW
            row.save()
        assert publish_comparisons(at=NOW + timedelta(days=number)) == (1 if number == 3 else 0)
    assert sorted(len(edition.panel) for edition in ComparisonEdition.objects.all()) == [3, 6]


def test_the_panel_shrinks_until_it_cannot_be_subtracted_from_the_months(rounds: Rounds) -> None:
    """One organisation outside a panel of ten would be the months of the region minus the comparison."""
    made = fill(rounds, [(30 + number, 20 + number) for number in range(10)])
    outside = OrganisationFactory(sector=made[0].sector)
    for each in rounds:
        OrganisationRoundFactory(round=each, organisation=outside, count=17, state="bezig", employees=500)
    Organisation.objects.update(
        sector=made[0].sector,
        joined_on=date(2014, 1, 1),
        processor_agreement_on=date(2014, 1, 2),
        registration_mode="cases",
    )
    freeze(rounds)
    assert publish_comparisons(at=NOW) == 1
    edition = ComparisonEdition.objects.get()
    assert len(edition.panel) == 8, "two go along with the one outside, so that three are left"
    assert edition.figures["coverage"]["matched"] == 10
    found = comparison(*rounds)
    assert found.coverage is not None and found.coverage.withheld == 2


@pytest.mark.parametrize(("organisations", "shown"), [(4, False), (5, True)])
def test_the_pooled_ratio_needs_five(client_for: ClientFor, rounds: Rounds, organisations: int, shown: bool) -> None:
    fill(rounds, [(60 + number, 40) for number in range(organisations)])
    freeze(rounds)
    publish_comparisons(at=NOW)
    assert ("Mantel-Haenszel" in page(client_for)) == shown


@pytest.mark.parametrize("seed", range(25))
def test_published_sums_never_give_one_away(seed: int) -> None:
    """Publish greedily what the guard allows, then attack it with the same sums in any order."""
    rng = random.Random(seed)
    counts = {pk: rng.choice([0, 1, 3, 6, 12, 40]) for pk in range(12)}
    published: list[frozenset[int]] = []
    for _ in range(6):
        group = frozenset(rng.sample(sorted(counts), rng.randrange(3, 12)))
        if not gives_away(group, published, counts):
            published.append(group)
    assert published, "the guard lets something through"
    for one in published:
        assert cell_of(one, counts).is_safe(REGION)
        for other in published:
            rest = one - other
            if other < one:
                assert Cell(sum(counts[pk] for pk in rest), len(rest), max(counts[pk] for pk in rest)).is_safe(REGION)
    for pk, (low, high) in attacked(published, counts).items():
        assert high - low >= REGION.threshold - 2, f"organisation {pk} lies between {low} and {high}"


def attacked(published: list[frozenset[int]], counts: dict[int, int]) -> dict[int, tuple[float, float]]:
    """Return between which numbers linear programming places each organisation that counted something."""
    matrix = [[float(pk in group) for pk in sorted(counts)] for group in published]
    sums = [float(sum(counts[pk] for pk in group)) for group in published]
    found = {}
    for place, pk in enumerate(sorted(counts)):
        if counts[pk] and any(pk in group for group in published):
            goals = [[sign * float(place == each) for each in range(len(counts))] for sign in (1, -1)]
            low, high = (linprog(goal, A_eq=matrix, b_eq=sums, bounds=(0, None)).fun for goal in goals)
            found[pk] = (round(low, 6), round(-high, 6))
    return found


def test_the_attack_finds_what_the_guard_keeps_back() -> None:
    counts = dict.fromkeys(range(6), 10)
    everybody = frozenset(counts)
    assert attacked([everybody, everybody - {5}], counts)[5] == (10, 10)
    assert gives_away(everybody - {5}, [everybody], counts)
    three = [frozenset({0, 1, 2, 3}), frozenset({2, 3, 4, 5}), frozenset({0, 1, 4, 5})]
    assert gives_away(three[2], three[:2], counts), "three pairs follow from three sums, though no sum holds another"


def test_without_the_guard_one_organisation_is_left(rounds: Rounds) -> None:
    made = fill(rounds, [(30, 20)] * 4)
    counts = counts_of(OrganisationRound.objects.filter(round=rounds[0]))["all"]
    everybody = frozenset(each.pk for each in made)
    assert gives_away(everybody - {made[0].pk}, [everybody], counts)
    assert not gives_away(everybody, [], counts)
