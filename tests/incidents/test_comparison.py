"""Comparing two rounds: the panel, the verdict on the page, what may be published, and nothing by subtraction."""

from __future__ import annotations

import csv
import html
import io
import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse
from scipy.optimize import linprog

from incidents.figures.disclosure import REGION, Cell
from incidents.models import ComparisonEdition, MeasurementRound, OrganisationRound
from incidents.rounds.comparison import comparison
from incidents.rounds.editions import counts_of, publish_comparisons, published_sums
from incidents.rounds.panel import panel_of
from incidents.rounds.report import comparison_figures
from incidents.rounds.subtraction import cell_of, gives_away
from incidents.services.rounds import Statement, reopen_participation, state_participation
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import MeasurementRoundFactory, OrganisationRoundFactory, local
from tests.factories.participants import OrganisationFactory
from tests.helpers import count_queries

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db
NOW = local(2015, 6, 1)
Rounds = tuple[MeasurementRound, MeasurementRound]


@pytest.fixture
def rounds(db: None) -> Rounds:
    """The two rounds of the plan, both open: 61 and 31 days."""
    zero = MeasurementRoundFactory(code="0", label="0-meting", opened_at=local(2014, 5, 1))
    one = MeasurementRoundFactory(
        code="1",
        label="1-meting",
        first_on=date(2015, 3, 1),
        last_on=date(2015, 3, 31),
        freeze_on=date(2015, 5, 1),
        opened_at=local(2015, 3, 1),
    )
    return zero, one


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


# --- verdict ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.BOARD, Role.AMBASSADOR, Role.PROJECT_LEADER])
def test_240_in_61_days_against_170_in_31_is_a_rise(client_for: ClientFor, rounds: Rounds, role: Role) -> None:
    fill(rounds, RISE)
    freeze(rounds)
    assert publish_comparisons(at=NOW) == 1
    text = page(client_for, role)
    assert "toegenomen (×1,39; 95%-marge 1,14–1,70)" in text
    assert "Een toename was verwacht en gewenst" in text
    assert "240 voorvallen in 61 dagen" in text and "170 voorvallen in 31 dagen" in text
    assert "1 mei 2014 tot en met 30 juni 2014 (61 dagen)" in text
    assert "hier verwacht het plan de uitkomst" in text
    assert "tone-late" not in text and "#d" not in text.split("<figure")[1].split("</figure>")[0].lower()


def test_12_against_9_says_nothing(client_for: ClientFor, rounds: Rounds) -> None:
    fill(rounds, SMALL)
    freeze(rounds)
    publish_comparisons(at=NOW)
    text = page(client_for)
    assert "Er is geen verschil aantoonbaar; de aantallen zijn klein. Of er meer of minder is geregistreerd" in text
    assert "is niet te zeggen" in text and "×1,48; 95%-marge 0,55–3,82" in text


def test_a_fall_asks_what_is_behind_it(client_for: ClientFor, rounds: Rounds) -> None:
    fill(rounds, [(100, 12), (80, 12), (60, 10)])
    freeze(rounds)
    publish_comparisons(at=NOW)
    assert "Ga na of er minder gebeurt of minder wordt gemeld." in page(client_for)


def test_raw_counts_never_stand_without_days(client_for: ClientFor, rounds: Rounds) -> None:
    fill(rounds, [(101, 61), (79, 63), (67, 53)])
    freeze(rounds)
    publish_comparisons(at=NOW)
    text = page(client_for).split("Waarom niet gewoon")[0]
    for count in ("247", "177"):
        for part in text.split(count)[1:]:
            assert "dagen" in part[:40] or "</td>" in part[:6] or "Het zijn er" in text, part[:60]
    table = text.split("<thead>")[1].split("</thead>")[0]
    assert table.index("Dagen") < table.index("Voorvallen")


