"""Sends every request of the matrix and says what was wrong."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from participants.access import Role
from tests.helpers import sign_in
from tests.permissions.case import ROLES, Case, missing
from tests.permissions.expectations import Expectation

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
FORM = "application/x-www-form-urlencoded"
OPENS = frozenset(range(200, 400))


@dataclass(frozen=True)
class Wrong:
    """One answer that should not have been given; a leak is one that gave too much."""

    text: str
    is_leak: bool


@dataclass
class Walk:
    """The matrix seen from the users of one organisation."""

    own: Case
    other: Case
    requests: int = 0
    clients: dict[str, Client] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clients = {
            str(role): sign_in(Client(raise_request_exception=False), self.own.users[role]) for role in Role
        }
        self.clients["anonymous"] = Client(raise_request_exception=False)

    def page(self, page: Expectation) -> list[Wrong]:
        """Try one address: roles × own, foreign and non-existing object × methods."""
        return [
            wrong
            for target in page.targets
            for url in [self._url(page, target)]
            for role in ROLES
            for method in METHODS
            for wrong in self.ask(role, method, url, page.allows(target, role, method), f"{page.name} ({target})")
        ]

    def _url(self, page: Expectation, target: str) -> str:
        if not page.args:
            return reverse(page.name)
        args = (self.other if target == "other" else self.own).args(page.args)
        return reverse(page.name, args=missing(args) if target == "missing" else args)

    def ask(self, role: str, method: str, url: str, allowed: frozenset[int], what: str) -> Iterator[Wrong]:
        """Send one request and undo what it did."""
        self.requests += 1
        client = self.clients[role]
        cookies = client.cookies.copy()
        with undone(), quiet():
            send = getattr(client, method.lower())
            response = send(url) if method in {"GET", "HEAD", "POST"} else send(url, content_type=FORM)
            text = body(response)
        client.cookies = SimpleCookie({name: morsel.value for name, morsel in cookies.items()})
        where = f"{method} {what} as {role}"
        if response.status_code not in allowed:
            expected = "/".join(map(str, sorted(allowed)))
            is_leak = response.status_code in OPENS and not allowed & OPENS
            yield Wrong(f"{where}: {response.status_code} instead of {expected}", is_leak)
        for canary, readers in self.other.canaries.items():
            if canary in text and role not in readers:
                yield Wrong(f"{where}: shows {canary}", is_leak=True)


def body(response: HttpResponseBase) -> str:
    """Return what the answer says, streamed or not, with its headers."""
    parts = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return " ".join(map(str, response.headers.items())) + parts.decode("utf-8", "replace")


class _Undo(Exception):
    pass


@contextmanager
def undone() -> Iterator[None]:
    """Roll back what happens inside."""
    try:
        with transaction.atomic():
            yield
            raise _Undo
    except _Undo:
        pass


@contextmanager
def quiet() -> Iterator[None]:
    """Keep thousands of refusals out of the log."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
