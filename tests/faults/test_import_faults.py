"""A worker that is killed while it reads a file in: nothing half stays, and the next one does it once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from core import jobs
from core.models import Job, JobStatus
from incidents.delivery import running, vault
from incidents.models import Duty, ImportRun, ImportStatus, Incident, IncidentText, MonthlySummary
from incidents.services import delivery
from participants.access import Role
from tests.bench import cases
from tests.factories.participants import OrganisationFactory, make_user
from tests.faults.conftest import Worker, wait_until
from tests.faults.test_outbox_faults import NOW

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
COUNT = 3_000


@pytest.fixture
def run(settings: Any, tmp_path: Path) -> Iterator[ImportRun]:
    """Return a checked file of three thousand cases that somebody confirmed."""
    settings.PRIVATE_ROOT = tmp_path
    organisation = OrganisationFactory()
    actor = make_user(Role.COORDINATOR, organisation)
    made = ImportRun.objects.create(
        organisation=organisation,
        file_key=vault.keep(cases.as_csv(COUNT)),
        file_name="x",
        file_format="csv",
        encoding="utf-8-sig",
        size=1_000_000,
        status=ImportStatus.CHECKING,
    )
    delivery.check_file(run=made, job=None, at=timezone.now())
    made.refresh_from_db()
    assert made.status == ImportStatus.READY, made.problems
    yield delivery.confirm_import(run=made, actor=actor, confirmed_at=timezone.now())


def test_a_worker_killed_halfway_leaves_nothing_and_the_next_does_it_once(
    run: ImportRun, start_worker: Callable[..., Worker], tmp_path: Path
) -> None:
    worker = start_worker("import", PRIVATE_FOLDER=str(tmp_path))
    wait_until((tmp_path / "told").exists, seconds=60)
    assert Job.objects.get().status == JobStatus.RUNNING
    worker.kill()
    worker.wait()
    for model in (Incident, IncidentText, Duty, MonthlySummary):
        assert not model.objects.exists(), model
    run.refresh_from_db()
    assert run.status == ImportStatus.RUNNING
    wait_until(lambda: jobs.recover_stale(older_than=NOW) == 1)
    jobs.run_waiting()
    jobs.run_waiting()
    run.refresh_from_db()
    assert (run.status, run.rows_new) == (ImportStatus.DONE, COUNT), Job.objects.get().error
    assert Incident.objects.count() == IncidentText.objects.count() == COUNT
    assert sum(MonthlySummary.objects.values_list("count", flat=True)) == COUNT
    assert Incident.objects.values("reference").distinct().count() == COUNT
    assert Job.objects.get().attempts == 2


def test_without_one_transaction_a_part_would_stay(run: ImportRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: the work really stops between the tables; only the transaction takes the first one back."""
    write, seen = running.write_cases, []

    def half(*args: Any, **kwargs: Any) -> None:
        written = write(*args, **kwargs)
        seen.append(Incident.objects.count())
        raise KeyboardInterrupt(written)

    monkeypatch.setattr(running, "write_cases", half)
    with pytest.raises(KeyboardInterrupt):
        jobs.run_waiting()
    assert seen == [COUNT]
    assert not Incident.objects.exists()
