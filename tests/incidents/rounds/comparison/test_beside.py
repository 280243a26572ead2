"""What is published about the same days: months, days beside a window, serious ones, and rounds that share days."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from scipy.optimize import linprog

from incidents.clock import moment_of
from incidents.figures.disclosure import REGION, Rule
from incidents.figures.own import TOTAL
from incidents.models import ComparisonEdition, MeasurementRound, MonthlyCount, MonthlyDelivery, RegionMonth
from incidents.rounds import editions
from incidents.rounds.beside import Beside, beside, month_groups
from incidents.rounds.comparison import comparison
from incidents.rounds.editions import publish_comparisons
from incidents.rounds.subtraction import Atom, gives_away
from incidents.services.rounds import open_round
from incidents.services.settling import settle_region_months
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import MeasurementRoundFactory, OrganisationRoundFactory
from tests.factories.participants import OrganisationFactory
from tests.incidents.rounds.comparison.comparing import NOW, RISE, Rounds, fill, freeze, take_part

pytestmark = pytest.mark.django_db
MAY, JUNE, MARCH = date(2014, 5, 1), date(2014, 6, 1), date(2015, 3, 1)


def deliver(organisation: Organisation, month: date, number: int) -> None:
    delivery = MonthlyDelivery.objects.create(organisation=organisation, month=month, is_nil=not number)
    if number:
        MonthlyCount.objects.create(
            delivery=delivery, organisation=organisation, month=month, kind="verbaal", count=number
        )


@pytest.fixture
def ten(rounds: Rounds) -> list[Organisation]:
    """Ten that deliver months and stand for the same numbers: 40 and more in 61 days, 30 in 31."""
    made = fill(rounds, [(40 + number, 30) for number in range(10)])
    Organisation.objects.update(registration_mode="counts", sector=made[0].sector)
    for number, each in enumerate(made):
        for month, count in ((MAY, 20), (JUNE, 20 + number), (MARCH, 30)):
            deliver(each, month, count)
    return made


def settle(on: date = date(2015, 6, 1)) -> None:
    settle_region_months(settled_at=moment_of(on))


def total_of(month: date) -> int:
    """Return what the region reads of a month."""
    return int({tuple(key): number for key, number in RegionMonth.objects.get(month=month).cells}[TOTAL,])


def difference() -> int:
    """Subtract what the region reads of May and June from what it reads of the window of both."""
    count = ComparisonEdition.objects.get().figures["all"]["earlier"]["count"]
    return int(count) - total_of(MAY) - total_of(JUNE)


def as_if_all_were_in_each_month(
    each: MeasurementRound, stated: Mapping[int, int], others: Iterable[Iterable[int]], rule: Rule = REGION
) -> Beside:
    """Reckon with the groups of the window alone: the negative control."""
    groups = month_groups(each, stated, rule)
    found = Beside(("all",), {(pk, "all"): number for pk, number in stated.items()})
    return Beside(found.parts, found.counts, tuple(map(found.atoms_of, [*groups, *others])))


def test_a_month_that_one_did_not_deliver_is_not_the_difference(rounds: Rounds, ten: list[Organisation]) -> None:
    MonthlyDelivery.objects.filter(organisation=ten[9], month=JUNE).delete()
    settle()
    freeze(rounds)
    assert publish_comparisons(at=NOW) == 1
    assert len(ComparisonEdition.objects.get().panel) < 9, "others stay out with the one, so that it is not alone"
    assert difference() not in (29, -29, 20, -20)


def test_without_the_months_themselves_it_is(
    rounds: Rounds, ten: list[Organisation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "beside", as_if_all_were_in_each_month)
    MonthlyDelivery.objects.filter(organisation=ten[9], month=JUNE).delete()
    settle()
    freeze(rounds)
    publish_comparisons(at=NOW)
    assert difference() == 29, "June of the one that did not deliver it"


def test_nobody_out_is_nobody_to_find(rounds: Rounds, ten: list[Organisation]) -> None:
    settle()
    freeze(rounds)
    publish_comparisons(at=NOW)
    assert len(ComparisonEdition.objects.get().panel) == 10
    assert difference() == 0


def test_a_comparison_waits_for_its_months(rounds: Rounds, ten: list[Organisation]) -> None:
    """Who delivers a month after the comparison would be the difference of the two."""
    freeze(rounds)
    assert publish_comparisons(at=moment_of(date(2015, 4, 30))) == 0, "March is settled on the first of May"
    assert publish_comparisons(at=moment_of(date(2015, 5, 1))) == 0, "it was not settled yet"
    settle(date(2015, 5, 1))
    assert publish_comparisons(at=moment_of(date(2015, 5, 1))) == 1


def test_the_page_says_until_when_it_waits(rounds: Rounds) -> None:
    fill(rounds, RISE)
    freeze(rounds)
    later = rounds[1]
    later.last_on = date(2999, 3, 31)
    assert "De maanden van de 1-meting staan vast op 01-05-2999" in comparison(rounds[0], later).sentence


def test_history_that_comes_after_a_comparison_is_not_shown_by_month(rounds: Rounds) -> None:
    made = fill(rounds, [(40, 30)] * 5)
    Organisation.objects.update(registration_mode="counts", sector=made[0].sector)
    freeze(rounds)
    assert publish_comparisons(at=NOW) == 1
    for each in made:
        for month in (MAY, JUNE, date(2014, 7, 1)):
            deliver(each, month, 20)
    settle()
    months = set(RegionMonth.objects.values_list("month", flat=True))
    assert date(2014, 7, 1) in months
    assert not months & {MAY, JUNE, MARCH}


# --- a window that cuts a month ---------------------------------------------------------------------------------------


def beside_march() -> int:
    """Subtract what the region reads of a window in March from what it reads of March."""
    return total_of(MARCH) - int(ComparisonEdition.objects.get().figures["all"]["later"]["count"])


@pytest.mark.parametrize(("outside", "everybody_in"), [(2, False), (6, True), (0, True)])
def test_the_days_beside_a_window_are_no_small_number(
    rounds: Rounds, ten: list[Organisation], outside: int, everybody_in: bool
) -> None:
    """March minus 2 to 31 March is the first of March, unless some are left out of the comparison."""
    MeasurementRound.objects.filter(pk=rounds[1].pk).update(first_on=date(2015, 3, 2))
    for each in ten[:outside]:
        MonthlyCount.objects.filter(organisation=each, month=MARCH).update(count=31)
    settle()
    freeze(rounds)
    assert publish_comparisons(at=NOW) == 1
    assert (len(ComparisonEdition.objects.get().panel) == 10) == everybody_in
    assert beside_march() == outside if everybody_in else beside_march() > 60


def test_without_those_days_the_difference_is_a_small_number(
    rounds: Rounds, ten: list[Organisation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "beside", as_if_all_were_in_each_month)
    MeasurementRound.objects.filter(pk=rounds[1].pk).update(first_on=date(2015, 3, 2))
    for each in ten[:2]:
        MonthlyCount.objects.filter(organisation=each, month=MARCH).update(count=31)
    settle()
    freeze(rounds)
    publish_comparisons(at=NOW)
    assert beside_march() == 2


# --- serious ones -----------------------------------------------------------------------------------------------------


def with_late_comers(rounds: Rounds, serious: tuple[int, int]) -> list[Any]:
    """Publish three, then six: what the second adds can be subtracted. Return what each edition tells of serious."""
    fill(rounds, RISE, serious=(12, 9))
    late = [OrganisationFactory() for _ in range(3)]
    for organisation in late:
        take_part(rounds, organisation, (20, 15), state="bezig", serious=serious)
    freeze(rounds)
    publish_comparisons(at=NOW)
    for organisation in late:
        for row in organisation.organisation_rounds.all():
            row.earlier, row.frozen_at, row.reopened_at = [{"state": "bezig"}], None, NOW
            row.reopened_because = "Ziek"
            row.save()
            row.state, row.frozen_at = "bevestigd", NOW
            row.save()
    assert publish_comparisons(at=NOW + timedelta(days=1)) == 1
    return [edition.figures["serious"] for edition in ComparisonEdition.objects.order_by("pk")]


def test_serious_ones_are_not_told_when_the_difference_is_small(rounds: Rounds) -> None:
    first, second = with_late_comers(rounds, (1, 1))
    assert first is not None and second is None


def test_serious_ones_are_told_when_the_difference_may_be_shown(rounds: Rounds) -> None:
    first, second = with_late_comers(rounds, (4, 4))
    assert second["later"]["count"] - first["later"]["count"] == 12


def test_without_looking_beside_the_difference_in_serious_ones_is_small(
    rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "_may_tell_serious", lambda *_: True)
    first, second = with_late_comers(rounds, (1, 1))
    assert second["later"]["count"] - first["later"]["count"] == 3


# --- rounds that share days -------------------------------------------------------------------------------------------


def test_a_round_is_not_opened_over_days_that_count_already(rounds: Rounds, users: dict[Role, User]) -> None:
    leader = users[Role.PROJECT_LEADER]
    again = MeasurementRoundFactory(
        code="x", first_on=date(2015, 3, 31), last_on=date(2015, 4, 30), freeze_on=date(2015, 6, 1)
    )
    with pytest.raises(ValidationError, match="telt al mee in de 1-meting"):
        open_round(measurement=again, actor=leader, opened_at=NOW)
    MeasurementRound.objects.filter(pk=again.pk).update(first_on=date(2015, 4, 1))
    assert open_round(measurement=again, actor=leader, opened_at=NOW) > 0


def test_of_two_rounds_over_the_same_days_one_is_compared(rounds: Rounds) -> None:
    made = fill(rounds, RISE)
    same = MeasurementRoundFactory(
        code="x", first_on=date(2015, 3, 1), last_on=date(2015, 3, 30), freeze_on=date(2015, 5, 1), opened_at=NOW
    )
    for organisation in made:
        OrganisationRoundFactory(round=same, organisation=organisation, confirmed=True, count=59)
    freeze((*rounds, same))  # type: ignore[arg-type]
    assert publish_comparisons(at=NOW) == 1


def test_what_is_beside_a_round_is_what_its_months_show(rounds: Rounds, ten: list[Organisation]) -> None:
    settle()
    found = beside(rounds[0], {each.pk: 40 for each in ten}, [[each.pk for each in ten[:4]]])
    everybody = {each.pk for each in ten}
    assert found.parts == ("2014-05-01", "2014-06-01")
    assert found.atoms_of(everybody) in found.sums, "May and June together"
    assert {(pk, "2014-05-01") for pk in everybody} in found.sums
    assert found.atoms_of(each.pk for each in ten[:4]) in found.sums


# --- any months and any panels ----------------------------------------------------------------------------------------

PARTS = ("1", "2")


def widths(published: list[frozenset[Atom]], counts: Mapping[Atom, int]) -> dict[int, float]:
    """Return over how wide a range linear programming places what each organisation counted over both months."""
    atoms = sorted(counts)
    matrix = [[float(atom in group) for atom in atoms] for group in published]
    sums = [float(sum(counts[atom] for atom in group)) for group in published]
    found = {}
    for pk in {pk for pk, _ in atoms}:
        goal = [float(atom[0] == pk) for atom in atoms]
        low, high = (
            linprog([sign * each for each in goal], A_eq=matrix, b_eq=sums, bounds=(0, None)) for sign in (1, -1)
        )
        found[pk] = float("inf") if 3 in (low.status, high.status) else round(-high.fun - low.fun, 6)
    return found


def worked_out(seed: int, *, guarded: bool) -> tuple[int, set[int]]:
    """Give months with anybody in them, publish windows over both; return how many, and who was narrowed too far."""
    rng = random.Random(seed)
    counts = {(pk, part): rng.choice([0, 1, 3, 6, 12, 40]) for pk in range(9) for part in PARTS}
    months = [frozenset((pk, part) for pk in range(9) if rng.random() < 0.8) for part in PARTS]
    before, published = widths(months, counts), list(months)
    for _ in range(5):
        group = rng.sample(range(9), rng.randrange(3, 10))
        window = frozenset((pk, part) for pk in group for part in PARTS)
        if not guarded or not gives_away(window, published, counts):
            published.append(window)
    after = widths(published, counts)
    narrowed = {pk for pk, width in after.items() if width < REGION.threshold - 2 and width < before[pk]}
    return len(published) - len(months), narrowed


@pytest.mark.parametrize("seed", range(20))
def test_no_organisation_is_worked_out_from_months_and_windows(seed: int) -> None:
    number, narrowed = worked_out(seed, guarded=True)
    assert number >= 2 and narrowed == set()


@pytest.mark.parametrize("seed", [1, 2, 5, 12])
def test_without_the_guard_somebody_is(seed: int) -> None:
    assert worked_out(seed, guarded=False)[1] != set()


def test_the_attack_finds_what_the_guard_keeps_back_over_months() -> None:
    counts = {(pk, part): 10 for pk in range(6) for part in PARTS}
    months = [frozenset((pk, part) for pk in range(6 if part == "1" else 5)) for part in PARTS]
    window = frozenset(counts)
    assert gives_away(window, months, counts)
    assert widths([*months, window], counts)[0] > 3 > widths([*months, window, frozenset({(5, "1")})], counts)[5] == 0