def test_serious_ones_stand_apart_and_small_ones_stay_hidden(client_for: ClientFor, rounds: Rounds) -> None:
    fill(rounds, RISE, serious=(12, 9))
    freeze(rounds)
    publish_comparisons(at=NOW)
    found = comparison(*rounds)
    assert found.serious is not None and (found.serious.earlier.count, found.serious.later.count) == (36, 27)
    assert "Alleen zware voorvallen" in page(client_for)


def test_few_serious_ones_are_not_shown(rounds: Rounds) -> None:
    fill(rounds, RISE, serious=(12, 1))
    freeze(rounds)
    publish_comparisons(at=NOW)
    found = comparison(*rounds)
    assert found.all is not None and found.serious is None
    assert "te weinig om te tonen" in found.notes[0]
    assert [one.measure for one in published_sums()] == ["all", "all"]


# --- panel -----------------------------------------------------------------------------------------------------------


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
    assert publish_comparisons(at=NOW) == 3
    assert "slotmeting" in page(client_for, eerst="0", daarna="slot")
    assert "240 voorvallen in 61 dagen" in page(client_for, eerst="1", daarna="0"), "the older one comes first"
    assert client_for(Role.BOARD).get(reverse("incidents:comparison"), {"eerst": "x"}).status_code == 404


# --- gate and waiting ------------------------------------------------------------------------------------------------


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


# --- own organisation ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SPONSOR])
def test_an_organisation_compares_its_own(
    client_for: ClientFor, rounds: Rounds, organisation: Organisation, role: Role
) -> None:
    take_part(rounds, organisation, (24, 17))
    fill(rounds, [(901, 902)])
    text = page(client_for, role, "own_comparison")
    assert "24 voorvallen in 61 dagen" in text and "17 voorvallen in 31 dagen" in text
    assert "901" not in text and "902" not in text


def test_an_own_comparison_waits_for_both(client_for: ClientFor, rounds: Rounds, organisation: Organisation) -> None:
    OrganisationRoundFactory(round=rounds[0], organisation=organisation, confirmed=True)
    assert "bevestig eerst beide metingen" in page(client_for, Role.COORDINATOR, "own_comparison")


# --- files -----------------------------------------------------------------------------------------------------------


def test_the_file_holds_what_the_page_shows(client_for: ClientFor, rounds: Rounds) -> None:
    fill(rounds, RISE, serious=(12, 9))
    freeze(rounds)
    publish_comparisons(at=NOW)
    client = client_for(Role.BOARD)
    answer = client.get(reverse("incidents:comparison_file"), {"soort": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:6] == ["Wat", "Meting", "Eerste dag", "Laatste dag", "Dagen", "Voorvallen"]
    assert rows[2][4:6] == ["31", "170"] and rows[2][-2:] == ["1,39", "1,14–1,70"]
    assert len(rows) == 5
    assert client.get(reverse("incidents:comparison_file"), {"soort": "xlsx"}).content[:2] == b"PK"


# --- editions and subtraction ----------------------------------------------------------------------------------------


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


def test_a_report_shows_the_published_comparison_from_the_freeze_on(rounds: Rounds) -> None:
    fill(rounds, RISE, serious=(12, 9))
    freeze(rounds)
    assert comparison_figures(date(2015, 6, 1)) == []
    publish_comparisons(at=NOW)
    first, second = comparison_figures(date(2015, 6, 1))
    assert "×1,39; 95%-marge 1,14–1,70" in first.note and "3 van 3 organisaties" in first.note
    assert second.title.startswith("Zware voorvallen")
    assert comparison_figures(date(2015, 4, 30)) == []


def test_the_page_takes_constant_queries(client_for: ClientFor, rounds: Rounds) -> None:
    fill(rounds, RISE)
    freeze(rounds)
    publish_comparisons(at=NOW)
    client, url = client_for(Role.BOARD), reverse("incidents:comparison")
    client.get(url)
    assert count_queries(client, url) <= 20
