"""The help sheet for the report to the police: asked for, made by a job, thrown away after a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from core import jobs, uploads
from core.audit import declare, record
from core.documents import render_pdf
from core.models import Job
from incidents.letters.sheet import sheet_content
from incidents.models import HelpSheet, Incident
from participants.access import Capability, demand
from participants.models import User

declare("incidents.help_sheet.requested", "{actor} vroeg een hulpblad voor de aangifte: {object}")
declare("incidents.help_sheet.downloaded", "{actor} haalde een hulpblad voor de aangifte op: {object}")

SHEET_JOB = "incidents.help_sheet"
KEPT_FOR = timedelta(days=1)


@transaction.atomic
def request_sheet(*, incident: Incident, actor: User, has_narrative: bool, requested_at: datetime) -> HelpSheet:
    """Ask for a help sheet. While one is being made the same is given; one that failed is tried again.

    Raises:
        PermissionDenied: for somebody who does not handle this incident.
    """
    demand(actor, Capability.INCIDENTS_HANDLE, incident)
    Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    waiting = HelpSheet.objects.filter(incident=incident, has_narrative=has_narrative, pdf__isnull=True)
    found = waiting.select_related("job", "incident").first()
    if found is not None:
        if found.job is not None and found.has_failed:
            jobs.retry(found.job)
        return found
    sheet = HelpSheet.objects.create(
        incident=incident,
        organisation_id=incident.organisation_id,
        has_narrative=has_narrative,
        requested_by=actor,
        requested_at=requested_at,
    )
    sheet.job = _enqueue(sheet, actor)
    sheet.save(update_fields=["job"])
    record(code="incidents.help_sheet.requested", actor=actor, obj=incident)
    return sheet


def _enqueue(sheet: HelpSheet, actor: User) -> Job:
    return jobs.enqueue(
        kind=SHEET_JOB,
        key=str(sheet.pk),
        payload={"sheet": sheet.pk},
        actor=actor,
        organisation_id=sheet.organisation_id,
    )


def make_sheet(*, sheet_id: int) -> HelpSheet | None:
    """Draw the sheet and keep it, encrypted. One that was thrown away meanwhile is not made; twice is once."""
    rows = HelpSheet.objects.select_related("incident__organisation", "incident__text")
    sheet: HelpSheet | None = rows.filter(pk=sheet_id).first()
    if sheet is None or sheet.pdf_id is not None:
        return sheet
    content = sheet_content(sheet.incident, has_narrative=sheet.has_narrative)
    pdf = render_pdf("incidents/pdf/sheet.html", {"content": content}).pdf
    with transaction.atomic():
        name = f"hulpblad-aangifte-{sheet.incident.reference}.pdf"
        sheet.pdf = uploads.store(name=name, content=pdf, mimetype="application/pdf", actor=None, is_encrypted=True)
        sheet.save(update_fields=["pdf"])
    return sheet


@transaction.atomic
def remove_sheets(*, at: datetime) -> int:
    """Throw away sheets of more than a day old, with their files: they hold facts of an incident. Returns how many."""
    old = list(HelpSheet.objects.stale(before=at - KEPT_FOR).select_related("pdf"))
    for sheet in old:
        file = sheet.pdf
        sheet.delete()
        if file is not None:
            uploads.remove(file)
    return len(old)
