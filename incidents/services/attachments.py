"""Attachments of an incident: added by who handles it or who reported it, and taken away again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from core.audit import declare, record
from core.uploads import accept_upload, clean_name, remove
from incidents.models import Attachment, Incident
from incidents.services.handling import check_open
from participants.access import Capability, decide
from participants.models import User

declare("incidents.attachment.added", "{actor} voegde een bijlage toe aan {object}")
declare("incidents.attachment.downloaded", "{actor} opende een bijlage van {object}")
declare("incidents.attachment.removed", "{actor} verwijderde een bijlage van {object}")

KINDS = ("pdf", "jpg", "jpeg", "png", "webp")
MAX_FILES = 10
NEUTRAL_NAME = "bijlage"
"""What the stored file is called; the name that the user gave stands encrypted beside it."""


def may_add(user: User, incident: Incident) -> bool:
    """Tell whether this user may add files: who handles the incident, and who reported it, while it is open."""
    return incident.is_open and (bool(decide(user, Capability.INCIDENTS_HANDLE, incident)) or _is_own(user, incident))


def may_remove(user: User, attachment: Attachment) -> bool:
    """Tell whether this user may take a file away: who handles the incident always, who added it while it is open."""
    incident = attachment.incident
    if decide(user, Capability.INCIDENTS_HANDLE, incident):
        return True
    return incident.is_open and attachment.added_by_id == user.pk and _is_own(user, incident)


def _is_own(user: User, incident: Incident) -> bool:
    return incident.reporter_id == user.pk and bool(decide(user, Capability.INCIDENTS_VIEW, incident))


@transaction.atomic
def add_attachments(
    *, incident: Incident, actor: User, files: Sequence[UploadedFile[bytes]], submit_key: UUID, added_at: datetime
) -> list[Attachment]:
    """Keep the files with the incident, all or none. The same key again gives what was added with it before.

    Raises:
        PermissionDenied: for anybody but who handles the incident or reported it.
        ValidationError: when it is not open, for too many files, and for a file that the rules refuse.
    """
    locked: Incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    before = list(Attachment.objects.filter(incident=locked, submit_key=submit_key, added_by=actor))
    if before:
        return before
    check_open(locked)
    if not may_add(actor, locked):
        raise PermissionDenied("Alleen wie het voorval behandelt of meldde, voegt bijlagen toe.")
    _check_number(locked, files)
    added = [_keep(locked, actor, file, submit_key, added_at) for file in files]
    record(code="incidents.attachment.added", actor=actor, obj=locked, changed=["attachments"])
    return added


def _check_number(incident: Incident, files: Sequence[UploadedFile[bytes]]) -> None:
    kept = Attachment.objects.filter(incident=incident).count()
    if kept + len(files) > MAX_FILES:
        raise ValidationError(
            f"Bij een voorval passen {MAX_FILES} bijlagen; er staan er al {kept}. Verwijder er een of kies er minder."
        )
    if sum(file.size or 0 for file in files) > settings.UPLOAD_MAX_BYTES:
        most = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise ValidationError(f"Samen zijn de bestanden groter dan {most} MB. Voeg ze in een paar keer toe.")


def _keep(incident: Incident, actor: User, file: UploadedFile[bytes], key: UUID, at: datetime) -> Attachment:
    name = clean_name(file.name or "") or NEUTRAL_NAME
    try:
        stored = accept_upload(upload=file, actor=actor, kinds=KINDS, neutral_name=NEUTRAL_NAME)
    except ValidationError as refusal:
        raise ValidationError([f"{name}: {message}" for message in refusal.messages]) from refusal
    return Attachment.objects.create(
        incident=incident,
        organisation_id=incident.organisation_id,
        stored_file=stored,
        name=_with_ending_of(name, stored.name),
        submit_key=key,
        added_by=actor,
        added_at=at,
    )


def _with_ending_of(name: str, stored_name: str) -> str:
    """Keep the name, with the ending of what was stored."""
    return f"{PurePosixPath(name).stem}{PurePosixPath(stored_name).suffix}"


@transaction.atomic
def remove_attachment(*, attachment: Attachment, actor: User) -> None:
    """Take a file away for good, with its name and its bytes.

    Raises:
        PermissionDenied: for anybody but who handles the incident, or who added it while it is open.
    """
    locked = Attachment.objects.select_for_update(of=("self",)).select_related("incident", "stored_file")
    found: Attachment | None = locked.filter(pk=attachment.pk).first()
    if found is None:
        return
    if not may_remove(actor, found):
        raise PermissionDenied("Alleen wie het voorval behandelt of de bijlage toevoegde, verwijdert haar.")
    erase_attachment(found)
    record(code="incidents.attachment.removed", actor=actor, obj=found.incident, changed=["attachments"])


def erase_attachment(attachment: Attachment) -> None:
    """Delete the row, the file and its bytes, in the caller's transaction."""
    stored = attachment.stored_file
    attachment.delete()
    remove(stored)
