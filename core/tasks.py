"""Tasks of the kernel: ids in, one service call."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def sweep_outbox() -> None:
    """Send the mails that wait."""


@shared_task
def sweep_jobs() -> None:
    """Do the jobs that wait."""


@shared_task
def clear_sessions() -> None:
    """Delete sessions that have ended."""
    call_command("clearsessions")
