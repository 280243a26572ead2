"""The table of rights as a page, and the system checks that keep pages and models to it."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from participants import checks
from participants.access import GRANTS, Capability, Reach, Role
from participants.guards import requires
from participants.management.commands import print_rights


def test_rights_page_is_fresh() -> None:
    call_command("print_rights", check=True)


def test_stale_rights_page_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(print_rights, "render_rights", lambda: "something else")
    with pytest.raises(CommandError, match="print_rights"):
        call_command("print_rights", check=True)


def test_checks_find_nothing_wrong() -> None:
    assert checks.portal_views_state_a_capability(None) == []
    assert checks.models_with_an_organisation_are_scoped(None) == []
    assert checks.organisation_paths_exist(None) == []


def test_every_capability_is_held_by_somebody() -> None:
    held = {capability for granted in GRANTS.values() for capability in granted}
    assert held == set(Capability)


def test_incidents_are_for_their_own_organisation_alone() -> None:
    """Written by hand from the decisions: no role of the programme reaches a single incident."""
    assert {
        (role, granted[Capability.INCIDENTS_VIEW])
        for role, granted in GRANTS.items()
        if Capability.INCIDENTS_VIEW in granted
    } == {(Role.COORDINATOR, Reach.OWN), (Role.REPORTER, Reach.SELF)}


def open_page(request: HttpRequest) -> HttpResponse:
    """A page that forgot its capability."""
    return HttpResponse()


@requires(Capability.MEASURES_VIEW)
def guarded_page(request: HttpRequest) -> HttpResponse:
    """A page with its capability."""
    return HttpResponse()


open_page.__module__ = guarded_page.__module__ = "participants.views"
urlpatterns = [path("open/", open_page, name="open"), path("guarded/", guarded_page, name="guarded")]


@override_settings(ROOT_URLCONF=__name__)
def test_page_without_capability_is_found() -> None:
    errors = checks.portal_views_state_a_capability(None)
    assert [error.id for error in errors] == ["participants.E001"]
    assert "'open'" in errors[0].msg


def test_model_without_scoped_manager_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from participants.models import Person

    manager: models.Manager[Person] = models.Manager()
    manager.model = Person
    monkeypatch.setitem(Person._meta.__dict__, "default_manager", manager)
    assert [error.id for error in checks.models_with_an_organisation_are_scoped(None)] == ["participants.E002"]


def test_path_that_leads_nowhere_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from participants.querysets import PersonQuerySet

    monkeypatch.setattr(PersonQuerySet, "organisation_path", "sector")
    assert [error.id for error in checks.organisation_paths_exist(None)] == ["participants.E003"]
