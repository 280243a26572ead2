"""Tasks of incidents: no arguments but hints, one service call."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from core import jobs
from core.isolation import EVERYTHING, IN_STEPS, task, within
from core.models import Job
from incidents.api.once import forget_old
from incidents.models import ImportRun
from incidents.rounds.editions import publish_comparisons
from incidents.rounds.freeze import freeze_due
from incidents.services import case_export, delivery, reminders, retention_job, settling, waiting_mail
from incidents.services.aangifte import SHEET_JOB, make_sheet, remove_sheets
from incidents.services.poster import POSTER_JOB, make_poster_file


@task(scope=EVERYTHING)
def forget_api_requests() -> None:
    """Delete answers of the API that no system asks for any more."""
    forget_old()


@task(scope=EVERYTHING)
def remind_of_clocks() -> None:
    """Remind who can react of clocks that run out; what was due while nothing ran is sent now."""
    now = timezone.now()
    reminders.remind_of_clocks(at=now)
    waiting_mail.remind_of_waiting(at=now)


@jobs.handler(SHEET_JOB)
def make_help_sheet(job: Job) -> dict[str, Any]:
    """Make the help sheet of this job."""
    make_sheet(sheet_id=job.payload["sheet"])
    return {}


@jobs.handler(POSTER_JOB)
def make_poster(job: Job) -> dict[str, Any]:
    """Make the file of the poster of this job."""
    make_poster_file(poster_id=job.payload["poster"], on=timezone.localdate())
    return {}


@task(scope=EVERYTHING)
def remove_help_sheets() -> None:
    """Throw away help sheets of more than a day old."""
    remove_sheets(at=timezone.now())


@task(scope=EVERYTHING)
def settle_region_months() -> None:
    """Publish the months of the region whose day has come."""
    settling.settle_region_months(settled_at=timezone.now())


@task(scope=IN_STEPS)
def keep_to_terms() -> None:
    """Announce and remove what has reached the end of its term, as far as the night goes."""
    retention_job.keep_to_terms(at=timezone.now(), limit=1000)


@jobs.handler(delivery.CHECK_JOB)
def check_delivered_file(job: Job) -> dict[str, Any]:
    """Go through a delivered file without writing."""
    run = delivery.check_file(run=ImportRun.objects.get(pk=job.payload["run"]), job=job, at=timezone.now())
    return {"status": run.status}


@jobs.handler(delivery.WRITE_JOB)
def write_delivered_file(job: Job) -> dict[str, Any]:
    """Read a delivered file in; a second run finds it done."""
    run = ImportRun.objects.get(pk=job.payload["run"])
    written = delivery.write_file(run=run, actor=job.actor, job=job, at=timezone.now())
    return {"status": written.status, "new": written.rows_new}


@jobs.handler(delivery.UNDO_JOB)
def undo_delivered_file(job: Job) -> dict[str, Any]:
    """Take a delivered file back; a second run finds it undone."""
    run = ImportRun.objects.get(pk=job.payload["run"])
    return {"status": delivery.undo_file(run=run, actor=job.actor, job=job, at=timezone.now()).status}


@jobs.handler(case_export.KIND)
def export_cases(job: Job) -> dict[str, Any]:
    """Make the export of this job."""
    return case_export.make_export(job)


@task(scope=EVERYTHING)
def forget_delivered_files() -> None:
    """Remove delivered files that nobody read in within a day, and exports of yesterday."""
    delivery.forget_old_files(at=timezone.now(), older_than=86_400)


@task(scope=IN_STEPS)
def freeze_rounds() -> None:
    """Freeze the rounds whose day has come, an organisation at a time, and publish what may be compared."""
    now = timezone.now()
    freeze_due(now)
    with within(EVERYTHING):
        settling.settle_region_months(settled_at=now)
        publish_comparisons(at=now)
