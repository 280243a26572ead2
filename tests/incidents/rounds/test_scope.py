"""Who runs measurement rounds writes the lines of all organisations in them, and sees no incident for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from core import isolation
from core.isolation import REGION_FIGURES, ROUNDS, of_organisations, within
from incidents.checks import COLUMN, COUNTS, STATED_IN_ROUNDS, walled_models
from incidents.models import MeasurementRound, OrganisationRound, RoundRemark
from incidents.services import rounds as services
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory, OrganisationRoundFactory
from tests.factories.incidents_letters import PosterFactory
from tests.incidents.rounds.stating import AFTER, DURING, Users

pytestmark = pytest.mark.django_db


def seen() -> set[str]:
    """Return the tables behind the wall of which a row is seen now."""
    found = set()
    with connection.cursor() as cursor:
        for table in sorted(model._meta.db_table for model in walled_models()):
            cursor.execute(f"select exists (select {COLUMN} from {table})")
            found |= {table} if cursor.fetchone()[0] else set()
    return found


@pytest.fixture
def row(organisation: Organisation) -> OrganisationRound:
    """A line with a remark, beside incidents and a poster of the same organisation."""
    made: OrganisationRound = OrganisationRoundFactory(organisation=organisation, round__opened_at=DURING)
    RoundRemark.objects.create(row=made, organisation=organisation, text="Mist de balie.")
    IncidentFactory(organisation=organisation)
    PosterFactory(organisation=organisation)
    return made


def test_running_rounds_shows_lines_of_rounds_and_counts_alone(row: OrganisationRound) -> None:
    assert {"incidents_incident", "incidents_posterlink", "incidents_roundremark"} <= seen(), "without a scope, all"
    with within(ROUNDS):
        assert STATED_IN_ROUNDS in seen() <= COUNTS
        assert OrganisationRound.objects.filter(pk=row.pk).update(employees=7) == 1
    with within(REGION_FIGURES):
        assert STATED_IN_ROUNDS in seen() <= COUNTS
        assert OrganisationRound.objects.filter(pk=row.pk).update(employees=8) == 0, "who reads figures writes none"
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            OrganisationRoundFactory(round=row.round, organisation=Organisation.objects.exclude(pk=1)[0])


def test_opening_reminding_and_reopening_see_no_incident(
    row: OrganisationRound, users: Users, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever scope these services open, no table but those of counts shows a row in it."""
    shown: list[set[str]] = []
    original = isolation._set

    def watched(values: Any) -> Any:
        before = original(values)
        if values[0] != "all":  # which is what a test has outside a request
            shown.append(seen())
        return before

    leader = users[Role.PROJECT_LEADER]
    monkeypatch.setattr(isolation, "_set", watched)
    services.open_round(measurement=row.round, actor=leader, opened_at=DURING)
    services.remind_organisations(measurement=row.round, actor=leader, at=AFTER)
    OrganisationRound.objects.filter(pk=row.pk).update(frozen_at=AFTER)
    frozen = OrganisationRound.objects.get(pk=row.pk)
    services.reopen_participation(row=frozen, actor=leader, reason="Ziek", reopened_at=AFTER)
    assert len(shown) == 3 and all(STATED_IN_ROUNDS in tables <= COUNTS for tables in shown)


def test_the_scope_of_the_organisation_would_show_incidents(row: OrganisationRound) -> None:
    """The negative control: this is what opening and reminding were given before."""
    with within(of_organisations([row.organisation_id])):
        assert {"incidents_incident", "incidents_roundremark"} <= seen()


def test_a_request_of_the_project_leader_writes_in_that_scope(
    row: OrganisationRound, client_for: Any, users: dict[Role, User]
) -> None:
    """Through the middleware, whose scope for the project leader holds figures alone."""
    measurement: MeasurementRound = row.round
    answer = client_for(Role.PROJECT_LEADER).post(f"/voorvallen/metingen/{measurement.pk}/openen")
    assert answer.status_code == 302
    assert OrganisationRound.objects.filter(round=measurement).count() == services.participants_of(measurement).count()


def test_the_remark_goes_when_it_is_answered(row: OrganisationRound, users: Users) -> None:
    said = services.Statement(employees=5, fte=None, days_covered=3, source="counts", count=2)
    coordinator = users[Role.COORDINATOR]
    services.state_participation(row=row, actor=coordinator, statement=said, confirms=False, stated_at=AFTER)
    assert RoundRemark.objects.count() == 1
    services.state_participation(row=row, actor=coordinator, statement=said, confirms=True, stated_at=AFTER)
    assert RoundRemark.objects.count() == 0
