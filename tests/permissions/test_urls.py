"""Every address × role × own, foreign and non-existing object × method, against what was written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from participants import access
from participants.access import Capability, Role
from participants.checks import is_public, url_patterns
from tests.permissions.case import ROLES
from tests.permissions.expectations import REFUSED, load
from tests.permissions.walk import Walk, Wrong, first_wall_down, walking

PAGES, MODELS = load()
ADMIN_PAGES = {"changelist", "add"}
PUBLIC = frozenset(
    {
        "accessibility",
        "account_confirm_login_code",
        "account_inactive",
        "account_login",
        "account_logout",
        "account_request_login_code",
        "contact",
        "health",
        "manifest",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "mfa_trust",
        "privacy",
        "service_worker",
    }
)
"""What may be read without signing in, decided one by one."""


@pytest.fixture(scope="module")
def walk(django_db_setup: None, django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[Walk]:
    """Build both sides once, with all their objects, leave nothing behind, and print what it cost."""
    with django_db_blocker.unblock(), walking(PAGES.values()) as walked:
        yield walked
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\nMatrix of rights: {walked.requests} requests at {len(PAGES)} addresses and {len(MODELS)} models.")


def _names() -> set[str]:
    return {name for name, _ in url_patterns() if name and not name.startswith("admin:") and not name.endswith(":")}


def test_every_address_has_an_expectation() -> None:
    assert _names() - set(PAGES) == set(), "add a table in tests/permissions/expectations.d/<app>.toml"
    assert set(PAGES) - _names() == set(), "these addresses do not exist"


def test_every_address_has_a_name() -> None:
    nameless = [entry.pattern for name, entry in url_patterns() if name in ("",) or name.endswith(":")]
    assert [str(pattern) for pattern in nameless if not _is_of_the_admin(pattern)] == []


def _is_of_the_admin(pattern: Any) -> bool:
    """Django's admin has two without a name: an old address that leads on, and the one that catches the rest."""
    return str(pattern) in {"<path:object_id>/", "(?P<url>.*)$"}


def test_public_pages_are_those_that_were_decided() -> None:
    assert {name for name, entry in url_patterns() if is_public(entry.callback) and ":" not in name} == PUBLIC


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page(name: str, walk: Walk) -> None:
    wrong = walk.page(PAGES[name])
    assert not wrong, "\n".join(one.text for one in wrong)


def test_every_model_of_the_admin_has_an_expectation() -> None:
    registered = {model._meta.label_lower for model in admin.site._registry}
    assert registered - set(MODELS) == set(), "add a line in tests/permissions/expectations.d/admin.toml"
    assert set(MODELS) - registered == set(), "these models are not in the admin"


@pytest.mark.parametrize("label", sorted(MODELS))
def test_model_of_the_admin(label: str, walk: Walk) -> None:
    """Each role sees the list and the form to add as written; who may not is refused, and led nowhere else."""
    wrong: list[Wrong] = []
    app, model = label.split(".")
    for page in sorted(ADMIN_PAGES):
        url = reverse(f"admin:{app}_{model}_{page}")
        for role in ROLES:
            for method in ("GET", "POST"):
                wrong += walk.ask(role, method, url, _admin(label, role, page, method), f"admin {label} {page}")
    assert not wrong, "\n".join(one.text for one in wrong)


def _admin(label: str, role: str, page: str, method: str) -> frozenset[int]:
    may = MODELS[label].get(role, "none")
    if role == "anonymous" or not _enters(role):
        return frozenset({302, 403}) if page == "changelist" or method else REFUSED
    if may == "none" or (may in {"view", "keep"} and page == "add"):
        return frozenset({403})
    return frozenset({200, 302})


def _enters(role: str) -> bool:
    return Capability.ADMIN_ENTER in access.GRANTS[Role(role)]


# What these show is narrowed by account or by status and not by organisation, so the negative control leaves them shut.
ANOTHER_WALL = {
    "account_forget_device": "a device belongs to an account",
    "apothekerskast:download": "only what lies on the shelf, and the own offer",
    "apothekerskast:item": "only what lies on the shelf, and the own offer",
    "reports:download": "only what is published",
    "reports:report": "only what is published",
}


def test_without_scoping_the_matrix_finds_leaks(walk: Walk, capsys: Any) -> None:
    """The negative control: the same requests with the narrowing taken out must leak.

    Incidents are behind a second wall: what happens there with one wall or none stands in `test_walls`.
    """
    with first_wall_down():
        pages = {name: page for name, page in PAGES.items() if page.other and not name.startswith("incidents:")}
        leaking = {name: [one for one in walk.page(page) if one.is_leak] for name, page in pages.items()}
    silent = sorted(name for name, leaks in leaking.items() if not leaks)
    with capsys.disabled():
        print(f"\nWithout scoping: {sum(map(len, leaking.values()))} leaks.")
    assert any(leaking.values())
    assert silent == sorted(ANOTHER_WALL), "these addresses leak without scoping, or nothing foreign is planted there"
