"""Work as rows: asked for in a transaction, done by a worker, tried twice, with its progress to be seen.

A handler gets the job and returns what came out of it. Its work must be repeatable: a worker that dies half-way
leaves a job that is done again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core import hints
from core.delivery import worker_name
from core.isolation import InSteps, Scope, of_organisations, run_within
from core.models import Job, JobStatus

logger = logging.getLogger(__name__)

Handler = Callable[[Job], dict[str, Any]]
MAX_ATTEMPTS = 2
RETRY_AFTER = timedelta(seconds=30)
STALE_AFTER = timedelta(minutes=4)
TIME_LIMIT = 230  # seconds of the task that does jobs: its worker is gone before a job of it counts as stale
FAILED_SENTENCE = (
    "Dit is twee keer mislukt. Probeer het later opnieuw. Lukt het dan ook niet, meld het dan bij het beheer."
)

_HANDLERS: dict[str, Handler] = {}
_SCOPES: dict[str, Scope | InSteps | None] = {}

CLAIM = """
UPDATE core_job SET status = 'running', attempts = attempts + 1, claimed_at = clock_timestamp(), worker = %s, error = ''
WHERE id = (SELECT id FROM core_job WHERE status = 'queued' AND not_before <= clock_timestamp()
            ORDER BY not_before, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING *
"""


class JobRefused(Exception):
    """The work cannot be done, for a reason that the person who asked can act on. Its text is shown; no retry."""


def handler(kind: str, *, scope: Scope | InSteps | None = None) -> Callable[[Handler], Handler]:
    """Register the function that does this kind of work; it must be importable from the app's `tasks.py`.

    Without a scope it sees the rows of the job's organisation, all of it in one transaction; a job without an
    organisation sees nobody's. `IN_STEPS`: the handler says `within(scope_of(job))` in each of its transactions.
    """

    def register(function: Handler) -> Handler:
        _HANDLERS[kind] = function
        _SCOPES[kind] = scope
        return function

    return register


def scope_of(job: Job) -> Scope:
    """Return the scope of the organisation for which a job works; nobody's rows when it has none."""
    return of_organisations([job.organisation_id] if job.organisation_id is not None else [])


def enqueue(
    *,
    kind: str,
    key: str,
    payload: dict[str, Any],
    actor: Any,
    organisation_id: int | None = None,
    not_before: datetime | None = None,
) -> Job:
    """Ask for work; it starts after the commit of the caller's transaction. The same kind and key: the same job.

    `not_before` leaves time to undo what was asked.
    """
    values: dict[str, Any] = {"payload": payload, "actor": actor, "organisation_id": organisation_id}
    if not_before is not None:
        values["not_before"] = not_before
    job, is_new = Job.objects.get_or_create(kind=kind, key=key, defaults=values)
    if is_new:
        transaction.on_commit(hints.job_waits)
    return job


def retry(job: Job) -> None:
    """Let a failed job start again, as if it was asked for now."""
    Job.objects.filter(pk=job.pk, status=JobStatus.FAILED).update(
        status=JobStatus.QUEUED, attempts=0, progress=0, error="", not_before=timezone.now(), finished_at=None
    )
    transaction.on_commit(hints.job_waits)


def set_progress(job: Job, done: int, total: int) -> None:
    """Tell how far the work is; also shows that the worker is alive."""
    job.progress, job.total, job.claimed_at = done, total, timezone.now()
    job.save(update_fields=["progress", "total", "claimed_at"])


def claim() -> Job | None:
    """Take one waiting job, in one statement, so that no two workers can hold it."""
    return next(iter(Job.objects.raw(CLAIM, [worker_name()])), None)


def run_waiting(*, limit: int = 100, seconds: float = 60.0) -> int:
    """Do the jobs that wait, until nothing waits or time is up; return how many were claimed."""
    hints.discover_tasks()
    until = time.monotonic() + seconds
    done = 0
    while done < limit and time.monotonic() < until:
        job = claim()
        if job is None:
            break
        run(job)
        done += 1
    return done


def run(job: Job) -> None:
    """Do one claimed job and write down what came of it."""
    try:
        scope = _SCOPES[job.kind]
        result = run_within(scope_of(job) if scope is None else scope, _HANDLERS[job.kind], job)
    except JobRefused as refusal:
        _finish(job, JobStatus.FAILED, error=str(refusal))
    except Exception:
        logger.exception("job %s %s failed", job.pk, job.kind)
        _fail(job)
    else:
        _finish(job, JobStatus.DONE, result=result)


def _fail(job: Job) -> None:
    if job.attempts >= MAX_ATTEMPTS:
        _finish(job, JobStatus.FAILED, error=FAILED_SENTENCE)
        return
    job.status, job.not_before = JobStatus.QUEUED, timezone.now() + RETRY_AFTER
    job.save(update_fields=["status", "not_before"])


def _finish(job: Job, status: JobStatus, *, result: dict[str, Any] | None = None, error: str = "") -> None:
    job.status, job.result, job.error, job.finished_at = status, result or {}, error, timezone.now()
    if status == JobStatus.DONE:
        job.progress = job.total = job.total or 1
    job.save(update_fields=["status", "result", "error", "finished_at", "progress", "total"])


RECOVER = """
UPDATE core_job SET
    status = CASE WHEN attempts >= %s THEN 'failed' ELSE 'queued' END,
    error = CASE WHEN attempts >= %s THEN %s ELSE '' END,
    finished_at = CASE WHEN attempts >= %s THEN clock_timestamp() END
WHERE id IN (SELECT id FROM core_job WHERE status = 'running'
             AND claimed_at < clock_timestamp() - make_interval(secs => %s)
             FOR UPDATE SKIP LOCKED)
"""


def recover_stale(*, older_than: timedelta = STALE_AFTER) -> int:
    """Put jobs back whose worker died half-way; a job that killed two workers has failed."""
    with connection.cursor() as cursor:
        cursor.execute(RECOVER, [MAX_ATTEMPTS, MAX_ATTEMPTS, FAILED_SENTENCE, MAX_ATTEMPTS, older_than.total_seconds()])
        return int(cursor.rowcount)
