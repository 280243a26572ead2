"""The database itself keeps organisations apart: read, written and tied, whatever a query forgets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, OperationalError, ProgrammingError, connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import include, path

from core import isolation
from core.bulk import copy_into
from core.isolation import EVERYTHING, NOBODY, Scope, of_organisations, within
from incidents.models import Duty, Incident, IncidentText, MonthlyCount, MonthlyDelivery, Unit
from participants.access import Role
from participants.isolation import scope_for
from participants.middleware import SecondFactorMiddleware
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory, deliver
from tests.factories.participants import MembershipFactory, OrganisationFactory, make_user
from tests.helpers import sign_in
from tests.owner import changed
from tests.permissions.walk import undone

DUTY = "alter table incidents_duty"
ClientFor = Callable[[Role | User | None], Client]


def count(table: str = "incidents_incident") -> int:
    """Count past the ORM, so that no manager or filter helps."""
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])


@pytest.fixture
def own(organisation: Organisation) -> Incident:
    """Return an incident of `organisation`."""
    return IncidentFactory(organisation=organisation)


@pytest.fixture
def foreign(other_organisation: Organisation) -> Incident:
    """Return an incident of another organisation."""
    return IncidentFactory(organisation=other_organisation)


# --- What is seen -----------------------------------------------------------------------------------------------------


def test_raw_sql_sees_only_what_the_scope_holds(own: Incident, foreign: Incident) -> None:
    third = IncidentFactory()
    seen = {
        "nobody": NOBODY,
        "one": of_organisations([own.organisation_id]),
        "two": of_organisations([own.organisation_id, third.organisation_id]),
        "figures": Scope(has_figures=True),
        "everything": EVERYTHING,
    }
    found = {}
    for name, scope in seen.items():
        with within(scope):
            found[name] = (count(), count("incidents_duty"), Incident.objects.filter(pk=foreign.pk).exists())
    assert found == {
        "nobody": (0, 0, False),
        "one": (1, 4, False),
        "two": (2, 8, False),
        "figures": (0, 0, False),
        "everything": (3, 12, True),
    }


def test_whoever_may_see_figures_reads_counts_and_writes_none(organisation: Organisation) -> None:
    delivery = deliver(organisation, date(2015, 3, 1), verbaal=7)
    with within(Scope(has_figures=True)):
        assert MonthlyCount.objects.get().count == 7
        assert MonthlyDelivery.objects.filter(pk=delivery.pk).update(is_nil=True) == 0
        assert MonthlyCount.objects.all()._raw_delete("default") == 0
    assert MonthlyCount.objects.count() == 1


def test_a_row_of_another_organisation_is_not_written(own: Incident, foreign: Incident) -> None:
    with within(of_organisations([own.organisation_id])):
        assert Incident.objects.filter(pk=foreign.pk).update(severity="zwaar") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Incident.objects.filter(pk=own.pk).update(organisation=foreign.organisation)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Unit.objects.create(organisation=foreign.organisation, name="balie")
        names = ["organisation_id", "name", "is_current"]
        with pytest.raises(ProgrammingError, match="row-level security"), copy_into("incidents_unit", names) as copy:
            copy.write_row([foreign.organisation_id, "balie", True])
        with copy_into("incidents_unit", names) as copy:
            copy.write_row([own.organisation_id, "balie", True])
        assert Unit.objects.get().organisation_id == own.organisation_id


# --- Children ---------------------------------------------------------------------------------------------------------


def test_a_child_hangs_on_a_parent_of_its_own_organisation(own: Incident, foreign: Incident) -> None:
    """A plain foreign key does not look at policies: with EVERYTHING or nothing in sight, the key itself refuses."""
    unit = Unit.objects.create(organisation=foreign.organisation, name="balie")
    delivery = deliver(foreign.organisation, date(2015, 3, 1))
    text = IncidentText.objects.filter(incident=own)
    wrong: list[Callable[[], Any]] = [
        lambda: text.update(organisation=foreign.organisation),
        lambda: Duty.objects.filter(incident=own).update(organisation=foreign.organisation),
        lambda: Incident.objects.filter(pk=own.pk).update(unit=unit),
        lambda: Incident.objects.filter(pk=own.pk).update(status="dubbel", merged_into=foreign),
        lambda: MonthlyCount.objects.create(
            delivery=delivery, organisation=own.organisation, month=date(2015, 3, 1), kind="verbaal", count=1
        ),
    ]
    for write in wrong:
        with pytest.raises(IntegrityError, match="same_organisation"), transaction.atomic():
            write()
    with within(of_organisations([own.organisation_id])):
        with pytest.raises(IntegrityError, match="same_organisation"), transaction.atomic():
            Duty.objects.create(organisation=own.organisation, incident_id=foreign.pk, kind="extra")
        Incident.objects.filter(pk=own.pk).update(unit=Unit.objects.create(organisation=own.organisation, name="balie"))


@pytest.mark.django_db(transaction=True)
def test_without_the_composite_key_a_child_hangs_anywhere() -> None:
    """The negative control: with the plain key that Django makes, the same row is taken past the policy."""
    key = "duty_incident_same_organisation"
    plain = "add constraint plain foreign key (incident_id) references incidents_incident (id)"
    whole = f"add constraint {key} foreign key (organisation_id, incident_id)"
    whole += " references incidents_incident (organisation_id, id) deferrable initially immediate"
    with changed(f"{DUTY} drop constraint {key}, {plain}", f"{DUTY} drop constraint plain, {whole}"), undone():
        own, foreign = IncidentFactory(), IncidentFactory()
        with within(of_organisations([own.organisation_id])):
            Duty.objects.create(organisation=own.organisation, incident_id=foreign.pk, kind="extra")


# --- Scopes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "has_organisation", "has_figures"),
    [
        (Role.PROJECT_LEADER, False, True),
        (Role.SUPPORT, False, False),
        (Role.COORDINATOR, True, False),
        (Role.REPORTER, True, False),
        (Role.SPONSOR, True, False),
        (Role.AMBASSADOR, False, True),
        (Role.BOARD, False, True),
        (Role.FUNDER, False, False),
    ],
)
def test_the_scope_follows_from_the_role(
    users: dict[Role, User], organisation: Organisation, role: Role, has_organisation: bool, has_figures: bool
) -> None:
    own = (organisation.pk,) if has_organisation else ()
    assert scope_for(users[role]) == Scope(own, has_figures=has_figures)
    User.objects.filter(pk=users[role].pk).update(is_superuser=True, is_staff=True)
    assert scope_for(User.objects.get(pk=users[role].pk)) == Scope(own, has_figures=has_figures)
    User.objects.filter(pk=users[role].pk).update(is_active=False)
    assert scope_for(User.objects.get(pk=users[role].pk)) == NOBODY


def test_two_roles_give_two_organisations(organisation: Organisation, other_organisation: Organisation) -> None:
    user = make_user(Role.COORDINATOR, organisation, email="twee@eigen.example")
    MembershipFactory(person=user.person, organisation=other_organisation, role=Role.REPORTER)
    assert scope_for(user).organisations == tuple(sorted([organisation.pk, other_organisation.pk]))
    IncidentFactory(organisation=organisation), IncidentFactory(organisation=other_organisation), IncidentFactory()
    with within(scope_for(user)):
        assert count() == 2


def test_the_scope_of_before_comes_back(own: Incident) -> None:
    with within(NOBODY):
        with within(EVERYTHING):
            assert count() == 1
        assert count() == 0
        with pytest.raises(ZeroDivisionError), within(EVERYTHING):
            raise ZeroDivisionError
        assert count() == 0
        with pytest.raises(IntegrityError), within(EVERYTHING):
            Unit.objects.bulk_create([Unit(organisation=own.organisation, name="a")] * 2)
        assert count() == 0
    assert count() == 1


# --- Requests ---------------------------------------------------------------------------------------------------------


def shows_late(request: HttpRequest) -> TemplateResponse:
    """Read while rendering, which is after the view."""
    return TemplateResponse(request, engines["django"].from_string("gezien: {{ read }}"), {"read": count})


def breaks(request: HttpRequest) -> HttpResponse:
    """Write, and break."""
    Incident.objects.update(severity="zwaar")
    raise ZeroDivisionError


def streams(request: HttpRequest) -> StreamingHttpResponse:
    """Read while sending."""
    Incident.objects.update(severity="zwaar")
    return StreamingHttpResponse(str(count()) for _ in range(1))


def catches(request: HttpRequest) -> HttpResponse:
    """Go on after an error of the database, as a view does that shows a message."""
    try:
        with transaction.atomic():
            Unit.objects.bulk_create([Unit(organisation=Organisation.objects.get(code="EIG"), name="a")] * 2)
    except IntegrityError:
        pass
    return HttpResponse(str(count()))


@login_not_required
def public(request: HttpRequest) -> HttpResponse:
    """Read without asking who it is."""
    return HttpResponse(f"{count()} {connection.in_atomic_block}")


urlpatterns = [
    path("laat/", shows_late),
    path("stuk/", breaks),
    path("stroom/", streams),
    path("vangt/", catches),
    path("openbaar/", public),
    path("", include("vpt_portal.urls")),
]
handler500 = "vpt_portal.errors.server_error"


@pytest.fixture
def own_addresses(settings: Any) -> None:
    """Add the pages of this file."""
    settings.ROOT_URLCONF = __name__


def test_a_page_sees_its_rows_until_it_is_rendered(
    own: Incident, foreign: Incident, client_for: ClientFor, own_addresses: None
) -> None:
    assert client_for(Role.COORDINATOR).get("/laat/").content == b"gezien: 1"
    assert client_for(Role.PROJECT_LEADER).get("/laat/").content == b"gezien: 0"
    assert client_for(Role.COORDINATOR).get("/vangt/").content == b"1"
    assert count() == 2


def test_without_the_middleware_nobody_sees_a_row(
    own: Incident, client_for: ClientFor, own_addresses: None, settings: Any
) -> None:
    client = client_for(Role.COORDINATOR)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("SecondWallMiddleware")]
    assert client.get("/laat/").content == b"gezien: 0"


def test_who_lacks_the_second_factor_sees_no_row(
    own: Incident, users: dict[Role, User], own_addresses: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SecondFactorMiddleware, "process_view", lambda *args: None)
    client = sign_in(Client(), users[Role.COORDINATOR], with_second_factor=False)
    assert client.get("/laat/").content == b"gezien: 0"


def test_an_error_of_ours_undoes_the_request(own: Incident, client_for: ClientFor, own_addresses: None) -> None:
    client = client_for(Role.COORDINATOR)
    client.raise_request_exception = False
    for address in ("/stuk/", "/stroom/"):
        assert client.get(address).status_code == 500
        own.refresh_from_db()
        assert own.severity == "licht", address


def test_who_is_not_signed_in_gets_no_transaction_and_no_row(own: Incident, db: None, own_addresses: None) -> None:
    is_inside = connection.in_atomic_block  # the test itself
    assert Client().get("/openbaar/").content == f"0 {is_inside}".encode()


def test_the_health_page_asks_the_database_nothing(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert Client().get("/gezond").status_code == 200


def test_a_database_that_does_not_answer_is_told_as_such(
    client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(Role.COORDINATOR)
    client.raise_request_exception = False

    def gone(values: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(isolation, "_set", gone)
    answer = client.get("/")
    assert answer.status_code == 503 and answer["Retry-After"]


@pytest.mark.django_db(transaction=True)
def test_a_connection_hands_nothing_to_the_next_request(settings: Any) -> None:
    """One connection serves two organisations and a visitor in turn, and shows each its own."""
    settings.ROOT_URLCONF = __name__
    clients = []
    for code in ("EIG", "VRE"):
        organisation = OrganisationFactory(code=code)
        IncidentFactory.create_batch(1 + len(clients), organisation=organisation)
        clients.append(sign_in(Client(), make_user(Role.COORDINATOR, organisation, email=f"{code}@x.example")))
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        before = cursor.fetchone()
    told = [client.get("/laat/").content for client in (*clients, clients[0])]
    assert told == [b"gezien: 1", b"gezien: 2", b"gezien: 1"]
    assert Client().get("/openbaar/").content == b"0 False"
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        assert cursor.fetchone() == before


@pytest.mark.django_db(transaction=True)
def test_a_setting_of_the_session_would_be_handed_on(settings: Any) -> None:
    """The negative control: what one request leaves on the session, the next one without a scope sees."""
    settings.ROOT_URLCONF = __name__
    IncidentFactory()
    with connection.cursor() as cursor:
        cursor.execute("select set_config('vpt.scope', 'all', false)")
    assert public(HttpRequest()).content == b"1 False"
