"""Sending an edition: a job that queues one letter per reader."""

from __future__ import annotations

from typing import Any

from core import jobs
from core.isolation import NOBODY
from core.models import Job
from newsletters.delivery import queue_letters
from newsletters.services import SEND_JOB


@jobs.handler(SEND_JOB, scope=NOBODY)
def send_edition(job: Job) -> dict[str, Any]:
    """Queue the letters of this edition; a second run finds every letter there already."""
    return {"recipients": queue_letters(edition_pk=job.payload["edition"], job=job)}
