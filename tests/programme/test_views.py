"""Pages of the programme: what they show, who may change, and that queries do not grow with rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participants.access import Role
from participants.models import User
from programme.models import Decision, IntendedResult, PlanItem
from programme.today import today
from tests.factories.programme import (
    DecisionFactory,
    IntendedResultFactory,
    PlanDocumentFactory,
    PlanItemFactory,
    PlanItemSourceFactory,
    ProgrammeFactory,
)
from tests.helpers import assert_constant_queries

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Role], Client]


@pytest.fixture
def leader(client_for: ClientFor) -> Client:
    return client_for(Role.PROJECT_LEADER)


def _text(client: Client, name: str, *args: object, query: str = "") -> str:
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_without_a_programme_the_pages_say_so(leader: Client) -> None:
    for name in ("index", "planning", "conflicts", "decisions", "documents", "plan_item_add", "decision_add"):
        assert "Er is nog geen programma" in _text(leader, f"programme:{name}")


def test_the_results_stand_on_one_page_with_proof_and_next_step(leader: Client) -> None:
    IntendedResultFactory(number=1, proven=True, reached=True, title="Vast agendapunt")
    IntendedResultFactory(number=8, categories=[], late=True)
    page = _text(leader, "programme:index")
    assert "Vast agendapunt" in page
    assert "nog geen bewijs" in page
    assert "zonder categorie" in page
    assert "te laat" in page
    assert "25 procent minder voorvallen in 2015" in page


def test_the_planning_shows_both_dates_and_the_reason(leader: Client) -> None:
    PlanItemFactory(moved=True, when="Juni 2015")
    for query in ("", "?weergave=tabel"):
        page = _text(leader, "programme:planning", query=query)
        assert "Juni 2015" in page
        assert "September 2015" in page
        assert "De zaal was bezet." in page


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ("alles", {"Open", "Verzet", "Klaar", "Weg"}),
        ("open", {"Open", "Verzet"}),
        ("te-laat", {"Open", "Verzet"}),
        ("verschoven", {"Verzet"}),
        ("gerealiseerd", {"Klaar"}),
        ("vervallen", {"Weg"}),
        ("onzin", {"Open", "Verzet", "Klaar", "Weg"}),
    ],
)
def test_the_selections_of_the_planning(leader: Client, chosen: str, shown: set[str]) -> None:
    PlanItemFactory(title="Open")
    PlanItemFactory(title="Verzet", moved=True)
    PlanItemFactory(title="Klaar", realised=True)
    PlanItemFactory(title="Weg", dropped=True)
    response = leader.get(reverse("programme:planning"), {"stand": chosen})
    assert {row.item.title for row in response.context["items"]} == shown


def test_a_conflict_is_shown_on_three_pages(leader: Client) -> None:
    item = PlanItemFactory(when="17 juli 2014", title="Eerste")
    PlanItemSourceFactory(item=item, when="17 juli 2014")
    PlanItemSourceFactory(item=item, when="17-6-'14")
    assert "spreken de bronnen elkaar tegen" in _text(leader, "programme:planning")
    for page in (_text(leader, "programme:conflicts"), _text(leader, "programme:plan_item", item.pk)):
        assert "17 juli 2014" in page
        assert "17-6-&#x27;14" in page
        assert "donderdag" in page
        assert "dinsdag" in page


def test_two_records_of_one_day_are_both_listed_and_marked(leader: Client) -> None:
    DecisionFactory(subject="Plan van Aanpak")
    DecisionFactory(subject="Plan van Aanpak", body="daily_board", kind="noted", source="informatienotitie")
    page = _text(leader, "programme:decisions")
    assert page.count("een andere bron zegt het anders") == 2
    assert "kennisgenomen" in page
    assert "geaccordeerd" in page


def test_moving_by_form_asks_for_the_reason(leader: Client) -> None:
    item = PlanItemFactory(when="Juni 2015")
    url = reverse("programme:plan_item_move", args=[item.pk])
    refused = leader.post(url, {"version": 0, "current": "najaar 2015", "reason": ""})
    assert refused.status_code == 200
    assert "Geef in één regel de reden." in refused.content.decode()
    accepted = leader.post(url, {"version": 0, "current": "najaar 2015", "reason": "Zaal bezet"})
    assert accepted.status_code == 302
    assert str(PlanItem.objects.get(pk=item.pk).current) == "najaar 2015"


def test_the_end_of_the_project_is_read_from_the_programme(leader: Client) -> None:
    item = PlanItemFactory(programme=ProgrammeFactory())
    url = reverse("programme:plan_item_move", args=[item.pk])
    text = "Vanaf juli 2015 tot einde project in 2016"
    leader.post(url, {"version": 0, "current": text, "reason": "Langer"})
    item = PlanItem.objects.get(pk=item.pk)
    assert str(item.current) == text
    assert item.current.latest == item.programme.ends_on


def test_the_second_editor_keeps_the_typed_text(leader: Client) -> None:
    item = PlanItemFactory(title="Eerste titel")
    url = reverse("programme:plan_item_edit", args=[item.pk])
    data = {"version": 0, "title": "Van de ander", "kind": "special"}
    assert leader.post(url, data).status_code == 302
    response = leader.post(url, {**data, "title": "Van mij"})
    assert response.status_code == 200
    assert "Iemand anders heeft dit intussen gewijzigd" in response.content.decode()
    assert "Van mij" in response.content.decode()
    assert PlanItem.objects.get(pk=item.pk).title == "Van de ander"


def test_a_double_press_makes_one_decision(leader: Client) -> None:
    ProgrammeFactory()
    data = {
        "submit_key": "0b7e4a52-8a3a-4a53-8f0e-2f6d7a3b9c11",
        "body": "ministry",
        "kind": "approved",
        "subject": "Plan van Aanpak",
        "taken": "22 mei 2014",
        "source": "plan",
    }
    for _ in range(2):
        assert leader.post(reverse("programme:decision_add"), data).status_code == 302
    assert Decision.objects.count() == 1


def test_proof_is_checked_kept_and_given_out(leader: Client, client_for: ClientFor) -> None:
    result = IntendedResultFactory()
    url = reverse("programme:result_edit", args=[result.pk])
    data = {"version": 0, "state": 4, "next_step": "", "assured_by": ""}
    bad = SimpleUploadedFile("bewijs.pdf", b"<script>", content_type="application/pdf")
    refused = leader.post(url, {**data, "proof_upload": bad})
    assert refused.status_code == 200
    assert IntendedResult.objects.get(pk=result.pk).proof_file is None
    good = SimpleUploadedFile("bewijs.txt", b"Het besluit.", content_type="text/plain")
    assert leader.post(url, {**data, "proof_upload": good}).status_code == 302
    proof = client_for(Role.BOARD).get(reverse("programme:result_proof", args=[result.pk]))
    assert proof.status_code == 200
    assert proof.headers["Content-Disposition"].startswith("attachment")
    assert client_for(Role.COORDINATOR).get(reverse("programme:result_proof", args=[result.pk])).status_code == 403


@pytest.mark.parametrize("role", [Role.BOARD])
def test_readers_see_no_buttons_and_may_not_post(client_for: ClientFor, role: Role, leader: Client) -> None:
    item = PlanItemFactory()
    url = reverse("programme:plan_item_drop", args=[item.pk])
    data = {"version": 0, "reason": "Geen zaal"}
    assert "Verschuiven" not in _text(client_for(role), "programme:plan_item", item.pk)
    assert client_for(role).post(url, data).status_code == 403
    assert PlanItem.objects.get(pk=item.pk).status == "planned"
    assert leader.post(url, data).status_code == 302


def test_queries_do_not_grow_with_rows(leader: Client) -> None:
    ProgrammeFactory()
    growers = {
        "programme:index": lambda n: [IntendedResultFactory() for _ in range(n)],
        "programme:planning": lambda n: [PlanItemFactory(moved=True) for _ in range(n)],
        "programme:decisions": lambda n: [DecisionFactory() for _ in range(n)],
        "programme:documents": lambda n: [PlanDocumentFactory() for _ in range(n)],
        "programme:conflicts": _conflicts,
    }
    for name, grow in growers.items():
        assert_constant_queries(leader, reverse(name), grow)


def _conflicts(number: int) -> None:
    for _ in range(number):
        item = PlanItemFactory(when="17 juli 2014")
        PlanItemSourceFactory(item=item, when="17 juli 2014")
        PlanItemSourceFactory(item=item, when="17-6-'14")


def test_today_tells_the_project_leader_and_nobody_else(users: dict[Role, User]) -> None:
    PlanItemFactory()
    PlanItemFactory(when="2099")
    IntendedResultFactory(late=True, reached=False)
    IntendedResultFactory(reached=True)
    lines = today(users[Role.PROJECT_LEADER], timezone.now())
    assert [line.count for line in lines] == [1, 1, 1]
    assert "1 activiteit had al moeten plaatsvinden." in lines[0].sentence
    assert today(users[Role.BOARD], timezone.now()) == []
