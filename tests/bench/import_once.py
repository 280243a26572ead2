"""Reads one file in, in a process of its own, and prints its peak memory: `python -m tests.bench.import_once KEY`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402  settings come first

from core.isolation import EVERYTHING, within  # noqa: E402
from incidents.models import ImportRun  # noqa: E402
from incidents.services import delivery  # noqa: E402


def peak() -> int:
    """Return the most memory in MB that this process had; what its parent had before the start does not count."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) // 1024


if __name__ == "__main__":
    before = peak()
    with within(EVERYTHING):
        run = ImportRun.objects.get(pk=int(sys.argv[1]))
        delivery.check_file(run=run, job=None, at=timezone.now())
        run.refresh_from_db()
        ImportRun.objects.filter(pk=run.pk).update(status="bezig")
        written = delivery.write_file(run=run, actor=None, job=None, at=timezone.now())
    print(written.rows_new, peak(), before)
