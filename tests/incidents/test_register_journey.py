"""A coordinator or reporter registers an incident, screen by screen, without JavaScript."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from incidents.choices import DutyKind, DutyState, OffenderKnown, Precision, Status
from incidents.clock import ClockState
from incidents.models import Incident, Unit
from incidents.today import today
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory

ClientFor = Callable[[Role | User | None], Client]

ANSWERS: list[tuple[str, dict[str, object]]] = [
    ("wat", {"kinds": ["verbaal", "fysiek"]}),
    ("wanneer", {"when": "nu"}),
    ("waar", {"channel": "balie", "location": "Balie publiekszaken"}),
    ("ernst", {"severity": "middel"}),
    ("veroorzaker", {"offender_known": "ja"}),
    ("gedaan", {"actions_taken": ["leidinggevende", "niets"]}),
    ("woorden", {"narrative": "De bezoeker gooide een stoel om.", "own_reference": "Z-2014-1"}),
]


def begin(client: Client, key: uuid.UUID | None = None) -> Incident:
    client.post(reverse("incidents:begin"), {"submit_key": str(key or uuid.uuid4())})
    return Incident.objects.order_by("-pk")[0]


def answer_all(client: Client, draft: Incident) -> None:
    for slug, data in ANSWERS:
        response = client.post(reverse("incidents:step", args=[draft.reference, slug]), data)
        assert response.status_code == 302, (slug, response.content.decode()[:2000])


def test_who_signs_in_anew_after_the_press_finds_the_button_again(client_for: ClientFor) -> None:
    pressed = Client().post(reverse("incidents:begin"), {"submit_key": str(uuid.uuid4())})
    address = parse_qs(urlsplit(pressed["Location"]).query)["next"][0]
    back = client_for(Role.REPORTER).get(address, follow=True)
    assert back.redirect_chain == [(reverse("incidents:index"), 302)]
    assert f'action="{reverse("incidents:begin")}"' in back.content.decode()
    assert not Incident.objects.exists()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.REPORTER])
def test_seven_questions_make_one_report(client_for: ClientFor, users: dict[Role, User], role: Role) -> None:
    client = client_for(role)
    draft = begin(client)
    answer_all(client, draft)
    check = client.get(reverse("incidents:check", args=[draft.reference]))
    assert "Verstuur melding" in check.content.decode()
    sent = client.post(reverse("incidents:check", args=[draft.reference]), follow=True)
    text = sent.content.decode()
    assert draft.reference in text
    assert "Nog 47 uur" in text
    assert "Opvanggesprek" in text and "Aangifte overwegen" in text
    draft.refresh_from_db()
    assert draft.status == Status.REPORTED
    assert draft.reporter == users[role]
    assert draft.main_kind == "fysiek"
    assert draft.actions_taken == ["leidinggevende"]
    assert draft.text.location == "Balie publiekszaken"
    assert draft.clock(timezone.now()).state is ClockState.RUNNING
    assert {duty.kind for duty in draft.duties.all()} == set(DutyKind.values)


def test_a_double_press_makes_one_draft_and_one_report(client_for: ClientFor) -> None:
    client, key = client_for(Role.REPORTER), uuid.uuid4()
    first, second = begin(client, key), begin(client, key)
    assert first == second
    answer_all(client, first)
    url = reverse("incidents:check", args=[first.reference])
    assert client.post(url).url == client.post(url).url
    assert Incident.objects.count() == 1
    assert first.duties.count() == 4
    assert AuditEvent.objects.filter(code="incidents.incident.reported").count() == 1


def test_a_draft_is_resumed_on_another_device(client_for: ClientFor, users: dict[Role, User]) -> None:
    draft = begin(client_for(Role.REPORTER))
    client_for(Role.REPORTER).post(reverse("incidents:step", args=[draft.reference, "wat"]), {"kinds": ["online"]})
    other_device = client_for(Role.REPORTER)
    assert draft.reference in other_device.get(reverse("incidents:index")).content.decode()
    page = other_device.get(reverse("incidents:step", args=[draft.reference, "wat"])).content.decode()
    assert 'value="online" checked' in page


def test_a_draft_is_of_its_writer_alone(client_for: ClientFor) -> None:
    draft = begin(client_for(Role.REPORTER))
    colleague = client_for(Role.COORDINATOR)
    for name in ("incidents:check", "incidents:sent", "incidents:discard", "incidents:detail"):
        assert colleague.get(reverse(name, args=[draft.reference])).status_code == 404, name
    assert draft.reference not in colleague.get(reverse("incidents:list") + "?status=").content.decode()
    assert client_for(Role.REPORTER).get(reverse("incidents:check", args=[draft.reference])).status_code == 200


def test_nothing_is_sent_before_the_four_needed_answers(client_for: ClientFor) -> None:
    client = client_for(Role.REPORTER)
    draft = begin(client)
    url = reverse("incidents:check", args=[draft.reference])
    assert "Verstuur melding" not in client.get(url).content.decode()
    page = client.post(url, follow=True).content.decode()
    assert "Beantwoord eerst nog: wat er gebeurde, wanneer, waar, hoe erg het was." in page
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_changing_one_answer_comes_back_to_the_check(client_for: ClientFor) -> None:
    client = client_for(Role.REPORTER)
    draft = begin(client)
    url = reverse("incidents:step", args=[draft.reference, "ernst"]) + "?wijzig=1"
    response = client.post(url, {"severity": "zwaar"})
    assert response.url == reverse("incidents:check", args=[draft.reference])


def test_unknown_offender_starts_no_clock(client_for: ClientFor) -> None:
    client = client_for(Role.REPORTER)
    draft = begin(client)
    answer_all(client, draft)
    client.post(reverse("incidents:step", args=[draft.reference, "veroorzaker"]), {"offender_known": "nee"})
    text = client.post(reverse("incidents:check", args=[draft.reference]), follow=True).content.decode()
    assert "er loopt geen termijn" in text
    draft.refresh_from_db()
    assert draft.offender_known == OffenderKnown.NO
    assert draft.clock_due_at is None
    assert draft.duties.get(kind=DutyKind.REACTION).state == DutyState.NOT_NEEDED


def test_a_colleague_stops_the_form(client_for: ClientFor) -> None:
    client = client_for(Role.REPORTER)
    draft = begin(client)
    url = reverse("incidents:collegial", args=[draft.reference])
    assert "vertrouwenspersoon" in client.get(url).content.decode()
    client.post(url)
    assert not Incident.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize(
    ("data", "precision", "hour"),
    [
        ({"when": "gisteren", "part": "middag"}, Precision.DAY_PART, 12),
        ({"when": "gisteren", "part": "onbekend"}, Precision.DAY, 0),
        ({"when": "gisteren", "part": "", "at_time": "14:20"}, Precision.EXACT, 14),
        ({"when": "dag", "day": "2015-03-29", "part": "nacht"}, Precision.DAY_PART, 0),
    ],
)
def test_when_is_kept_as_precisely_as_it_is_known(
    client_for: ClientFor, data: dict[str, str], precision: str, hour: int
) -> None:
    client = client_for(Role.REPORTER)
    draft = begin(client)
    client.post(reverse("incidents:step", args=[draft.reference, "wanneer"]), data)
    draft.refresh_from_db()
    assert draft.occurred_precision == precision
    assert timezone.localtime(draft.occurred_at).hour == hour


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"when": "morgen"},
        {"when": "dag"},
        {"when": "dag", "day": "0001-01-01", "part": "nacht"},
        {"when": "dag", "day": "9999-12-31", "part": "avond"},
        {"when": "dag", "day": "geen dag"},
        {"when": "vandaag", "at_time": "25:99"},
    ],
)
def test_an_odd_moment_is_refused_with_a_sentence(client_for: ClientFor, data: dict[str, str]) -> None:
    client = client_for(Role.REPORTER)
    draft = begin(client)
    response = client.post(reverse("incidents:step", args=[draft.reference, "wanneer"]), data)
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()


def test_last_used_place_stands_on_top(
    client_for: ClientFor, users: dict[Role, User], organisation: Organisation
) -> None:
    IncidentFactory(organisation=organisation, reporter=users[Role.REPORTER], location="Balie burgerzaken")
    client = client_for(Role.REPORTER)
    draft = begin(client)
    url = reverse("incidents:step", args=[draft.reference, "waar"])
    assert "Balie burgerzaken" in client.get(url).content.decode()
    client.post(url, {"channel": "balie|Balie burgerzaken"})
    draft.refresh_from_db()
    assert (draft.channel, draft.text.location) == ("balie", "Balie burgerzaken")


def test_words_are_warned_about_and_never_refused(client_for: ClientFor) -> None:
    client = client_for(Role.REPORTER)
    draft = begin(client)
    words = {"narrative": "Meneer Jansen belde vanaf 06 12345678.", "own_reference": ""}
    response = client.post(reverse("incidents:step", args=[draft.reference, "woorden"]), words)
    assert response.status_code == 302
    page = client.get(response.url).content.decode()
    assert "lijkt op een naam" in page and "lijkt op een telefoonnummer" in page
    saved = client.post(reverse("incidents:autosave", args=[draft.reference]), words).content.decode()
    assert "Bewaard om" in saved and "lijkt op een naam" in saved


def test_without_an_agreement_the_start_page_explains(client_for: ClientFor, organisation: Organisation) -> None:
    allowed = client_for(Role.COORDINATOR).get(reverse("incidents:index")).content.decode()
    assert "Voorval melden" in allowed
    Organisation.objects.filter(pk=organisation.pk).update(registration_mode="counts", processor_agreement_on=None)
    page = client_for(Role.COORDINATOR).get(reverse("incidents:index")).content.decode()
    assert "nog geen verwerkersovereenkomst" in page and "Aantallen per maand" in page
    assert "btn-begin" not in page
    client_for(Role.COORDINATOR).post(reverse("incidents:begin"), {"submit_key": str(uuid.uuid4())})
    assert not Incident.objects.exists()


def test_before_the_day_of_the_agreement_nothing_starts(client_for: ClientFor, organisation: Organisation) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    Organisation.objects.filter(pk=organisation.pk).update(processor_agreement_on=tomorrow)
    client_for(Role.REPORTER).post(reverse("incidents:begin"), {"submit_key": str(uuid.uuid4())})
    assert not Incident.objects.exists()


def count_statements(ask: Callable[[], object]) -> int:
    """Count what reads, writes or sets the scope; not savepoints, nor giving back the scope of around the request."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    told = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    return len(told) - max(0, sum("set_config" in sql for sql in told) - 1)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.REPORTER])
