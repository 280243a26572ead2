"""The figures of one organisation: twelve months of a long history cost what twelve months of a short one cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from incidents.figures.own import late_reports, reactions_in_time
from incidents.figures.promises import promises, reactions
from participants.models import Organisation
from tests.bench.data import as_owner, copy_incident
from tests.bench.measuring import compare
from tests.factories.incidents import IncidentFactory
from tests.factories.participants import OrganisationFactory

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
FEW, MANY = 10_000, 100_000


def _with_history(name: str, code: str, count: int) -> Organisation:
    """Make an organisation with an incident an hour: both have as many in twelve months."""
    organisation = OrganisationFactory(name=name, code=code)
    copy_incident(IncidentFactory(organisation=organisation, answered=True), count - 1)
    return organisation


def test_counts_of_rows_in_twelve_months_do_not_grow_with_the_history() -> None:
    few, many = _with_history("Gemeente Kort", "KRT", FEW), _with_history("Gemeente Lang", "LNG", MANY)
    with as_owner() as cursor:
        cursor.execute("vacuum analyze incidents_incident, incidents_duty")
    at = timezone.now()
    since = at - timedelta(days=365)

    def count(organisation: Organisation) -> int:
        reactions_in_time(organisation, since=since, at=at)
        late_reports(organisation, since=since)
        reactions(organisation, since=since)
        return promises(organisation, since=since, at=at)[0].share.whole

    assert count(few) == count(many) > 8_000
    ratio = compare(lambda: count(many), lambda: count(few), repeats=3, pairs=5)
    print(
        f"\nduties and reactions of {MANY:,} incidents against {FEW:,}, twelve months each: {ratio} (goal: at most 1.5)"
    )
    assert ratio.median <= 1.5
