"""The tasks of the schedule: what waits is done, and what a dead worker left is dealt with."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core import mail
from django.utils import timezone

from core import delivery, jobs, tasks
from core.models import Job, JobStatus, MailStatus, OutgoingMail
from core.outbox import queue_mail


def test_the_sweep_finds_mail_that_was_never_announced(db: None) -> None:
    queue_mail(recipient="a@voorbeeld.example", subject="x", text="x", dedup_key="1")
    tasks.sweep_outbox()
    assert len(mail.outbox) == 1


def test_the_sweep_deals_with_what_a_dead_worker_left(db: None) -> None:
    queue_mail(recipient="a@voorbeeld.example", subject="x", text="x", dedup_key="1")
    queue_mail(recipient="b@voorbeeld.example", subject="x", text="x", dedup_key="2", is_bulk=True)
    while delivery.claim():
        pass
    tasks.sweep_outbox()
    assert mail.outbox == [], "a worker may still be busy"
    OutgoingMail.objects.update(claimed_at=timezone.now() - delivery.STALE_AFTER - timedelta(seconds=1))
    tasks.sweep_outbox()
    assert [sent.to for sent in mail.outbox] == [["a@voorbeeld.example"]]
    assert OutgoingMail.objects.get(dedup_key="2").status == MailStatus.UNCERTAIN


def test_the_sweep_of_jobs_does_the_same(db: None) -> None:
    jobs.handler("core.test.swept")(lambda job: {"a": 1})
    job = jobs.enqueue(kind="core.test.swept", key="1", payload={}, actor=None)
    jobs.claim()
    Job.objects.update(claimed_at=timezone.now() - jobs.STALE_AFTER - timedelta(seconds=1))
    tasks.sweep_jobs()
    job.refresh_from_db()
    assert job.status == JobStatus.DONE


def test_a_sweep_with_nothing_to_do_asks_little(db: None, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(4):
        tasks.sweep_outbox()
        tasks.sweep_jobs()


def test_files_and_sessions(db: None, settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path
    tasks.sweep_files()
    tasks.clear_sessions()
