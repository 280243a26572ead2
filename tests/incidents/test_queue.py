"""The coordinator's queue: tabs with bounded counts, filters, closing and assigning of several at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, Conflict
from incidents import services
from incidents.choices import Status
from incidents.handling import queue
from incidents.models import Incident, Unit
from incidents.today import today
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory
from tests.factories.participants import make_user
from tests.helpers import assert_constant_queries

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db
URL = "/voorvallen/lijst"


@pytest.fixture
def coordinator(users: dict[Role, User]) -> User:
    return users[Role.COORDINATOR]


@pytest.fixture
def colleague(organisation: Organisation) -> User:
    return make_user(Role.COORDINATOR, organisation, email="collega@eigen.example")


@pytest.fixture
def found(client_for: ClientFor) -> Callable[[str], set[str]]:
    """Return a function that gives the references on the page of the queue."""
    client = client_for(Role.COORDINATOR)
    return lambda query: {row.reference for row in client.get(URL + query).context["rows"]}


def counts(page: Any) -> dict[str, str]:
    text = page.content.decode()
    found = re.findall(r'<a href="\?status=(\w*)[^"]*"[^>]*>[^<]*<span class="tab-count">([^<]*)</span>', text)
    return dict(found)


def test_tabs_hold_what_they_say_and_count_it(
    client_for: ClientFor, organisation: Organisation, found: Callable[[str], set[str]]
) -> None:
    new = IncidentFactory(organisation=organisation)
    ready = IncidentFactory(organisation=organisation, answered=True)
    waiting = IncidentFactory(organisation=organisation, status=Status.WAITING)
    closed = IncidentFactory(organisation=organisation, closed=True)
    IncidentFactory(organisation=organisation, draft=True)
    expected = {
        "open": {new, ready, waiting},
        "nieuw": {new},
        "klok": {new, waiting},
        "wacht": {waiting},
        "klaar": {ready},
        "afgehandeld": {closed},
        "": {new, ready, waiting, closed},
    }
    page = client_for(Role.COORDINATOR).get(URL)
    assert counts(page) == {tab: str(len(rows)) for tab, rows in expected.items()}
    for tab, rows in expected.items():
        assert found(f"?status={tab}") == {each.reference for each in rows}, tab


def test_counts_stop_at_their_bound(
    client_for: ClientFor, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MOST", 3)
    queue._question.cache_clear()
    IncidentFactory.create_batch(5, organisation=organisation)
    assert counts(client_for(Role.COORDINATOR).get(URL))["nieuw"] == "meer dan 3"
    assert queue.number_words(3) == "3"
    queue._question.cache_clear()


def test_filters_by_severity_department_and_who_handles(
    organisation: Organisation, coordinator: User, colleague: User, found: Callable[[str], set[str]]
) -> None:
    unit = Unit.objects.create(organisation=organisation, name="Publiekszaken")
    mine = IncidentFactory(organisation=organisation, assigned_to=coordinator, severity="zwaar")
    theirs = IncidentFactory(organisation=organisation, assigned_to=colleague, unit=unit)
    nobodys = IncidentFactory(organisation=organisation)
    assert found("?behandelaar=ik") == {mine.reference}
    assert found(f"?behandelaar={colleague.pk}") == {theirs.reference}
    assert found("?behandelaar=niemand") == {nobodys.reference}
    assert found("?ernst=zwaar") == {mine.reference}
    assert found(f"?afdeling={unit.pk}") == {theirs.reference}
    assert found(f"?afdeling={unit.pk}&ernst=zwaar") == set()


def test_a_reporter_reads_no_name_of_who_handles(
    client_for: ClientFor, organisation: Organisation, coordinator: User, users: dict[Role, User]
) -> None:
    IncidentFactory(
        organisation=organisation,
        reporter=users[Role.REPORTER],
        status=Status.IN_PROGRESS,
        assigned_to=users[Role.SPONSOR],
    )
    page = client_for(Role.REPORTER).get(URL).text
    assert "in behandeling" in page
    assert "iemand anders" not in page
    assert "iemand anders" in client_for(Role.COORDINATOR).get(URL).text


def test_the_filter_of_what_is_late_holds_what_vandaag_counts(
    organisation: Organisation, coordinator: User, found: Callable[[str], set[str]]
) -> None:
    late_clock = IncidentFactory(organisation=organisation, overdue=True)
    late_duty = IncidentFactory(organisation=organisation, overdue=True, unknown_offender=True)
    Organisation.objects.filter(pk=organisation.pk).update(reaction_hours=240)
    organisation.refresh_from_db()
    beside_clock = IncidentFactory(organisation=organisation, overdue=True)
    assert beside_clock.clock_due_at > timezone.now(), "the clock runs, another duty is late"
    IncidentFactory(organisation=organisation)
    IncidentFactory(organisation=organisation, answered=True)
    IncidentFactory(organisation=organisation, overdue=True, status=Status.NOT_VPT)
    (line,) = [each for each in today(coordinator, timezone.now()) if "voorgestelde datum" in each.sentence]
    late = {late_clock.reference, late_duty.reference, beside_clock.reference}
    assert (line.url, line.count) == (f"{URL}?laat=ja", 3)
    assert found("?laat=ja") == late and found("?status=&laat=ja") == late
    assert found("") > late and found("?laat=nee") == found("")


def test_choices_of_the_filter_are_of_the_own_organisation(
    client_for: ClientFor, organisation: Organisation, other_organisation: Organisation, foreign_users: dict[Role, User]
) -> None:
    Unit.objects.create(organisation=other_organisation, name="Afdeling van elders")
    Unit.objects.create(organisation=organisation, name="Eigen afdeling")
    foreign = foreign_users[Role.COORDINATOR]
    IncidentFactory(organisation=organisation)
    page = client_for(Role.COORDINATOR).get(f"{URL}?behandelaar={foreign.pk}")
    text = page.content.decode()
    assert len(page.context["rows"]) == 1, "a foreign colleague is no filter"
    assert "Eigen afdeling" in text and "Afdeling van elders" not in text and str(foreign) not in text


@pytest.mark.parametrize("tab", [tab.slug for tab in queue.TABS])
def test_every_tab_takes_constant_queries(client_for: ClientFor, organisation: Organisation, tab: str) -> None:
    traits: dict[str, Any] = {"closed": tab == "afgehandeld", "answered": tab == "klaar"}
    status = {"wacht": Status.WAITING}.get(tab)
    extra = {"status": status} if status else {}
    grow = lambda n: IncidentFactory.create_batch(n, organisation=organisation, **traits, **extra)  # noqa: E731
    assert_constant_queries(client_for(Role.COORDINATOR), f"{URL}?status={tab}", grow)


def test_a_reporter_has_no_boxes_no_colleagues_and_only_own_counts(
    client_for: ClientFor, organisation: Organisation, users: dict[Role, User]
) -> None:
    IncidentFactory(organisation=organisation, reporter=users[Role.REPORTER])
    IncidentFactory(organisation=organisation)
    page = client_for(Role.REPORTER).get(URL)
    assert counts(page) == {"open": "1", "afgehandeld": "0", "": "1"}
    assert "row-pick" not in page.content.decode() and "behandelaar" not in page.content.decode()
    assert 'name="laat"' not in page.content.decode()


# --- several at once --------------------------------------------------------------------------------------------------

BULK = "/voorvallen/lijst/tegelijk"


def test_closing_several_closes_what_can_and_tells_of_the_rest(
    client_for: ClientFor, organisation: Organisation
) -> None:
    ready = IncidentFactory.create_batch(2, organisation=organisation, answered=True)
    busy = IncidentFactory(organisation=organisation, in_progress=True)
    done = IncidentFactory(organisation=organisation, closed=True)
    references = [each.reference for each in (*ready, busy, done)]
    client = client_for(Role.COORDINATOR)
    shown = client.get(BULK, {"actie": "afhandelen", "ref": references})
    assert all(reference in shown.content.decode() for reference in references)
    page = client.post(BULK, {"actie": "afhandelen", "ref": references, "conclusion": "Dank voor uw melding."})
    assert page.status_code == 200
    refused = {outcome.reference: outcome.refusal for outcome in page.context["refused"]}
    assert set(refused) == {busy.reference, done.reference}
    assert "reactie, aangifte, schade, nazorg" in refused[busy.reference]
    assert "‘afgehandeld’" in refused[done.reference]
    for each in ready:
        each.refresh_from_db()
        assert (each.status, each.text.conclusion) == (Status.CLOSED, "Dank voor uw melding.")
    busy.refresh_from_db()
    assert busy.status == Status.IN_PROGRESS


def test_a_double_press_on_closing_closes_once(client_for: ClientFor, organisation: Organisation) -> None:
    ready = IncidentFactory(organisation=organisation, answered=True)
    client, data = client_for(Role.COORDINATOR), {"actie": "afhandelen", "ref": [ready.reference], "conclusion": "Een."}
    assert client.post(BULK, data).status_code == 302
    second = client.post(BULK, data | {"conclusion": "Twee."})
    assert ready.reference in second.content.decode() and second.status_code == 200
    ready.refresh_from_db()
    assert ready.text.conclusion == "Een."
    assert AuditEvent.objects.filter(code="incidents.incident.closed").count() == 1


def test_what_is_of_elsewhere_is_not_even_named(
    client_for: ClientFor, organisation: Organisation, other_organisation: Organisation
) -> None:
    own = IncidentFactory(organisation=organisation, answered=True)
    foreign = IncidentFactory(organisation=other_organisation, answered=True)
    client = client_for(Role.COORDINATOR)
    data = {"actie": "afhandelen", "ref": [own.reference, foreign.reference], "conclusion": ""}
    assert foreign.reference not in client.get(BULK, data).content.decode()
    assert client.post(BULK, data).status_code == 302
    foreign.refresh_from_db()
    assert foreign.status == Status.IN_PROGRESS
    assert client.post(BULK, data | {"ref": [foreign.reference]}).status_code == 302
    foreign.refresh_from_db()
    assert foreign.status == Status.IN_PROGRESS


def test_giving_several_to_a_colleague(
    client_for: ClientFor, organisation: Organisation, coordinator: User, colleague: User
) -> None:
    given = IncidentFactory.create_batch(2, organisation=organisation)
    closed = IncidentFactory(organisation=organisation, closed=True)
    references = [each.reference for each in (*given, closed)]
    data = {"actie": "toewijzen", "ref": references, "assignee": str(colleague.pk)}
    page = client_for(Role.COORDINATOR).post(BULK, data)
    assert [outcome.reference for outcome in page.context["refused"]] == [closed.reference]
    lines = [line.sentence for line in today(colleague, timezone.now()) if "gaf u" in line.sentence]
    assert sorted(lines) == sorted(f"{coordinator} gaf u {each.reference} om te behandelen." for each in given)
    assert not [line for line in today(coordinator, timezone.now()) if "gaf u" in line.sentence]
    for each in given:
        each.refresh_from_db()
        assert (each.assigned_to, each.status) == (colleague, Status.IN_PROGRESS)


def test_the_line_goes_when_the_colleague_has_opened_it(
    client_for: ClientFor, organisation: Organisation, coordinator: User, colleague: User
) -> None:
    incident = IncidentFactory(organisation=organisation, reporter=colleague)
    at = timezone.now() - timedelta(minutes=5)
    services.assign_incident(incident=incident, actor=coordinator, assignee=colleague, assigned_at=at)
    given = lambda: [line for line in today(colleague, timezone.now()) if "gaf u" in line.sentence]  # noqa: E731
    assert len(given()) == 1
    assert client_for(coordinator).get(incident.get_absolute_url()).status_code == 200
    assert len(given()) == 1
    assert client_for(colleague).get(incident.get_absolute_url()).status_code == 200
    assert given() == []


@pytest.mark.parametrize("wrong", ["foreign", "reporter", "ended"])
def test_only_who_handles_incidents_of_the_own_organisation(
    client_for: ClientFor,
    organisation: Organisation,
    coordinator: User,
    colleague: User,
    users: dict[Role, User],
    foreign_users: dict[Role, User],
    wrong: str,
) -> None:
    incident = IncidentFactory(organisation=organisation)
    person = {"foreign": foreign_users[Role.COORDINATOR], "reporter": users[Role.REPORTER], "ended": colleague}[wrong]
    if wrong == "ended":
        yesterday = timezone.localdate() - timedelta(days=1)
        colleague.person.memberships.update(starts_on=yesterday, ends_on=yesterday)
    url = reverse("incidents:assign", args=[incident.reference])
    assert client_for(Role.COORDINATOR).post(url, {"assignee": person.pk}).status_code == 422
    with pytest.raises(ValidationError, match="eigen organisatie"):
        services.assign_incident(incident=incident, actor=coordinator, assignee=person, assigned_at=timezone.now())
    assert client_for(Role.COORDINATOR).post(url, {"assignee": coordinator.pk}).status_code == 302
    incident.refresh_from_db()
    assert incident.assigned_to == coordinator


def test_two_coordinators_assign_at_once(organisation: Organisation, coordinator: User, colleague: User) -> None:
    incident = IncidentFactory(organisation=organisation)
    version, now = incident.version, timezone.now()
    services.assign_incident(incident=incident, actor=coordinator, assignee=colleague, assigned_at=now, version=version)
    with pytest.raises(Conflict):
        services.assign_incident(
            incident=incident, actor=colleague, assignee=coordinator, assigned_at=now, version=version
        )
    assert Incident.objects.get(pk=incident.pk).assigned_to == colleague


@pytest.mark.parametrize("query", ["", "?actie=onzin&ref=x", "?actie=afhandelen", "?actie=toewijzen&ref=%00"])
def test_odd_bulk_requests(client_for: ClientFor, query: str) -> None:
    assert client_for(Role.COORDINATOR).get(BULK + query).status_code in (302, 400, 404)
