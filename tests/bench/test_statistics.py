"""Statistics over a million incidents: the counts that stand beside them, against raw SQL over the rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.isolation import EVERYTHING, within
from incidents.choices import COUNTED
from incidents.clock import moment_of
from incidents.figures.own import count_by_month, last_months
from participants.models import Organisation
from tests.bench.data import fill_incidents
from tests.bench.measuring import compare
from tests.factories.incidents import IncidentFactory
from tests.factories.participants import OrganisationFactory

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]

MANY, ORGANISATIONS, MONTHS, LARGE = 1_000_000, 60, 36, 5
"""One in so many incidents is of the large organisation."""

_RAW = """
select organisation_id, date_trunc('month', occurred_at at time zone 'Europe/Amsterdam')::date, main_kind, count(*)
from incidents_incident
where organisation_id = any(%s) and status = any(%s) and occurred_at >= %s
group by 1, 2, 3"""


def _a_million() -> list[int]:
    """Spread a million incidents over organisations, three years and twelve kinds."""
    ids = [OrganisationFactory().pk for _ in range(ORGANISATIONS)]
    organisation = Organisation.objects.get(pk=ids[0])
    original = IncidentFactory(
        organisation=organisation, closed=True, occurred_at=timezone.now() - timedelta(days=3), clock_due_at=None
    )
    spread = "n * interval '1 second' * 93"
    kinds = "'verbaal', 'bedreiging', 'intimidatie', 'discriminatie', 'fysiek', 'seksueel', 'vernieling', 'online'"
    fill_incidents(
        original,
        MANY - 1,
        {
            "occurred_at": f"t.occurred_at - {spread}",
            "reported_at": f"t.reported_at - {spread}",
            "organisation_id": f"case when n %% {LARGE} = 0 then {ids[0]}"
            f" else (array{ids[1:]})[1 + (n * 7) %% {ORGANISATIONS - 1}] end",
            "main_kind": f"(array[{kinds}, 'stalking', 'wapen', 'diefstal', 'overig'])[1 + (n / 61) %% 12]",
            "severity": "(array['licht', 'middel', 'zwaar'])[1 + (n / 7) %% 3]",
        },
    )
    return ids


def _raw(ids: list[int], months: list[date]) -> dict[tuple[int, date, str], int]:
    with connection.cursor() as cursor:
        cursor.execute(_RAW, [ids, [str(each) for each in COUNTED], moment_of(months[0])])
        return {(who, month, kind): number for who, month, kind, number in cursor.fetchall()}


def test_statistics_against_raw_sql() -> None:
    ids = _a_million()
    months = last_months(timezone.localdate(), MONTHS)

    def ratio_of(which: list[int], repeats: int) -> Any:
        assert count_by_month(which, months) == _raw(which, months)
        return compare(lambda: _raw(which, months), lambda: count_by_month(which, months), repeats=repeats, pairs=7)

    with within(EVERYTHING):
        every = ratio_of(ids, 1)
        large = ratio_of(ids[:1], 3)
    print(f"\nraw SQL over {MANY:,} rows against the counts beside them")
    print(f"  organisation × month × kind: {every} (goal: at least 15)")
    print(f"  one large organisation: {large} (goal: at least 40)")
    assert every.median >= 15
    assert large.median >= 40
