"""Keeping longer: by a pause, or by a procedure that runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from incidents.models import Incident
from incidents.models.retention import PauseReason
from incidents.services import retention as services
from incidents.services.retention_job import keep_to_terms
from participants.access import Role
from participants.models import User
from tests.incidents.retention.keeping import NOW, night_after


def test_a_pause_holds_and_is_announced_anew(old: Incident, users: dict[Role, User]) -> None:
    keep_to_terms(at=NOW)
    until = (NOW + timedelta(days=200)).date()
    pause(old, users[Role.COORDINATOR], until)
    assert keep_to_terms(at=night_after()).removed["voorval"] == 0
    after = NOW + timedelta(days=201)
    again = keep_to_terms(at=after)
    assert (again.announced, again.removed["voorval"]) == (1, 0)
    assert keep_to_terms(at=night_after(after)).removed["voorval"] == 1


def pause(incident: Incident, actor: User, until: Any, at: datetime = NOW) -> Incident:
    return services.pause_retention(
        incident=incident, actor=actor, reason=PauseReason.PROSECUTION, until=until, paused_at=at
    )


def test_resuming_lets_the_term_run_again(old: Incident, users: dict[Role, User]) -> None:
    actor = users[Role.COORDINATOR]
    pause(old, actor, (NOW + timedelta(days=200)).date())
    assert keep_to_terms(at=NOW).announced == 0
    services.resume_retention(incident=old, actor=actor)
    assert keep_to_terms(at=NOW).announced == 1


def test_only_who_handles_incidents_pauses(
    old: Incident, users: dict[Role, User], foreign_users: dict[Role, User]
) -> None:
    until = (NOW + timedelta(days=60)).date()
    for actor in (users[Role.REPORTER], foreign_users[Role.COORDINATOR]):
        with pytest.raises(PermissionDenied):
            pause(old, actor, until)
    assert pause(old, users[Role.COORDINATOR], until)


@pytest.mark.parametrize("days", [-1, 0, 800])
def test_a_pause_ends_within_two_years(old: Incident, users: dict[Role, User], days: int) -> None:
    with pytest.raises(ValidationError):
        pause(old, users[Role.COORDINATOR], (NOW + timedelta(days=days)).date())


@pytest.mark.parametrize(
    "procedure",
    [
        {"prosecution_status": "vervolging"},
        {"prosecution_status": "opsporing"},
        {"recovery_routes": ["civiel"], "damage_amount": 100},
    ],
)
def test_a_procedure_that_runs_holds_by_itself(old: Incident, procedure: dict[str, Any]) -> None:
    Incident.objects.filter(pk=old.pk).update(**procedure)
    assert keep_to_terms(at=NOW).announced == 0
    Incident.objects.filter(pk=old.pk).update(prosecution_status="sepot", recovered_amount=100)
    assert keep_to_terms(at=NOW).announced == 1
