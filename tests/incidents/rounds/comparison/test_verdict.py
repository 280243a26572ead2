"""What the pages and files of the comparison say, for the region and for one organisation."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from incidents.rounds.comparison import comparison
from incidents.rounds.editions import publish_comparisons, published_sums
from incidents.rounds.report import comparison_figures
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import OrganisationRoundFactory
from tests.helpers import count_queries
from tests.incidents.rounds.comparison.comparing import NOW, RISE, SMALL, Rounds, fill, freeze, page, take_part

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db


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