def test_a_step_takes_at_most_twelve_queries(client_for: ClientFor, role: Role) -> None:
    client = client_for(role)
    draft = begin(client)
    answer_all(client, draft)
    counted = {}
    for slug, data in ANSWERS:
        url = reverse("incidents:step", args=[draft.reference, slug])
        counted[f"{slug} shown"] = count_statements(lambda url=url: client.get(url))  # type: ignore[misc]
        counted[f"{slug} saved"] = count_statements(lambda url=url, data=data: client.post(url, data))  # type: ignore[misc]
    check = reverse("incidents:check", args=[draft.reference])
    words = reverse("incidents:autosave", args=[draft.reference])
    key = {"submit_key": str(uuid.uuid4())}
    counted["begun"] = count_statements(lambda: client.post(reverse("incidents:begin"), key))
    counted["checked"] = count_statements(lambda: client.get(check))
    counted["kept while typing"] = count_statements(lambda: client.post(words, ANSWERS[-1][1]))
    counted["sent"] = count_statements(lambda: client.post(check))
    counted["confirmed"] = count_statements(lambda: client.get(reverse("incidents:sent", args=[draft.reference])))
    counted["light shown"] = count_statements(lambda: client.get(reverse("incidents:light")))
    counted["light counted"] = count_statements(lambda: client.post(reverse("incidents:light"), {"kind": "verbaal"}))
    assert max(counted.values()) <= 12, counted


