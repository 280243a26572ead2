"""The database of the tests: made by its owner, used by the application's own role, as in production."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases


def _connect_as(part: dict[str, Any]) -> None:
    connection.close()
    connection.settings_dict.update({"USER": part["USER"], "PASSWORD": part["PASSWORD"]})


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Create and migrate the test database as `vpt_owner`, then connect as `vpt_app`."""
    app_role = dict(settings.DATABASES["default"])
    name = os.environ.get("VPT_TEST_DATABASE")
    if name:
        connections["default"].settings_dict["TEST"]["NAME"] = name
    keep = bool(request.config.getvalue("reuse_db")) and not request.config.getvalue("create_db")
    with django_db_blocker.unblock():
        _connect_as(settings.OWNER_DATABASE)
        state = setup_databases(verbosity=0, interactive=False, keepdb=keep, serialized_aliases=[])
        with connection.cursor() as cursor:  # the tests alone may empty tables: Django does so after each transaction test
            cursor.execute("GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO vpt_app")
        _connect_as(app_role)
    yield
    with django_db_blocker.unblock():
        _connect_as(settings.OWNER_DATABASE)
        if not keep:
            teardown_databases(state, verbosity=0)
