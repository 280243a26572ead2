"""Work of meetings that a worker does: ids in, one service call."""

from __future__ import annotations

from typing import Any

from core.isolation import NOBODY
from core.jobs import handler
from core.models import Job
from meetings.services import sheet


@handler(sheet.KIND, scope=NOBODY)
def make_presence_sheet(job: Job) -> dict[str, Any]:
    """Make the printed presence list."""
    return dict(sheet.make_sheet(job))