def test_who_reports_is_asked_on_the_check_screen_and_never_a_name(client_for: ClientFor) -> None:
    client = client_for(Role.REPORTER)
    draft = begin(client)
    answer_all(client, draft)
    check = reverse("incidents:check", args=[draft.reference])
    page = client.get(check).content.decode()
    assert "Wie meldt" in page and "zelf meegemaakt" in page and "Afdeling" not in page
    url = reverse("incidents:step", args=[draft.reference, "melder"])
    assert "Een naam van een collega is niet nodig" in client.get(url).content.decode()
    assert client.post(url, {"reported_by_role": "namens"}).url == check
    draft.refresh_from_db()
    assert draft.reported_by_role == "namens"
    assert client.post(url, {"reported_by_role": "Kees"}).status_code == 422


def test_a_unit_can_be_told_where_the_organisation_has_units(
    client_for: ClientFor, organisation: Organisation, other_organisation: Organisation
) -> None:
    unit = Unit.objects.create(organisation=organisation, name="Publiekszaken")
    foreign = Unit.objects.create(organisation=other_organisation, name="Elders")
    client = client_for(Role.REPORTER)
    draft = begin(client)
    assert "Afdeling" in client.get(reverse("incidents:check", args=[draft.reference])).content.decode()
    url = reverse("incidents:step", args=[draft.reference, "afdeling"])
    assert "Elders" not in client.get(url).content.decode()
    assert client.post(url, {"unit": foreign.pk}).status_code == 422
    assert client.post(url, {"unit": unit.pk, "function_group": "balie"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.unit, draft.function_group) == (unit, "balie")


@pytest.mark.parametrize(("number", "is_list"), [(12, False), (13, True), (60, True)])
def test_many_units_are_a_list_instead_of_tiles(
    client_for: ClientFor, organisation: Organisation, number: int, is_list: bool
) -> None:
    units = Unit.objects.bulk_create(Unit(organisation=organisation, name=f"Team {each:02}") for each in range(number))
    client = client_for(Role.REPORTER)
    draft = begin(client)
    url = reverse("incidents:step", args=[draft.reference, "afdeling"])
    page = client.get(url).text
    assert ('<select class="form-select" id="id_unit"' in page) is is_list
    assert page.count("Team ") == number
    assert client.post(url, {"unit": units[-1].pk}).status_code == 302
    draft.refresh_from_db()
    assert draft.unit == units[-1]
    assert f'value="{units[-1].pk}" {"selected" if is_list else "checked"}' in client.get(url).text


def test_a_second_tab_on_a_sent_report_leads_to_it_and_changes_nothing(client_for: ClientFor) -> None:
    client = client_for(Role.REPORTER)
    draft = begin(client)
    answer_all(client, draft)
    url = reverse("incidents:step", args=[draft.reference, "ernst"])
    assert client.post(url, {"severity": "middel"}).status_code == 302
    client.post(reverse("incidents:check", args=[draft.reference]))
    for answer in (client.get(url, follow=True), client.post(url, {"severity": "zwaar"}, follow=True)):
        assert answer.redirect_chain == [(reverse("incidents:sent", args=[draft.reference]), 302)]
        assert "Deze melding is al verstuurd." in answer.text
    draft.refresh_from_db()
    assert draft.severity == "middel"
    assert client_for(Role.COORDINATOR).get(url).status_code == 404


def test_every_draft_with_an_answer_is_found_back_and_an_empty_one_is_not(
    client_for: ClientFor, users: dict[Role, User]
) -> None:
    """Who pressed the button by mistake is not reminded of nothing; who began seven reports finds seven."""
    client = client_for(Role.REPORTER)
    empty = begin(client)
    assert empty.reference not in client.get(reverse("incidents:index")).text
    assert not any("niet verstuurd" in line.sentence for line in today(users[Role.REPORTER], timezone.now()))
    begun = [begin(client) for _ in range(7)]
    for draft in begun:
        client.post(reverse("incidents:step", args=[draft.reference, "wat"]), {"kinds": ["verbaal"]})
    page = client.get(reverse("incidents:index")).text
    assert all(draft.reference in page for draft in begun)
    assert empty.reference not in page
    assert "Nog niet verstuurd (7)" in page
    assert "U hebt 7 meldingen nog niet verstuurd." in [
        line.sentence for line in today(users[Role.REPORTER], timezone.now())
    ]


def test_enter_in_the_place_chooses_no_tile(client_for: ClientFor) -> None:
    client = client_for(Role.REPORTER)
    draft = begin(client)
    url = reverse("incidents:step", args=[draft.reference, "waar"])
    page = client.get(url).content.decode()
    first = page[page.index('<form method="post" novalidate') :]
    assert first.index('tabindex="-1" aria-hidden="true">Verder</button>') < first.index('name="channel"')
    response = client.post(url, {"location": "Balie burgerzaken"})
    assert response.status_code == 422
    assert "Balie burgerzaken" in response.content.decode()
