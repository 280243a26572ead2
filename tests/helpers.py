"""What several tests need: a signed-in client, the rule that queries do not grow with rows, and a measure of work."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from participants.models import User

NESTED = 3
"""Queries that a request takes only inside the transaction of a test: a savepoint, its release, the scope put back."""


def sign_in(client: Client, user: User, *, with_second_factor: bool = True) -> Client:
    """Sign in without the code mail; the session remembers a second factor unless told otherwise."""
    client.force_login(user)
    if with_second_factor:
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session.save()
    return client


def count_queries(client: Client, url: str) -> int:
    """Return how many queries one successful GET takes."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200, f"{url} answers {response.status_code}"
    return len(queries) - NESTED * any("vpt.scope" in query["sql"] for query in queries)


def assert_constant_queries(client: Client, url: str, grow: Callable[[int], object]) -> None:
    """Assert that the page takes as many queries with 2 rows as with 20. `grow(n)` adds n rows that the page shows."""
    grow(2)
    client.get(url)
    few = count_queries(client, url)
    grow(18)
    many = count_queries(client, url)
    assert many == few, f"{url}: {few} queries with 2 rows, {many} with 20"


def work_of(act: Callable[[], object]) -> int:
    """Return the nanoseconds of work in this thread that an act takes at its best: to lay beside those of another.

    What else the machine does is not in it, so that two of them compare at any moment.
    """

    def once() -> int:
        began = time.thread_time_ns()
        act()
        return time.thread_time_ns() - began

    return min(once() for _ in range(5))
