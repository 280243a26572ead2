"""A worker in a process of its own, so that a test can kill it: `python -m tests.faults.worker mail|job|import`."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import django

django.setup()

from core import delivery, jobs  # noqa: E402  settings come first
from core.models import Job  # noqa: E402
from incidents.delivery import running  # noqa: E402


@jobs.handler("core.test.slow")
def slow(job: Job) -> dict[str, Any]:
    """Tell that it started, and never end."""
    jobs.set_progress(job, 1, 2)
    time.sleep(60)
    return {}


def stop_between_tables() -> None:
    """Let an import tell that it wrote everything, and never commit."""
    write = running.write_cases

    def tell(*args: Any, **kwargs: Any) -> Any:
        written = write(*args, **kwargs)
        Path(os.environ["TOLD"]).touch()
        time.sleep(60)
        return written

    running.write_cases = tell


if __name__ == "__main__":
    if sys.argv[1] == "import":
        stop_between_tables()
    if sys.argv[1] == "mail":
        delivery.send_waiting()
    else:
        jobs.run_waiting()
