"""Taking back a file that was read in: exactly its rows, untouched ones only, and thousands without reading all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import jobs
from incidents.models import Duty, ImportRun, ImportStatus, Incident, IncidentText, MonthlySummary
from incidents.services import reopen_incident
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory
from tests.incidents.delivery.placing import HEAD, TWO, place, press
from tests.owner import changed

pytestmark = pytest.mark.django_db


def test_undoing_removes_exactly_these_rows(client: Client, organisation: Organisation) -> None:
    kept = IncidentFactory(organisation=organisation)
    run = press(client, place(client, TWO), "inlezen")
    run = press(client, run, "ongedaan")
    assert run.status == ImportStatus.UNDONE
    assert [*Incident.objects.all()] == [kept]
    assert IncidentText.objects.count() == 1
    assert Duty.objects.count() == 4


def test_undoing_holds_the_cases_while_it_looks(client: Client) -> None:
    run = press(client, place(client, TWO), "inlezen")
    with CaptureQueriesContext(connection) as queries:
        press(client, run, "ongedaan")
    asked = [query["sql"] for query in queries]
    locks = [place for place, sql in enumerate(asked) if "from incidents_incident" in sql and "for update" in sql]
    assert locks[-1] < next(place for place, sql in enumerate(asked) if sql.startswith("delete from incidents_duty"))


def _many(client: Client, count: int) -> ImportRun:
    """Read in a file that only a worker undoes; half of it is open."""
    lines = (f"{number};17-6-2014 10:40;schelden;balie;licht;" for number in range(count // 2))
    fresh = f"{timezone.localtime() - timedelta(hours=1):%d-%m-%Y %H:%M}"
    more = (f"{number};{fresh};schelden;balie;licht;" for number in range(count // 2, count))
    run = press(client, place(client, "\r\n".join([HEAD, *lines, *more])), "inlezen")
    assert (run.status, run.rows_new) == (ImportStatus.DONE, count)
    return run


_READ = """
select sum(pg_stat_get_xact_tuples_returned(part))
from pg_class c
cross join lateral (select c.oid union all select indexrelid from pg_index where indrelid = c.oid) parts(part)
where c.relkind = 'r' and c.relname like 'incidents\\_%'
"""


def _read_so_far() -> int:
    """Count the rows and entries of indexes that this transaction read in the tables of incidents."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        return int(cursor.fetchone()[0])


def _undo_by_a_worker(client: Client, run: ImportRun) -> int:
    """Ask for undoing, let the worker do it with the checks of keys that wait for a commit; return what was read."""
    client.post(reverse("incidents:import_step", args=[run.pk, "ongedaan"]), {"version": run.version})
    run.refresh_from_db()
    assert run.status == ImportStatus.UNDOING
    assert "wordt ongedaan gemaakt" in client.get(run.get_absolute_url()).content.decode()
    before = _read_so_far()
    assert jobs.run_waiting() == 1
    connection.check_constraints()
    read = _read_so_far() - before
    run.refresh_from_db()
    assert run.status == ImportStatus.UNDONE
    return read


def test_undoing_thousands_by_a_worker_takes_each_key_to_its_index(client: Client, organisation: Organisation) -> None:
    """The tables have no statistics here, as after an import: each check must still find its way.

    About 27 entries are read for a case with its text and duties; a check that reads its organisation's rows reads
    thousands.
    """
    kept = IncidentFactory.create_batch(3, organisation=organisation)
    run = _many(client, 6_000)
    assert _undo_by_a_worker(client, run) < 50 * 6_000
    assert {*Incident.objects.all()} == {*kept}
    assert (IncidentText.objects.count(), Duty.objects.count()) == (3, 12)
    assert sum(MonthlySummary.objects.filter(organisation=organisation).values_list("count", flat=True)) == 3
    assert "ongedaan gemaakt" in client.get(run.get_absolute_url()).content.decode()


_DROP = "drop index incident_has_merged_into"
_BACK = """
create index incident_has_merged_into on incidents_incident (merged_into_id, organisation_id)
where merged_into_id is not null
"""


@pytest.mark.django_db(transaction=True)
def test_without_the_index_of_one_key_each_check_reads_the_whole_organisation(client: Client) -> None:
    """Negative control: of six hundred cases, more than six hundred entries are read for each that goes."""
    with changed(_DROP, _BACK), transaction.atomic():
        assert _undo_by_a_worker(client, _many(client, 600)) > 600 * 600
        transaction.set_rollback(True)


def test_a_case_touched_after_asking_keeps_the_whole_file(client: Client) -> None:
    run = _many(client, 600)
    client.post(reverse("incidents:import_step", args=[run.pk, "ongedaan"]), {"version": run.version})
    Duty.objects.filter(pk=Duty.objects.earliest("pk").pk).update(version=1)
    jobs.run_waiting()
    run.refresh_from_db()
    assert (run.status, Incident.objects.count()) == (ImportStatus.DONE, 600)
    assert "Bij 1 van deze voorvallen" in client.get(run.get_absolute_url()).content.decode()


def test_undoing_is_refused_once_a_case_was_touched_or_a_day_later(client: Client, users: dict[Role, User]) -> None:
    run = press(client, place(client, TWO), "inlezen")
    incident = Incident.objects.earliest("pk")
    reopen_incident(incident=incident, actor=users[Role.COORDINATOR], reopened_at=timezone.now())
    assert press(client, run, "ongedaan").status == ImportStatus.DONE
    ImportRun.objects.update(done_at=timezone.now() - timedelta(hours=25))
    Incident.objects.update(version=0)
    assert press(client, run, "ongedaan").status == ImportStatus.DONE
    assert Incident.objects.count() == 2
