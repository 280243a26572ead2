"""Makes an incident of long ago, and lets the nights pass in which it is announced and erased."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from incidents.models import Incident
from incidents.services.retention_job import keep_to_terms
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory, attach

# Tonight, and not a day in the calendar: what a test does is dated by the trail itself, and quiet counts from there.
NOW = timezone.localtime().replace(hour=3, minute=0, second=0, microsecond=0)
LONG_AGO = NOW - timedelta(days=792)
WORDS = "Meneer Kwaadaard gooide een stoel."


def make_old(organisation: Organisation, users: dict[Role, User], **more: Any) -> Incident:
    made: Incident = IncidentFactory(
        organisation=organisation,
        reporter=users[Role.REPORTER],
        assigned_to=users[Role.COORDINATOR],
        at=LONG_AGO,
        closed=True,
        saved_at=LONG_AGO,
        narrative=WORDS,
        location="Balie",
        own_reference="dossier Kwaadaard",
        **more,
    )
    attach(made, name="Kwaadaard.txt")
    return made


def night_after(first: datetime = NOW) -> datetime:
    """The night on which what was announced on the first one is erased."""
    return first + timedelta(days=30, hours=1)


def erase(first: datetime = NOW) -> None:
    keep_to_terms(at=first)
    keep_to_terms(at=night_after(first))
