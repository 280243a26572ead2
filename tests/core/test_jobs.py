"""Jobs: asked for once, done once, tried twice, with a Dutch sentence when it does not work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core import jobs
from core.models import Job, JobStatus

ASKED: list[int] = []


@jobs.handler("core.test.works")
def works(job: Job) -> dict[str, Any]:
    """Count to three."""
    ASKED.append(job.pk)
    for done in range(1, 4):
        jobs.set_progress(job, done, 3)
    return {"pages": job.payload["pages"]}


@jobs.handler("core.test.breaks")
def breaks(job: Job) -> dict[str, Any]:
    """Fail."""
    raise RuntimeError("geheim detail")


@jobs.handler("core.test.refuses")
def refuses(job: Job) -> dict[str, Any]:
    """Refuse for a reason."""
    raise jobs.JobRefused("Er zijn nog geen cijfers over dit kwartaal.")


def ask(kind: str, key: str = "1") -> Job:
    """Ask for a job."""
    return jobs.enqueue(kind=f"core.test.{kind}", key=key, payload={"pages": 2}, actor=None)


def test_a_job_is_done_once(db: None) -> None:
    ASKED.clear()
    job = ask("works")
    assert ask("works") == job
    assert jobs.run_waiting() == 1
    assert jobs.run_waiting() == 0
    job.refresh_from_db()
    assert (job.status, job.result, job.progress, job.total) == (JobStatus.DONE, {"pages": 2}, 3, 3)
    assert [job.pk] == ASKED


def test_a_broken_job_is_tried_twice_and_says_so_in_dutch(db: None) -> None:
    job = ask("breaks")
    jobs.run_waiting()
    job.refresh_from_db()
    assert (job.status, job.error) == (JobStatus.QUEUED, "")
    assert jobs.run_waiting() == 0, "the second attempt waits a while"
    Job.objects.update(not_before=timezone.now())
    jobs.run_waiting()
    job.refresh_from_db()
    assert (job.status, job.error, job.attempts) == (JobStatus.FAILED, jobs.FAILED_SENTENCE, 2)
    assert "geheim" not in job.error


def test_a_refusal_is_shown_at_once(db: None) -> None:
    job = ask("refuses")
    jobs.run_waiting()
    job.refresh_from_db()
    assert (job.status, job.error) == (JobStatus.FAILED, "Er zijn nog geen cijfers over dit kwartaal.")


def test_a_failed_job_can_start_again(db: None) -> None:
    job = ask("refuses")
    jobs.run_waiting()
    jobs.retry(job)
    job.refresh_from_db()
    assert (job.status, job.attempts, job.error) == (JobStatus.QUEUED, 0, "")


def test_a_kind_without_a_handler_fails_and_stops_nobody(db: None) -> None:
    ask("unknown")
    other = ask("works")
    assert jobs.run_waiting() == 2
    other.refresh_from_db()
    assert other.status == JobStatus.DONE


def test_a_job_of_a_dead_worker_starts_again_once(db: None) -> None:
    job = ask("works")
    jobs.claim()
    assert jobs.recover_stale() == 0
    assert jobs.recover_stale(older_than=timedelta(0)) == 1
    job.refresh_from_db()
    assert job.status == JobStatus.QUEUED
    jobs.claim()
    jobs.recover_stale(older_than=timedelta(0))
    job.refresh_from_db()
    assert (job.status, job.error) == (JobStatus.FAILED, jobs.FAILED_SENTENCE)
    assert job.finished_at is not None


def test_progress_shows_that_the_worker_lives(db: None) -> None:
    ask("works")
    job = jobs.claim()
    assert job is not None
    Job.objects.update(claimed_at=timezone.now() - timedelta(hours=1))
    jobs.set_progress(job, 1, 2)
    assert jobs.recover_stale() == 0
