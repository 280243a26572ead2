"""Objects of the reports for the matrix of rights."""

from __future__ import annotations

from participants.access import Role
from reports.models import Report
from tests.factories.reports import ReportFactory
from tests.permissions.case import Case, builds


@builds("report")
def report(case: Case) -> Report:
    """An edition; on the other side a concept that only its maker reads."""
    if not case.is_other:
        edition: Report = ReportFactory(published=True)
        return edition
    text = case.canary(Role.PROJECT_LEADER)
    concept: Report = ReportFactory(title=text, opening=text)
    return concept
