"""Making a report is a job: it takes seconds and must not hold up a page."""

from __future__ import annotations

from typing import Any

from core import jobs
from core.isolation import IN_STEPS
from core.models import Job
from reports.models import Report
from reports.services import MAKE_JOB, make_report


@jobs.handler(MAKE_JOB, scope=IN_STEPS)
def make(job: Job) -> dict[str, Any]:
    """Make the report of this job; a second run finds it made."""
    report = make_report(report=Report.objects.get(pk=job.payload["report"]))
    return {"report": report.pk}
