"""Tasks of the kernel: no arguments but hints, one service call."""

from __future__ import annotations

from django.core.management import call_command

from core import delivery, hints, jobs, uploads
from core.isolation import NOBODY, task


@task(scope=NOBODY)
def sweep_outbox() -> None:
    """Send the mails that wait, and deal with those whose worker died."""
    delivery.recover_stale()
    if delivery.send_waiting() and delivery.is_mail_waiting():
        hints.mail_waits()


@task(scope=NOBODY)
def forget_mails() -> None:
    """Empty the mails that are finished."""
    delivery.forget_content()


@task(scope=NOBODY, time_limit=jobs.TIME_LIMIT)
def sweep_jobs() -> None:
    """Do the jobs that wait, and put back those whose worker died."""
    jobs.recover_stale()
    jobs.run_waiting()


@task(scope=NOBODY)
def sweep_files() -> None:
    """Remove files that no row speaks of: their transaction was undone."""
    uploads.remove_orphans()


@task(scope=NOBODY)
def clear_sessions() -> None:
    """Delete sessions that have ended."""
    call_command("clearsessions")
