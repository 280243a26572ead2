"""Tells the container engine whether this process still works: `web`, `worker` or `scheduler`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

SCHEDULE = Path("/tmp/schedule")  # a private tmpfs of the container
STALE_SECONDS = 600


def web() -> bool:
    """Ask the health page, under the name that the portal answers to."""
    host = urlsplit(os.environ["SITE_URL"]).hostname or ""
    address = os.environ.get("HEALTH_ADDRESS", "http://127.0.0.1:8000")
    request = urllib.request.Request(f"{address}/gezond", headers={"Host": host, "X-Forwarded-Proto": "https"})
    with urllib.request.urlopen(request, timeout=4) as answer:
        return bool(answer.status == 200)


def worker() -> bool:
    """Ask the worker of this container for a sign of life."""
    name = f"celery@{os.uname().nodename}"
    words = ["celery", "-A", "vpt_portal", "inspect", "ping", "--destination", name, "--timeout", "5"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def scheduler() -> bool:
    """Look whether the scheduler still writes down what it did."""
    written = [file.stat().st_mtime for file in SCHEDULE.parent.glob(f"{SCHEDULE.name}*")]
    return bool(written) and time.time() - max(written) < STALE_SECONDS


if __name__ == "__main__":
    sys.exit(0 if {"web": web, "worker": worker, "scheduler": scheduler}[sys.argv[1]]() else 1)
