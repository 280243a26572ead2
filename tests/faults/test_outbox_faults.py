"""Killed workers and a lost broker: bulk mail goes out at most once, other mail at least once, no page waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from redis.exceptions import RedisError

from core import delivery, jobs
from core.models import Job, JobStatus, MailStatus, OutgoingMail
from core.outbox import NewMail, queue_mail, queue_mails
from tests.faults.conftest import CountingSink, Worker, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
NOW = timedelta(0)
HANGING = "tests.faults.backends.HangingBackend"


def queue(*, is_bulk: bool) -> OutgoingMail:
    """Queue one mail."""
    kind = "bulk" if is_bulk else "direct"
    return queue_mail(recipient=f"{kind}@voorbeeld.example", subject="x", text="x", dedup_key=kind, is_bulk=is_bulk)


@pytest.mark.parametrize(
    ("is_bulk", "status", "times"),
    [(True, MailStatus.UNCERTAIN, 0), (False, MailStatus.SENT, 1)],
    ids=["bulk", "direct"],
)
def test_a_worker_killed_while_sending(
    start_worker: Callable[..., Worker], tmp_path: Path, is_bulk: bool, status: MailStatus, times: int
) -> None:
    row = queue(is_bulk=is_bulk)
    worker = start_worker("mail", MAIL_BACKEND=HANGING)
    wait_until((tmp_path / "told").exists)
    row.refresh_from_db()
    assert row.status == MailStatus.SENDING
    if not is_bulk:
        assert delivery.recover_stale(older_than=NOW) == 0, "a living worker holds the row"
    worker.kill()
    worker.wait()
    wait_until(lambda: delivery.recover_stale(older_than=NOW) == 1)
    delivery.send_waiting()
    row.refresh_from_db()
    assert row.status == status
    assert len(mail.outbox) == times


@pytest.mark.parametrize("is_bulk", [True, False], ids=["bulk", "direct"])
def test_workers_killed_again_and_again(
    start_worker: Callable[..., Worker], sink: tuple[CountingSink, int], is_bulk: bool, settings: Any
) -> None:
    handler, port = sink
    total = 150
    queue_mails(NewMail(f"p{n}@voorbeeld.example", "x", "x", f"k:{n}", is_bulk=is_bulk) for n in range(total))
    for _ in range(2):
        seen = sum(handler.recipients.values())
        pair = [start_worker("mail", MAIL_PORT=str(port)) for _ in range(2)]
        wait_until(lambda before=seen: sum(handler.recipients.values()) > before)  # type: ignore[misc]
        for worker in pair:
            worker.kill()
            worker.wait()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    time.sleep(0.1)  # the server of the database notices the last death
    delivery.recover_stale(older_than=NOW)
    delivery.send_waiting()
    statuses = list(OutgoingMail.objects.values_list("status", flat=True))
    uncertain = statuses.count(MailStatus.UNCERTAIN)
    assert statuses.count(MailStatus.SENT) + uncertain == total
    most = max(handler.recipients.values())
    if is_bulk:
        assert most == 1
        assert uncertain <= 6
        assert len(handler.recipients) >= total - uncertain
    else:
        assert uncertain == 0
        assert len(handler.recipients) == total
        assert sum(count - 1 for count in handler.recipients.values()) <= 6
    assert len(handler.message_ids) == len(handler.recipients), "a double carries the same Message-ID"


def test_a_killed_job_is_done_again(start_worker: Callable[..., Worker]) -> None:
    job = jobs.enqueue(kind="core.test.slow", key="1", payload={}, actor=None)
    worker = start_worker("job")
    wait_until(lambda: Job.objects.get(pk=job.pk).progress == 1)
    worker.kill()
    worker.wait()
    assert jobs.recover_stale(older_than=NOW) == 1
    jobs.handler("core.test.slow")(lambda job: {"done": True})
    jobs.run_waiting()
    job.refresh_from_db()
    assert (job.status, job.attempts) == (JobStatus.DONE, 2)


def test_without_a_broker_no_request_waits_and_mail_goes_out(lost_broker: Celery) -> None:
    began = time.monotonic()
    for number in range(20):
        with transaction.atomic():
            queue_mail(recipient="a@voorbeeld.example", subject="x", text="x", dedup_key=f"b:{number}")
    assert time.monotonic() - began < 1.0
    delivery.send_waiting()  # what the sweep does
    assert len(mail.outbox) == 20


def test_publishing_in_the_request_would_wait(frozen: str) -> None:
    """Negative control: the same publication on the path of a request takes as long as its timeout."""
    app = Celery("lost", broker=frozen, set_as_current=False)
    app.conf.broker_transport_options = {"socket_timeout": 1, "socket_connect_timeout": 1}
    began = time.monotonic()
    with pytest.raises(Exception):  # noqa: B017  whatever the client makes of it
        app.send_task("core.tasks.sweep_outbox", retry=False)
    assert time.monotonic() - began > 0.5


def test_signing_in_works_without_a_cache(far_cache: Callable[[str, str], None], client: Client) -> None:
    far_cache("core.cache.ForgivingRedisCache", "redis://127.0.0.1:1/0")
    assert client.post(reverse("account_login"), {"login": "a@voorbeeld.example"}).status_code in (200, 302)


def test_the_usual_cache_makes_an_error_of_it(far_cache: Callable[[str, str], None]) -> None:
    """Negative control: Django's own Redis cache raises when the server is gone."""
    far_cache("django.core.cache.backends.redis.RedisCache", "redis://127.0.0.1:1/0")
    with pytest.raises(RedisError):
        cache.get("a")


def test_a_frozen_cache_delays_once(far_cache: Callable[[str, str], None], frozen: str) -> None:
    far_cache("core.cache.ForgivingRedisCache", frozen)
    began = time.monotonic()
    for _ in range(50):
        assert cache.get("a", "niets") == "niets"
        cache.set("a", "b")
    assert time.monotonic() - began < 4.0
