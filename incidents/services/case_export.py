"""An organisation takes its own cases with it: asked for on a page, made by a worker, kept for a day."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from core import jobs, sheets
from core.audit import declare, record
from core.models import Job
from incidents.delivery import exporting, vault
from incidents.delivery.progress import Progress
from incidents.models import Incident
from participants.access import Capability, decide, demand
from participants.models import Organisation, User

declare("incidents.export.asked", "{actor} vroeg een bestand met de voorvallen van {object}")
declare(
    "incidents.export.asked_with_text", "{actor} vroeg een bestand met de voorvallen van {object}, met de vrije tekst"
)
declare("incidents.export.downloaded", "{actor} downloadde een bestand met de voorvallen van {object}")

KIND = "incidents.export"
MAX_XLSX_ROWS = sheets.MAX_ROWS - 1


@transaction.atomic
def ask_for_export(*, organisation: Organisation, actor: User, file_format: str, with_text: bool) -> Job:
    """Ask for a file with all cases of an organisation; with free text only when that was said in so many words.

    Raises:
        PermissionDenied: outside the reach of the actor.
    """
    demand(actor, Capability.INCIDENTS_HANDLE, organisation)
    code = "incidents.export.asked_with_text" if with_text else "incidents.export.asked"
    record(code=code, actor=actor, obj=organisation, organisation_id=organisation.pk)
    return jobs.enqueue(
        kind=KIND,
        key=uuid.uuid4().hex,
        payload={"format": file_format, "text": with_text},
        actor=actor,
        organisation_id=organisation.pk,
    )


def make_export(job: Job) -> dict[str, Any]:
    """Write the file of this job, encrypted, row by row.

    Raises:
        JobRefused: when the account is gone or may no longer, or when there are too many rows for Excel.
    """
    assert job.organisation_id is not None
    organisation = Organisation.objects.get(pk=job.organisation_id)
    if job.actor is None or not decide(job.actor, Capability.INCIDENTS_HANDLE, organisation):
        raise jobs.JobRefused("U mag de voorvallen van deze organisatie niet meer downloaden.")
    incidents = Incident.objects.reachable(job.actor, Capability.INCIDENTS_HANDLE).submitted()
    incidents = incidents.filter(organisation=organisation)
    total = incidents.count()
    file_format, with_text = job.payload["format"], job.payload["text"]
    if file_format == "xlsx" and total > MAX_XLSX_ROWS:
        raise jobs.JobRefused("Dit zijn te veel voorvallen voor één Excel-blad (meer dan 1.048.575). Kies CSV.")
    write = exporting.as_xlsx if file_format == "xlsx" else exporting.as_csv
    with Progress(job, total) as progress:
        rows = _counted(exporting.rows(incidents, with_text=with_text), progress)
        key = vault.keep(write(exporting.headings(with_text=with_text), rows))
    return {"key": key.hex, "rows": total, "format": file_format}


def _counted(rows: Any, progress: Progress) -> Any:
    for row in rows:
        progress.add(1)
        yield row
