"""Pages of incidents: who sees what, how many queries, and two editors at one form."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.admin import site
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from core.today import Urgency
from incidents.choices import DUTY_REASONS, DutyKind, DutyState, Precision
from incidents.figures.own import late_reports, own_months, reactions_in_time
from incidents.models import Incident, MonthlyDelivery
from incidents.pages import moment_words
from incidents.services.aftercare import propose_talks
from incidents.today import today
from incidents.vocabulary import Term, Vocabulary
from participants.access import Role
from participants.models import Organisation, PastTerm, User
from tests.factories.incidents import IncidentFactory, OrganisationRoundFactory, deliver
from tests.helpers import assert_constant_queries

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db
CANARY = "kanarie-in-de-tekst"


def planted(organisation: Organisation, **traits: object) -> Incident:
    made: Incident = IncidentFactory(
        organisation=organisation, narrative=CANARY, location=CANARY, own_reference=CANARY, **traits
    )
    return made


@pytest.mark.parametrize("status", ["open", ""])
def test_the_list_takes_as_many_queries_for_two_as_for_twenty(
    client_for: ClientFor, organisation: Organisation, status: str
) -> None:
    grow = lambda n: IncidentFactory.create_batch(n, organisation=organisation)  # noqa: E731
    assert_constant_queries(client_for(Role.COORDINATOR), reverse("incidents:list") + f"?status={status}", grow)


@pytest.mark.parametrize("name", ["incidents:index", "incidents:figures"])
def test_other_pages_take_constant_queries(client_for: ClientFor, organisation: Organisation, name: str) -> None:
    grow = lambda n: IncidentFactory.create_batch(n, organisation=organisation)  # noqa: E731
    assert_constant_queries(client_for(Role.COORDINATOR), reverse(name), grow)


@pytest.mark.parametrize("name", ["incidents:index", "home"])
def test_drafts_take_constant_queries(
    client_for: ClientFor, organisation: Organisation, users: dict[Role, User], name: str
) -> None:
    begun = {"organisation": organisation, "reporter": users[Role.REPORTER], "draft": True, "kinds": ["verbaal"]}
    grow = lambda n: IncidentFactory.create_batch(n, **begun)  # noqa: E731
    assert_constant_queries(client_for(Role.REPORTER), reverse(name), grow)


def test_board_pages_take_constant_queries(client_for: ClientFor) -> None:
    url = reverse("incidents:completeness")
    assert_constant_queries(client_for(Role.PROJECT_LEADER), url, OrganisationRoundFactory.create_batch)


def test_least_time_left_comes_first(client_for: ClientFor, organisation: Organisation) -> None:
    now = timezone.now()
    late = IncidentFactory(organisation=organisation, overdue=True)
    soon = IncidentFactory(organisation=organisation, occurred_at=now - timedelta(hours=40))
    fresh = IncidentFactory(organisation=organisation)
    answered = IncidentFactory(organisation=organisation, answered=True)
    IncidentFactory(organisation=organisation, closed=True)
    page = client_for(Role.COORDINATOR).get(reverse("incidents:list"))
    shown = [row.reference for row in page.context["rows"]]
    assert shown == [each.reference for each in (late, soon, fresh, answered)]
    assert page.context["rows"][0].clock_state == "late"


def test_the_list_pages_on_and_back(client_for: ClientFor, organisation: Organisation) -> None:
    now = timezone.now()
    for hours in range(30):
        IncidentFactory(organisation=organisation, occurred_at=now - timedelta(hours=hours + 2))
    client, url = client_for(Role.COORDINATOR), reverse("incidents:list")
    first = client.get(url + "?status=")
    second = client.get(url + _link(first, "next"))
    seen = [row.reference for page in (first, second) for row in page.context["rows"]]
    newest_first = Incident.objects.order_by("-occurred_at", "-pk").values_list("reference", flat=True)
    assert seen == list(newest_first)
    back = client.get(url + _link(second, "prev"))
    assert [row.reference for row in back.context["rows"]] == seen[:25]
    assert _link(second, "next") == ""


def _link(page: Any, rel: str) -> str:
    """Return the address of a link on the page, as a browser would follow it."""
    found = re.search(rf'rel="{rel}" href="([^"]*)"', page.content.decode())
    return html.unescape(found.group(1)) if found else ""


@pytest.mark.parametrize(
    "query",
    [
        "?status=onzin&vorm=x&periode=9999999",
        "?na=onzin",
        "?volgorde=__class__",
        "?voor=a&na=b",
        "?status=concept",
    ],
)
def test_odd_parameters_change_nothing(client_for: ClientFor, organisation: Organisation, query: str) -> None:
    IncidentFactory(organisation=organisation)
    assert client_for(Role.COORDINATOR).get(reverse("incidents:list") + query).status_code in (200, 400)


def test_filters_narrow(client_for: ClientFor, organisation: Organisation) -> None:
    IncidentFactory(organisation=organisation, main_kind="fysiek", kinds=["fysiek"])
    old = IncidentFactory(organisation=organisation, closed=True, occurred_at=timezone.now() - timedelta(days=200))
    url = reverse("incidents:list")
    found = lambda query: {row.reference for row in client_for(Role.COORDINATOR).get(url + query).context["rows"]}  # noqa: E731
    assert found("?status=afgehandeld") == {old.reference}
    assert len(found("?status=&vorm=fysiek")) == 1
    assert found("?status=&periode=365&vorm=verbaal") == {old.reference}
    assert found("?status=&periode=90&vorm=verbaal") == set()


def test_a_reporter_sees_the_own_reports_alone(
    client_for: ClientFor, users: dict[Role, User], organisation: Organisation
) -> None:
    own = planted(organisation, reporter=users[Role.REPORTER])
    other = planted(organisation)
    client = client_for(Role.REPORTER)
    shown = client.get(reverse("incidents:list") + "?status=").content.decode()
    assert own.reference in shown and other.reference not in shown
    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404
    assert "Neem in behandeling" not in client.get(own.get_absolute_url()).content.decode()
    coordinator = client_for(Role.COORDINATOR)
    assert CANARY in coordinator.get(other.get_absolute_url()).content.decode()


def test_somebody_of_another_organisation_finds_nothing(
    client_for: ClientFor, foreign_users: dict[Role, User], organisation: Organisation
) -> None:
    incident = planted(organisation)
    stranger = client_for(foreign_users[Role.COORDINATOR])
    for name, *more in (("detail",), ("change", "wat"), ("assign",), ("withdraw",)):
        assert stranger.get(reverse(f"incidents:{name}", args=[incident.reference, *more])).status_code == 404
    for query in ("", "?status=", f"?org={organisation.code}"):
        page = stranger.get(reverse("incidents:list") + query)
        assert incident.reference not in page.content.decode()
    assert client_for(Role.COORDINATOR).get(incident.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("role", [Role.SPONSOR, Role.PROJECT_LEADER, Role.BOARD, Role.AMBASSADOR])
def test_figures_never_hold_a_single_incident(client_for: ClientFor, organisation: Organisation, role: Role) -> None:
    incident = planted(organisation)
    client = client_for(role)
    assert client.get(incident.get_absolute_url()).status_code == 403
    assert client.get(reverse("incidents:list")).status_code == 403
    for name in ("figures", "region", "completeness"):
        text = client.get(reverse(f"incidents:{name}")).content.decode()
        assert CANARY not in text and incident.reference not in text


def test_reading_somebody_elses_report_is_an_event(
    client_for: ClientFor, users: dict[Role, User], organisation: Organisation
) -> None:
    own = planted(organisation, reporter=users[Role.COORDINATOR])
    other = planted(organisation)
    client = client_for(Role.COORDINATOR)
    client.get(own.get_absolute_url())
    client.get(other.get_absolute_url())
    event = AuditEvent.objects.get(code="incidents.incident.read")
    assert (event.object_label, event.organisation_id) == (other.reference, organisation.pk)


def test_the_duty_form_answers_in_one_go(client_for: ClientFor, organisation: Organisation) -> None:
    incident = planted(organisation)
    client, url = client_for(Role.COORDINATOR), reverse("incidents:duty", args=[incident.reference, "schade"])
    assert client.post(url, {"state": "niet_nodig"}).status_code == 422
    assert client.post(url, {"state": "niet_nodig", "reason": "geen_schade"}).status_code == 302
    duty = incident.duties.get(kind="schade")
    assert (duty.state, duty.reason) == (DutyState.NOT_NEEDED, "geen_schade")
    assert "omdat er geen schade is" in client.get(incident.get_absolute_url()).content.decode()


def test_closing_from_the_page(client_for: ClientFor, organisation: Organisation) -> None:
    waiting = planted(organisation, in_progress=True)
    ready = planted(organisation, answered=True)
    client = client_for(Role.COORDINATOR)
    refused = client.post(reverse("incidents:flow", args=[waiting.reference, "afhandelen"]), {"conclusion": "x"})
    assert refused.status_code == 422
    done = client.post(reverse("incidents:flow", args=[ready.reference, "afhandelen"]), {"conclusion": "Dank u."})
    assert done.status_code == 302
    assert "Dank u." in client.get(ready.get_absolute_url()).content.decode()


def test_duplicate_asks_a_reference_of_the_own_organisation(
    client_for: ClientFor, organisation: Organisation, other_organisation: Organisation
) -> None:
    first, second, foreign = planted(organisation), planted(organisation), planted(other_organisation)
    client, url = client_for(Role.COORDINATOR), reverse("incidents:flow", args=[second.reference, "dubbel"])
    assert "er niet in uw organisatie" in client.post(url, {"reference": foreign.reference}).content.decode()
    assert client.post(url, {"reference": f" {first.reference.lower()} "}).status_code == 302
    second.refresh_from_db()
    assert second.merged_into == first


def test_own_figures_add_up(organisation: Organisation) -> None:
    now = timezone.now()
    IncidentFactory(organisation=organisation, closed=True)
    IncidentFactory(organisation=organisation, overdue=True)
    IncidentFactory(organisation=organisation)
    IncidentFactory(organisation=organisation, unknown_offender=True)
    IncidentFactory(organisation=organisation, draft=True)
    IncidentFactory(organisation=organisation, status="ingetrokken")
    IncidentFactory(organisation=organisation, occurred_at=now - timedelta(days=4), reported_at=now)
    year_ago = now - timedelta(days=365)
    table = own_months(organisation, until=timezone.localdate(now))
    share = reactions_in_time(organisation, since=year_ago, at=now)
    assert table.total == 5
    assert (share.part, share.whole) == (1, 3)
    assert share.words == "1 van de 3"
    assert late_reports(organisation, since=year_ago).part == 1


def test_a_late_report_is_told_by_the_term_of_its_own_day(organisation: Organisation) -> None:
    now = timezone.now()
    IncidentFactory(
        organisation=organisation, occurred_at=now - timedelta(hours=60), reported_at=now - timedelta(hours=10)
    )
    assert late_reports(organisation, since=now - timedelta(days=9)).part == 1
    organisation.reaction_hours = 72
    organisation.save()
    again = Organisation.objects.get(pk=organisation.pk)
    assert late_reports(again, since=now - timedelta(days=9)).part == 1, "the term was 48 hours when it came in"
    PastTerm.objects.all().delete()
    without = Organisation.objects.get(pk=organisation.pk)
    assert late_reports(without, since=now - timedelta(days=9)).part == 0


def test_a_month_without_delivery_is_missing_and_nil_is_zero(client_for: ClientFor, organisation: Organisation) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(registration_mode="counts")
    organisation.refresh_from_db()
    deliver(organisation, date(2015, 3, 1), verbaal=4)
    deliver(organisation, date(2015, 2, 1))
    table = own_months(organisation, until=date(2015, 3, 20), count=3)
    assert table.missing == {date(2015, 1, 1)}
    assert (table.in_month(date(2015, 2, 1)), table.total) == (0, 4)


def test_a_month_is_delivered_once_with_numbers_or_nil(client_for: ClientFor, organisation: Organisation) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(registration_mode="counts")
    client, url = client_for(Role.COORDINATOR), reverse("incidents:month", args=[2015, 3])
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"n_verbaal": "3", "is_nil": "on"}).status_code == 422
    assert client.post(url, {"n_verbaal": "-1"}).status_code == 422
    assert client.post(url, {"n_verbaal": "3", "n_fysiek": "0"}).status_code == 302
    delivery = MonthlyDelivery.objects.get()
    assert list(delivery.counts.values_list("kind", "count")) == [("verbaal", 3)]
    assert client.post(url, {"is_nil": "on", "version": delivery.version}).status_code == 302
    assert client.post(url, {"n_verbaal": "9", "version": delivery.version}).status_code == 422
    delivery.refresh_from_db()
    assert delivery.is_nil and not delivery.counts.exists()


@pytest.mark.parametrize("args", [(2015, 13), (2015, 0), (1999, 1), (2999, 1)])
def test_months_that_cannot_be(client_for: ClientFor, args: tuple[int, int]) -> None:
    assert client_for(Role.COORDINATOR).get(reverse("incidents:month", args=args)).status_code == 404


def test_today_tells_what_waits(users: dict[Role, User], organisation: Organisation) -> None:
    now = timezone.now()
    IncidentFactory(organisation=organisation)
    IncidentFactory(organisation=organisation, overdue=True)
    IncidentFactory(organisation=organisation, draft=True, reporter=users[Role.COORDINATOR])
    lines = today(users[Role.COORDINATOR], now)
    assert [line.urgency for line in lines] == [Urgency.OVERDUE, Urgency.SOON, Urgency.OVERDUE, Urgency.WAITING]
    assert "de eerste stopt over 46 uur" in lines[1].sentence or "45 uur" in lines[1].sentence
    assert today(users[Role.SPONSOR], now) == []
    assert today(users[Role.PROJECT_LEADER], now) == []


def test_many_talks_are_one_line_of_today(users: dict[Role, User], organisation: Organisation) -> None:
    now = timezone.now()
    for _ in range(3):
        propose_talks(
            IncidentFactory(
                organisation=organisation, occurred_at=now - timedelta(days=30), reported_at=now - timedelta(days=30)
            )
        )
    told = [line for line in today(users[Role.COORDINATOR], now) if "gesprek" in line.sentence]
    assert [(line.sentence, line.count) for line in told] == [
        ("6 gesprekken na een voorval zijn nog niet ingevuld. Het oudste staat bovenaan.", 6)
    ]


def test_the_next_duty_is_the_main_step_until_all_are_answered(
    client_for: ClientFor, organisation: Organisation
) -> None:
    incident = IncidentFactory(organisation=organisation, in_progress=True)
    client, url = client_for(Role.COORDINATOR), reverse("incidents:detail", args=[incident.reference])
    assert client.get(url).context["primary_action"] == {
        "label": "Volgende stap: reactie",
        "url": reverse("incidents:duty", args=[incident.reference, DutyKind.REACTION]),
    }
    for duty in incident.duties.all():
        duty.state, duty.reason = DutyState.NOT_NEEDED, "anders"
        duty.save()
    assert client.get(url).context["primary_action"]["label"] == "Handel af"


def test_only_who_handles_is_told_to_react(client_for: ClientFor, organisation: Organisation, users: Any) -> None:
    late = IncidentFactory(organisation=organisation, overdue=True, reporter=users[Role.REPORTER])
    url = late.get_absolute_url()
    assert "Reageer alsnog" in client_for(Role.COORDINATOR).get(url).content.decode()
    told = client_for(Role.REPORTER).get(url).content.decode()
    assert "voorbij." in told and "Reageer alsnog" not in told


def test_a_part_of_the_day_that_is_not_known_is_left_out() -> None:
    moment = timezone.make_aware(datetime(2015, 3, 12, 9))
    assert moment_words(moment, Precision.DAY_PART) == "donderdag 12 maart 2015"


def test_the_menu_tells_where_rounds_and_keys_belong(client_for: ClientFor) -> None:
    rounds, keys = "incidents:rounds", "participants:tokens"
    asked = ((Role.COORDINATOR, rounds, "Cijfers"), (Role.SPONSOR, rounds, "Cijfers"))
    for role, name, label in (*asked, (Role.COORDINATOR, keys, "Voorvallen")):
        page = client_for(role).get(reverse(name)).content.decode()
        assert re.findall(r'aria-current="true">(\w+)<', page)[:1] == [label]


@pytest.mark.parametrize("name", ["imports", "posters", "settings", "retention", "rounds"])
def test_the_start_leads_a_coordinator_to_what_is_arranged(client_for: ClientFor, name: str) -> None:
    link = f'href="{reverse(f"incidents:{name}")}"'
    start = reverse("incidents:index")
    assert link in client_for(Role.COORDINATOR).get(start).content.decode()
    assert link not in client_for(Role.REPORTER).get(start).content.decode()


@pytest.mark.parametrize(("kind", "terms"), DUTY_REASONS.items())
def test_a_reason_reads_after_the_word_omdat(kind: DutyKind, terms: Vocabulary[Term]) -> None:
    verbs = " is$| was$| vraagt te wachten$| kan$| kost$| is voor gevolgen$| is om te verhalen$| niet wil, al is .*$"
    assert [term.label for term in terms if not re.search(verbs, term.label)] == []


def test_each_light_leads_to_the_drawer_of_its_measure(client_for: ClientFor, organisation: Organisation) -> None:
    incident = planted(organisation)
    client = client_for(Role.COORDINATOR)
    page = client.get(incident.get_absolute_url()).content.decode()
    for slug in ("reageren", "aangifte", "schade", "nazorg"):
        url = reverse("apothekerskast:drawer", args=[slug])
        assert url in page
        assert client.get(url).status_code == 200


def test_no_incident_is_in_the_admin() -> None:
    registered = {model._meta.label for model in site._registry if model._meta.app_label == "incidents"}
    assert registered == {"incidents.MeasurementRound"}
