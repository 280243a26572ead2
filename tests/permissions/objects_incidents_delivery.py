"""Files in and out for the matrix of rights: of the own organisation alone."""

from __future__ import annotations

import uuid

from django.utils import timezone

from core.models import Job
from incidents.delivery.findings import Findings, Line
from incidents.models import ImportRun, ImportStatus
from participants.access import Role
from tests.permissions.case import Case, builds


def _run(case: Case) -> ImportRun:
    findings = Findings(
        timezone.now(), lines=[Line(2, "Datum", case.canary(), "Dit is geen datum.", "Vul een datum in.")]
    )
    return ImportRun.objects.create(
        organisation=case.organisation,
        status=ImportStatus.FAULTY,
        file_name=case.canary(),
        file_key=uuid.uuid4(),
        file_format="csv",
        size=1,
        columns=["Datum"],
        mapping={"Datum": "occurred_at"},
        problems=findings.dumped(),
    )


@builds("import_run")
def import_run(case: Case) -> ImportRun:
    """A file with a fault in it."""
    return _run(case)


@builds("import_step")
def import_step(case: Case) -> tuple[int, str]:
    """A button of its page."""
    return (_run(case).pk, "weggooien")


@builds("import_template")
def import_template(case: Case) -> tuple[str, str]:
    """An empty file; it is the same for everybody."""
    return ("voorvallen", "csv")


@builds("export_job")
def export_job(case: Case) -> Job:
    """A file that the coordinator asked for and that is not made yet."""
    return Job.objects.create(
        kind="incidents.export",
        key=uuid.uuid4().hex,
        actor=case.users[Role.COORDINATOR],
        organisation_id=case.organisation.pk,
    )
