"""The first round, and an organisation that is asked in it."""

from __future__ import annotations

from datetime import date

import pytest

from incidents.models import MeasurementRound, OrganisationRound
from participants.models import Organisation
from tests.factories.incidents import MeasurementRoundFactory, OrganisationRoundFactory, local
from tests.incidents.rounds.stating import CASES


@pytest.fixture
def measurement(db: None) -> MeasurementRound:
    made: MeasurementRound = MeasurementRoundFactory(code="0", opened_at=local(2014, 5, 1))
    return made


@pytest.fixture
def row(measurement: MeasurementRound, organisation: Organisation) -> OrganisationRound:
    """The own organisation, which registers cases since long before the window."""
    Organisation.objects.filter(pk=organisation.pk).update(
        joined_on=date(2014, 1, 1), processor_agreement_on=date(2014, 2, 1), registration_mode="cases"
    )
    organisation.refresh_from_db()
    made: OrganisationRound = OrganisationRoundFactory(
        round=measurement, organisation=organisation, source=CASES, employees=500, days_covered=61
    )
    return made
