"""The audit trail: what is written, how it reads, and that nobody can change it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from core import audit
from core.models import AuditEvent, StoredFile
from participants.access import Role
from participants.models import User

audit.declare("core.test.done", "{actor} deed {object}")

COLUMNS = "at, code, object_type, object_id, object_label, changed"
VALUES = "now(), 'core.test.forged', '', '', '', '{}'"
TAMPERINGS = {
    "update": "UPDATE core_auditevent SET code = 'core.test.forged'",
    "delete": "DELETE FROM core_auditevent",
    "truncate": "TRUNCATE core_auditevent",
    "drop": "DROP TABLE core_auditevent",
    "alter": "ALTER TABLE core_auditevent DISABLE TRIGGER ALL",
    "forged id": f"INSERT INTO core_auditevent (id, {COLUMNS}) OVERRIDING SYSTEM VALUE VALUES (1, {VALUES})",
    "create function": (
        "CREATE OR REPLACE FUNCTION core_audit_refuse() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN NULL; END $$"
    ),
    "cascade": "TRUNCATE core_auditevent CASCADE",
    "copy": f"COPY core_auditevent (id, {COLUMNS}) FROM STDIN",
}


@pytest.fixture
def event(db: None) -> AuditEvent:
    """Return one event that is in the table."""
    return audit.record(code="core.test.done", actor=None)


@pytest.mark.parametrize("sql", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_the_application_cannot_tamper(event: AuditEvent, sql: str) -> None:
    refused = pytest.raises(Exception, match=r"permission denied|must be owner|must have")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    kept = AuditEvent.objects.get(pk=event.pk)
    assert (kept.code, kept.at) == ("core.test.done", event.at)


def test_the_application_cannot_give_itself_rights(event: AuditEvent) -> None:
    with connection.cursor() as cursor:  # PostgreSQL warns and gives nothing
        cursor.execute("GRANT UPDATE, DELETE, TRUNCATE ON core_auditevent TO vpt_app")
        for right in ("UPDATE", "DELETE", "TRUNCATE"):
            cursor.execute("SELECT has_table_privilege('core_auditevent', %s)", [right])
            assert cursor.fetchone() == (False,)


@pytest.fixture
def owner(transactional_db: None) -> Iterator[psycopg.Connection[Any]]:
    """Return a connection of the tables' owner, whose work is undone."""
    part = settings.OWNER_DATABASE
    name = connection.settings_dict["NAME"]
    options = {"host": part["HOST"], "user": part["USER"], "password": part["PASSWORD"], "dbname": name}
    with psycopg.connect(**options, port=part["PORT"] or None) as held:
        yield held
        held.rollback()


@pytest.mark.parametrize("name", ["update", "delete", "truncate"])
def test_even_the_owner_meets_the_trigger(owner: psycopg.Connection[Any], name: str) -> None:
    audit.record(code="core.test.done", actor=None)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        owner.execute(TAMPERINGS[name])


def test_without_the_guard_the_same_statements_work(owner: psycopg.Connection[Any]) -> None:
    """Negative control: it is the trigger and the missing rights that refuse, not a mistake in the statements."""
    audit.record(code="core.test.done", actor=None)
    owner.execute("ALTER TABLE core_auditevent DISABLE TRIGGER USER")
    assert owner.execute(TAMPERINGS["update"]).rowcount == 1
    assert owner.execute(TAMPERINGS["forged id"].replace("(1,", "(999999,")).rowcount == 1
    assert owner.execute(TAMPERINGS["delete"]).rowcount == 2
    owner.execute(TAMPERINGS["truncate"])
    owner.execute(TAMPERINGS["create function"])
    owner.execute(TAMPERINGS["drop"])


def test_the_application_owns_nothing_and_is_no_superuser(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("vpt_app", False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = 'vpt_app'::regrole")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT has_schema_privilege('public', 'CREATE')")
        assert cursor.fetchone() == (False,)


def test_the_database_sets_the_moment(db: None) -> None:
    event = AuditEvent.objects.create(code="core.test.done", at="2001-01-01T00:00:00Z")
    event.refresh_from_db()
    assert event.at.year > 2020


def test_an_event_says_who_what_and_which_fields(users: dict[Role, User]) -> None:
    actor = users[Role.PROJECT_LEADER]
    stored = StoredFile.objects.create(name="verslag.pdf", mimetype="application/pdf", size=1, sha256="0" * 64)
    event = audit.record(code="core.test.done", actor=actor, obj=stored, organisation_id=7, changed=["b", "a", "b"])
    event.refresh_from_db()
    assert (event.actor, event.organisation_id, event.changed) == (actor, 7, ["a", "b"])
    assert (event.object_type, event.object_id, event.object_label) == (
        "core.storedfile",
        str(stored.pk),
        "verslag.pdf",
    )
    assert audit.sentence(event) == f"{actor} deed verslag.pdf"


def test_a_deleted_account_leaves_its_number(users: dict[Role, User]) -> None:
    actor = User.objects.create(email="weg@eigen.example")
    number = actor.pk
    event = audit.record(code="core.test.done", actor=actor)
    actor.delete()
    event = AuditEvent.objects.get(pk=event.pk)
    assert event.actor_id == number
    assert audit.sentence(event) == "Een verwijderd account deed een onderdeel"


def test_an_event_disappears_with_its_deed(db: None) -> None:
    try:
        with transaction.atomic():
            audit.record(code="core.test.done", actor=None)
            raise RuntimeError
    except RuntimeError:
        pass
    assert not AuditEvent.objects.exists()


def test_the_log_line_holds_no_label(db: None, caplog: pytest.LogCaptureFixture) -> None:
    stored = StoredFile.objects.create(name="Jansen.pdf", mimetype="application/pdf", size=1, sha256="0" * 64)
    with caplog.at_level(logging.INFO, logger="audit"):
        audit.record(code="core.test.done", actor=None, obj=stored)
    assert json.loads(caplog.records[-1].message)["object"] == f"core.storedfile:{stored.pk}"
    assert "Jansen" not in caplog.text


def test_an_undeclared_code_is_refused(db: None) -> None:
    with pytest.raises(LookupError):
        audit.record(code="core.test.unknown", actor=None)


@pytest.mark.parametrize("code", ["kort", "core.kort"])
def test_a_code_reads_app_object_past_tense(code: str) -> None:
    with pytest.raises(ValueError, match="must read"):
        audit.declare(code, "{actor}")


def test_a_code_has_one_sentence() -> None:
    audit.declare("core.test.done", "{actor} deed {object}")
    with pytest.raises(ValueError, match="twice"):
        audit.declare("core.test.done", "{actor} deed iets anders")


def test_the_second_factor_is_noted(db: None) -> None:
    token = audit.has_second_factor.set(True)
    try:
        assert audit.record(code="core.test.done", actor=None).has_second_factor is True
    finally:
        audit.has_second_factor.reset(token)
    assert audit.record(code="core.test.done", actor=None).has_second_factor is None
