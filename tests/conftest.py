"""The database of the tests, made by its owner and used by the application's role; two organisations, a user a role."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import OperationalError, connection, connections, transaction
from django.db.backends.signals import connection_created
from django.test import Client, TransactionTestCase
from django.test.client import ClientHandler
from django.test.utils import setup_databases, teardown_databases

from participants.access import Role
from participants.models import Organisation, User
from tests.factories.participants import OrganisationFactory, make_user
from tests.helpers import sign_in
from tests.scanner import stalling_scanner, virus_scanner

__all__ = ["stalling_scanner", "virus_scanner"]


def _connect_as(part: dict[str, Any]) -> None:
    connection.close()
    connection.settings_dict.update({"USER": part["USER"], "PASSWORD": part["PASSWORD"]})


def _reference_rows() -> str:
    """Return the rows that migrations made: the nine measures, the drawers, what searching knows of words."""
    models = [model for app in settings.OWN_APPS for model in apps.get_app_config(app).get_models()]
    return serializers.serialize("json", (row for model in models for row in model._base_manager.order_by("pk")))


def _as_owner(empty: Callable[[Any], None], app_role: dict[str, Any], reference: str) -> Callable[[Any], None]:
    """Let the owner empty the tables after a transaction test; the audit trail lets go of its rows for that moment.

    So the application's role has the same rights in tests as in production: it may truncate nothing. What migrations
    put in the tables comes back, because the next test counts on it.
    """

    def teardown(case: Any) -> None:
        _connect_as(settings.OWNER_DATABASE)
        try:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE core_auditevent DISABLE TRIGGER audit_no_truncate")
                empty(case)
                cursor.execute("ALTER TABLE core_auditevent ENABLE TRIGGER audit_no_truncate")
            with transaction.atomic():
                for row in serializers.deserialize("json", reference):
                    row.save()
        finally:
            _connect_as(app_role)

    return teardown


_requests = threading.local()


def _show(scope: str) -> None:
    """Set what the second wall shows outside requests, past Django, so that no test counts it as a query."""
    raw = connection.connection
    if raw is None or raw.closed or raw.info.transaction_status.name == "INERROR":
        return
    is_local = "true" if connection.in_atomic_block else "false"
    figures = "on" if scope == "all" else ""
    raw.execute(
        f"select set_config('vpt.scope', '{scope}', {is_local}), set_config('vpt.org', '', {is_local}),"
        f" set_config('vpt.figures', '{figures}', {is_local})"
    )


def _show_everything(**kwargs: Any) -> None:
    """Let the test itself see all rows; a thread of a server under test, and a request, begin with nothing."""
    is_server = "process_request_thread" in threading.current_thread().name
    if not is_server and not getattr(_requests, "is_busy", False):
        _show("all")


@contextmanager
def _as_in_production() -> Iterator[None]:
    """Answer a request on a connection that shows nothing by itself: what it may see, it must be given."""
    _requests.is_busy = True
    _show("")
    try:
        yield
    finally:
        _requests.is_busy = False
        _show("all")


@pytest.fixture(scope="session", autouse=True)
def second_wall() -> Iterator[None]:
    """Tests build and look with all rows in sight; their requests see what the middleware gives them."""
    answer = ClientHandler.__call__

    def answer_as_in_production(self: ClientHandler, environ: Any) -> Any:
        with _as_in_production():
            return answer(self, environ)

    connection_created.connect(_show_everything, dispatch_uid="tests.second_wall")
    ClientHandler.__call__ = answer_as_in_production  # type: ignore[method-assign]
    yield
    ClientHandler.__call__ = answer  # type: ignore[method-assign]
    connection_created.disconnect(dispatch_uid="tests.second_wall")


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any, second_wall: None) -> Iterator[None]:
    """Create and migrate the test database as `vpt_owner`, then connect as `vpt_app`."""
    app_role = dict(settings.DATABASES["default"])
    name = os.environ.get("VPT_TEST_DATABASE")
    if name:
        connections["default"].settings_dict["TEST"]["NAME"] = name
    keep = bool(request.config.getvalue("reuse_db")) and not request.config.getvalue("create_db")
    with django_db_blocker.unblock():
        _connect_as(settings.OWNER_DATABASE)
        state = setup_databases(verbosity=0, interactive=False, keepdb=keep, serialized_aliases=[])
        _connect_as(app_role)
        reference = _reference_rows()
    empty = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = _as_owner(empty, app_role, reference)  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = empty  # type: ignore[method-assign]
    with django_db_blocker.unblock():
        _connect_as(settings.OWNER_DATABASE)
        if not keep:
            _drop(state)


def _drop(state: Any) -> None:
    """Drop the test database; a thread of a server under test may let go of it a moment later."""
    for patience in (0.5, 1, 2, 4, 8):
        try:
            return teardown_databases(state, verbosity=0)
        except OperationalError:
            time.sleep(patience)
    print("The test database is still in use; the next run makes it anew.")
    return None


@pytest.fixture
def organisation(db: None) -> Organisation:
    """Return the organisation to which `users` belong."""
    return OrganisationFactory(name="Gemeente Eigendam", code="EIG")


@pytest.fixture
def other_organisation(db: None) -> Organisation:
    """Return an organisation in another sector, to which `foreign_users` belong."""
    return OrganisationFactory(name="Gemeente Vreemdstad", code="VRE")


@pytest.fixture
def users(organisation: Organisation) -> dict[Role, User]:
    """Return one account a role, at `organisation` where the role belongs to one."""
    return {role: make_user(role, organisation, email=f"{role}@eigen.example") for role in Role}


@pytest.fixture
def foreign_users(other_organisation: Organisation) -> dict[Role, User]:
    """Return one account a role at `other_organisation`."""
    return {role: make_user(role, other_organisation, email=f"{role}@vreemd.example") for role in Role}


@pytest.fixture
def client_for(request: pytest.FixtureRequest) -> Callable[[Role | User | None], Client]:
    """Return a function that gives a signed-in client: for a role of `users`, for an account, or for nobody."""

    def make(who: Role | User | None) -> Client:
        if who is None:
            return Client()
        user = who if isinstance(who, User) else request.getfixturevalue("users")[Role(who)]
        return sign_in(Client(), user)

    return make
