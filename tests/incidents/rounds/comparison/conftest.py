"""The two rounds of the plan."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.incidents import MeasurementRoundFactory, local
from tests.incidents.rounds.comparison.comparing import Rounds


@pytest.fixture
def rounds(db: None) -> Rounds:
    """The two rounds of the plan, both open: 61 and 31 days."""
    zero = MeasurementRoundFactory(code="0", label="0-meting", opened_at=local(2014, 5, 1))
    one = MeasurementRoundFactory(
        code="1",
        label="1-meting",
        first_on=date(2015, 3, 1),
        last_on=date(2015, 3, 31),
        freeze_on=date(2015, 5, 1),
        opened_at=local(2015, 3, 1),
    )
    return zero, one
