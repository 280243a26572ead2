"""One rule for progress; no names, and no sector below five others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from measures import figures
from measures.models import State
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.measures import StateFactory, measure, nine_measures
from tests.factories.participants import OrganisationFactory, SectorFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 4, 1)


def fill(organisation: Organisation, **states: State) -> Organisation:
    for slug, state in states.items():
        reason = "Geen publiek." if state is State.NOT_APPLICABLE else ""
        StateFactory(organisation=organisation, measure=measure(slug), state=state, reason=reason, recorded_on=ON)
    return organisation


def test_progress_is_the_share_of_applicable_measures() -> None:
    nine_measures()
    one = fill(
        OrganisationFactory(),
        norm=State.INTRODUCED,
        melden=State.ASSURED,
        schade=State.PREPARING,
        preventie=State.NOT_APPLICABLE,
    )
    found = figures.progress([one.pk], ON)
    assert (found.applicable, found.introduced, found.unanswered, found.not_applicable) == (8, 2, 5, 1)
    assert (found.share, found.percentage) == (0.25, 25)
    assert "ingevoerd" in found.rule


def test_not_answered_is_not_the_same_as_not_applicable() -> None:
    nine_measures()
    silent, away = OrganisationFactory(), OrganisationFactory()
    fill(away, norm=State.NOT_APPLICABLE)
    each = figures.progress_each([silent.pk, away.pk], ON)
    assert (each[silent.pk].applicable, each[silent.pk].unanswered) == (9, 9)
    assert (each[away.pk].applicable, each[away.pk].unanswered) == (8, 8)
    assert (each[silent.pk].is_silent, each[silent.pk].percentage) == (True, None)
    assert (each[away.pk].is_silent, each[away.pk].percentage) == (False, 0)


def test_nothing_applies_gives_no_percentage() -> None:
    found = figures.progress([], ON)
    assert (found.share, found.percentage) == (None, None)


def test_distribution_counts_participants_only() -> None:
    nine_measures()
    fill(OrganisationFactory(), melden=State.PRACTISED)
    fill(OrganisationFactory(), melden=State.NOT_YET)
    OrganisationFactory()
    fill(OrganisationFactory(prospect=True), melden=State.ASSURED)
    found = next(part for part in figures.distribution(ON) if part.measure.slug == "melden")
    assert (found.organisations, found.unanswered, found.introduced, found.applicable) == (3, 1, 1, 3)
    assert found.counts[State.NOT_YET] == 1


@pytest.mark.parametrize(("others", "is_shown"), [(4, False), (5, True)])
def test_a_sector_is_compared_from_five_others_up(others: int, is_shown: bool) -> None:
    nine_measures()
    sector = SectorFactory()
    own = fill(OrganisationFactory(sector=sector), norm=State.ASSURED)
    for _ in range(others):
        fill(OrganisationFactory(sector=sector), norm=State.ASSURED, melden=State.ASSURED)
    OrganisationFactory(sector=sector)  # answered nothing: does not count
    found = figures.compare_with_sector(own, ON)
    assert (found is not None) is is_shown
    if found:
        assert (found.own, found.lowest, found.highest, found.organisations) == (11, 22, 22, 5)


def test_the_region_is_shown_without_names(
    organisation: Organisation, client_for: Callable[[Role | User | None], Client]
) -> None:
    nine_measures()
    url = reverse("measures:region")
    assert "ten minste vijf deelnemers" in client_for(Role.BOARD).get(url).content.decode()
    names = [fill(OrganisationFactory(), melden=State.ASSURED).name for _ in range(5)]
    page = client_for(Role.BOARD).get(url).content.decode()
    assert "Elke stip is een organisatie" in page
    assert 'class="region-dots"' in page
    assert not any(name in page for name in [*names, organisation.name])
