"""Sends every request of the matrix and says what was wrong."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.urls import reverse

from participants import access
from participants.access import Capability, Reach, Role, ScopedQuerySet, reach_of
from participants.models import Organisation
from tests.helpers import sign_in
from tests.permissions.case import ROLES, Case, load_builders, make_case, missing
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
        return [wrong for target in page.targets for wrong in self.target(page, target, METHODS)]

    def target(self, page: Expectation, target: str, methods: Iterable[str]) -> list[Wrong]:
        """Try one address about one object: roles × methods."""
        url = self._url(page, target)
        return [
            wrong
            for role in ROLES
            for method in methods
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


@contextmanager
def walking(pages: Iterable[Expectation]) -> Iterator[Walk]:
    """Build both sides with the objects of these addresses, and leave nothing behind."""
    builders = load_builders()
    with override_settings(ACCOUNT_RATE_LIMITS=False, MFA_RATE_LIMITS=False), undone():
        own = make_case("Gemeente Eigendam", "EIG", is_other=False)
        other = make_case("Gemeente Vreemdstad", "VRE", is_other=True)
        for key in sorted({page.args for page in pages if page.args}):
            if key in builders:  # without one, the page's own test says so
                own.get(key), other.get(key)
        yield Walk(own, other)


@contextmanager
def first_wall_down() -> Iterator[None]:
    """Let every query find all rows, and every user with a grant inside an organisation reach all organisations."""

    def unscoped(self: ScopedQuerySet, user: Any, capability: Capability) -> Any:
        return self.all() if reach_of(user, capability) is not None else self.none()

    def everywhere(user: Any, capability: Capability, reach: Reach) -> Any:
        has_grant = access._held(user, capability, reach).exists()
        return (Organisation.objects.all() if has_grant else Organisation.objects.none()).values("pk")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ScopedQuerySet, "reachable", unscoped)
        patch.setattr(access, "_own_organisations", everywhere)
        yield


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
