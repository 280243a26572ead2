"""The drawers of the cupboard are the measures of the programme (ADR 0006)."""

import pytest

from apothekerskast.models import Drawer
from measures.models import Measure

pytestmark = pytest.mark.django_db


def test_each_measure_has_its_drawer_with_the_same_numbers() -> None:
    drawers = set(Drawer.objects.values_list("slug", "number", "annex_number"))
    assert drawers == set(Measure.objects.values_list("slug", "plan_number", "annex_number"))
    assert len(drawers) == 9
