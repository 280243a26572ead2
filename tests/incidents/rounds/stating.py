"""States and confirms the number of an organisation, on days before, in and after the freeze of the first round."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from incidents.models import OrganisationRound
from incidents.services.rounds import Statement, state_participation
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory, local

Users = dict[Role, User]
DURING, AFTER, LATE = local(2014, 6, 10, 9), local(2014, 7, 5, 9), local(2014, 10, 2, 9)
CASES, COUNTS = OrganisationRound.Source.CASES, OrganisationRound.Source.COUNTS
State = OrganisationRound.State


def incident(organisation: Organisation, occurred_at: datetime, **fields: Any) -> Any:
    fields.setdefault("reported_at", occurred_at + timedelta(hours=1))
    return IncidentFactory(organisation=organisation, occurred_at=occurred_at, **fields)


def said(**changes: Any) -> Statement:
    given: dict[str, Any] = {"employees": 500, "fte": None, "days_covered": 61, "source": CASES}
    return Statement(**given | changes)


def confirm(row: OrganisationRound, users: Users, at: datetime = AFTER, **changes: Any) -> OrganisationRound:
    return state_participation(
        row=row, actor=users[Role.COORDINATOR], statement=said(**changes), confirms=True, stated_at=at
    )
