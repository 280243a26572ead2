"""What the triggers keep beside the incidents is what a recount gives, whatever happened and whoever wrote at once."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from core.bulk import copy_into
from incidents.choices import COUNTED, Severity, Status
from incidents.models import Incident, MonthlySummary
from incidents.vocabulary import KINDS
from participants.models import Organisation
from tests.factories.incidents import IncidentFactory, local
from tests.factories.participants import OrganisationFactory

EDITS, BATCH = 10_000, 125
_MONTH = "date_trunc('month', {} at time zone %s)::date"
_RECOUNT = {
    "incidents_monthlysummary": f"""
        select organisation_id, {_MONTH.format("occurred_at")}, main_kind, count(*),
               count(*) filter (where severity = 'licht'), count(*) filter (where severity = 'zwaar')
        from incidents_incident where status = any(%s) group by 1, 2, 3""",
    "incidents_statussummary": f"""
        select organisation_id, status, {_MONTH.format("reported_at")}, count(*)
        from incidents_incident where status <> all(%s) group by 1, 2, 3""",
}
_KEPT = {
    "incidents_monthlysummary": """
        select organisation_id, month, kind, sum(count), sum(light_count), sum(serious_count)
        from incidents_monthlysummary group by 1, 2, 3
        having sum(count) <> 0 or sum(light_count) <> 0 or sum(serious_count) <> 0""",
    "incidents_statussummary": """
        select organisation_id, status, reported_month, sum(count)
        from incidents_statussummary group by 1, 2, 3 having sum(count) <> 0""",
}


def assert_right() -> int:
    """Compare both tables with a recount; return how many groups there are."""
    with connection.cursor() as cursor:
        for table, which in (("incidents_monthlysummary", COUNTED), ("incidents_statussummary", [Status.DRAFT])):
            cursor.execute(_RECOUNT[table], [settings.TIME_ZONE, [str(each) for each in which]])
            counted = set(cursor.fetchall())
            cursor.execute(_KEPT[table])
            assert set(cursor.fetchall()) == counted, table
    return len(counted)


class Edits:
    """Random edits in batches, each batch one statement, as bulk work and imports write."""

    def __init__(self, organisations: list[Organisation], seed: int) -> None:
        self.rng = random.Random(seed)
        self.organisations = organisations
        self.model = IncidentFactory(organisation=organisations[0])
        self.number = 0
        self.ids: list[int] = []

    def fresh(self, count: int) -> list[Incident]:
        fields = {
            each.attname: getattr(self.model, each.attname)
            for each in Incident._meta.concrete_fields
            if not each.primary_key
        }
        return [Incident(**{**fields, **self.random_values()}) for _ in range(count)]

    def random_values(self) -> dict[str, Any]:
        self.number += 1
        moment = datetime(2015, 1, 1, tzinfo=UTC) + timedelta(minutes=self.rng.randrange(400 * 1440))
        status = self.rng.choice([each for each in Status if each is not Status.DUPLICATE])
        return {
            "organisation_id": self.rng.choice(self.organisations).pk,
            "reference": f"R-{self.number}",
            "submit_key": None,
            "status": status,
            "occurred_at": moment,
            "reported_at": moment + timedelta(minutes=self.rng.randrange(60 * 1440)),
            "main_kind": self.rng.choice([kind.code for kind in KINDS][:6]),
            "severity": self.rng.choice(Severity.values),
            "closed_at": moment,
        }

    def insert(self, count: int) -> None:
        self.ids += [each.pk for each in Incident.objects.bulk_create(self.fresh(count))]

    def copy(self, count: int) -> None:
        names = [each.attname for each in Incident._meta.concrete_fields if not each.primary_key]
        with copy_into("incidents_incident", names) as copy:
            for each in self.fresh(count):
                copy.write_row([getattr(each, name) for name in names])
        with connection.cursor() as cursor:
            cursor.execute("select id from incidents_incident where id > %s", [max(self.ids, default=self.model.pk)])
            self.ids += [pk for (pk,) in cursor.fetchall()]

    def change(self, count: int) -> None:
        chosen = Incident.objects.in_bulk(self.rng.sample(self.ids, min(count, len(self.ids))))
        name = self.rng.choice(["organisation_id", "status", "occurred_at", "main_kind", "severity"])
        names = [name, "reported_at"] if name == "occurred_at" else [name]
        for each in chosen.values():
            values = self.random_values()
            for field in names:
                setattr(each, field, values[field])
        Incident.objects.bulk_update(chosen.values(), [each.removesuffix("_id") for each in names])

    def delete(self, count: int) -> None:
        gone = set(self.rng.sample(self.ids, min(count // 2, len(self.ids))))
        Incident.objects.filter(pk__in=gone)._raw_delete("default")
        self.ids = [each for each in self.ids if each not in gone]

    def undone(self, count: int) -> None:
        """A batch that fails half-way leaves nothing behind."""
        before = list(self.ids)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            self.change(count)
            self.insert(count)
            raise ZeroDivisionError
        self.ids = before


@pytest.mark.django_db
def test_ten_thousand_random_edits_imports_and_deletions() -> None:
    edits = Edits([OrganisationFactory() for _ in range(3)], seed=48)
    edits.copy(BATCH)
    steps: list[Callable[[int], None]] = [edits.insert, edits.copy, edits.change, edits.change, edits.change]
    steps += [edits.delete, edits.delete, edits.undone]
    for number in range(EDITS // BATCH):
        edits.rng.choice(steps)(BATCH)
        if number % 8 == 0:
            assert_right()
    assert assert_right() > 50
    edits.model.delete()
    Incident.objects.all()._raw_delete("default")
    assert not MonthlySummary.objects.exists(), "no row stays behind with nothing in it"


@pytest.mark.django_db
def test_a_month_is_that_of_the_clock_in_the_netherlands() -> None:
    """Half past midnight on 1 March is still February in UTC, in winter and in summer."""
    assert settings.TIME_ZONE == "Europe/Amsterdam", "the triggers name it"
    organisation = OrganisationFactory()
    IncidentFactory(organisation=organisation, occurred_at=local(2015, 3, 1, 0, 30))
    IncidentFactory(organisation=organisation, occurred_at=local(2015, 7, 31, 23, 30))
    assert list(MonthlySummary.objects.order_by("month").values_list("month__month", "count")) == [(3, 1), (7, 1)]


@pytest.mark.django_db
@pytest.mark.parametrize("status", Status)
def test_the_triggers_count_what_counts(status: Status) -> None:
    original = IncidentFactory()
    incident = IncidentFactory(organisation=original.organisation, main_kind="online")
    double = original if status is Status.DUPLICATE else None
    Incident.objects.filter(pk=incident.pk).update(status=status, merged_into=double, closed_at=incident.reported_at)
    assert MonthlySummary.objects.filter(kind="online").exists() is (status in COUNTED)


@pytest.fixture
def other_connections() -> Iterator[Callable[[], Any]]:
    """Give connections of their own, as other workers have them."""
    opened: list[Any] = []

    def connect() -> Any:
        opened.append(psycopg.connect(**connection.get_connection_params()))
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_row_that_another_holds(other_connections: Callable[[], Any]) -> None:
    """Two transactions change the same two counts in opposite order: no queue, no deadlock, nothing lost."""
    organisation = OrganisationFactory()
    months = (local(2015, 3, 9, 12), local(2015, 4, 9, 12))
    made = [
        IncidentFactory(organisation=organisation, occurred_at=at, reported_at=local(2015, 5, 1))
        for at in (*months, *months)
    ]
    first, second = other_connections(), other_connections()
    withdraw = "update incidents_incident set status = 'ingetrokken' where id = %s"
    for each in (first, second):
        each.execute("set statement_timeout = '4s'")
        each.commit()
        each.execute("select set_config('vpt.scope', 'all', true)")
    first.execute(withdraw, [made[0].pk])
    second.execute(withdraw, [made[3].pk])
    first.execute(withdraw, [made[1].pk])
    second.execute(withdraw, [made[2].pk])
    first.commit()
    second.commit()
    assert_right()
    for each in made:
        Incident.objects.filter(pk=each.pk).update(status="gemeld")
    assert_right()
    assert MonthlySummary.objects.filter(organisation=organisation).count() == 2, "rows of one count came together"
