"""The printed presence list: asked for on a page, made by a worker, kept until the list changes."""

from __future__ import annotations

from django.db import transaction

from core import audit, jobs
from core.documents import render_pdf
from core.models import Job, JobStatus, StoredFile
from core.uploads import store
from meetings.documents import sheet
from meetings.models import Meeting
from participants.models import User

KIND = "meetings.presence_sheet"


@transaction.atomic
def ask_for_sheet(*, meeting: Meeting, actor: User) -> Job:
    """Ask for the list as it is now; the same list is made once, a failed one is tried again."""
    job = jobs.enqueue(
        kind=KIND,
        key=_key(meeting, actor),
        payload={"meeting": meeting.pk},
        actor=actor,
        organisation_id=meeting.organisation_id,
    )
    if job.status == JobStatus.FAILED:
        jobs.retry(job)
    audit.record(code="meetings.presence_sheet.made", actor=actor, obj=meeting)
    return job


def sheet_job(meeting: Meeting, user: User) -> Job | None:
    """Return the job of the list as it is now; None when nobody asked for it yet."""
    return Job.objects.filter(kind=KIND, key=_key(meeting, user)).first()


def sheet_file(meeting: Meeting, user: User) -> StoredFile | None:
    """Return the list as it is now, once it is made."""
    job = sheet_job(meeting, user)
    return StoredFile.objects.filter(pk=job.result.get("file")).first() if job else None


def make_sheet(job: Job) -> dict[str, int]:
    """Render and keep the list of the job's meeting.

    Raises:
        JobRefused: when the account that asked for it is gone.
    """
    if job.actor is None:
        raise jobs.JobRefused("Het account dat om de lijst vroeg, bestaat niet meer. Vraag de lijst opnieuw.")
    meeting = Meeting.objects.select_related("type").get(pk=job.payload["meeting"])
    rendered = render_pdf("meetings/pdf/presence_sheet.html", {"sheet": sheet(meeting, job.actor)})
    name = f"presentielijst-{meeting.pk}.pdf"
    file = store(name=name, content=rendered.pdf, mimetype="application/pdf", actor=job.actor)
    return {"file": file.pk}


def _key(meeting: Meeting, user: User) -> str:
    return f"{meeting.pk}:{sheet(meeting, user).fingerprint}"
