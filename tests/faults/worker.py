"""A worker in a process of its own, so that a test can kill it: `python -m tests.faults.worker mail|job`."""

from __future__ import annotations

import sys
import time
from typing import Any

import django

django.setup()

from core import delivery, jobs  # noqa: E402  settings come first
from core.models import Job  # noqa: E402


@jobs.handler("core.test.slow")
def slow(job: Job) -> dict[str, Any]:
    """Tell that it started, and never end."""
    jobs.set_progress(job, 1, 2)
    time.sleep(60)
    return {}


if __name__ == "__main__":
    if sys.argv[1] == "mail":
        delivery.send_waiting()
    else:
        jobs.run_waiting()
