"""The attachments of an incident as the page shows them: who added what and when, and what this reader may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from incidents.forms.attachments import AttachmentsForm
from incidents.models import Attachment, Incident
from incidents.pages import short_moment
from incidents.querysets import ChildQuerySet
from incidents.services.attachments import MAX_FILES, may_add, may_remove
from participants.access import Capability, decide
from participants.models import User


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """One file: its name, its size in words, who added it when, and where to open or remove it."""

    name: str
    size: str
    added: str
    url: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class AttachedPart:
    """The part of the page about attachments; without files and without the right to add it is left out."""

    files: list[AttachedFile]
    form: AttachmentsForm | None
    url: str
    is_full: bool
    sees_own_only: bool

    def __bool__(self) -> bool:
        return bool(self.files or self.form)


def visible_attachments(user: User, incident: Incident) -> ChildQuerySet:
    """Return the files that this user may open: all for who handles the incident, else those added by oneself."""
    rows = Attachment.objects.reachable(user, Capability.INCIDENTS_VIEW).filter(incident=incident)
    if not decide(user, Capability.INCIDENTS_HANDLE, incident):
        rows = rows.filter(added_by=user)
    return rows.select_related("stored_file", "added_by__person", "incident")


def attached_part(incident: Incident, user: User, form: AttachmentsForm | None = None) -> dict[str, Any]:
    """Return the part of the page about attachments, for in its context."""
    found = list(visible_attachments(user, incident))
    handles = bool(decide(user, Capability.INCIDENTS_HANDLE, incident))
    is_full = len(found) >= MAX_FILES
    may = may_add(user, incident) and not is_full
    part = AttachedPart(
        files=[_file(each, incident, user) for each in found],
        form=(form or AttachmentsForm()) if may else None,
        url=reverse("incidents:attachments", args=[incident.reference]),
        is_full=is_full,
        sees_own_only=not handles,
    )
    return {"attached": part}


def _file(attachment: Attachment, incident: Incident, user: User) -> AttachedFile:
    attachment.incident = incident
    address = [incident.reference, attachment.pk]
    who = str(attachment.added_by) if attachment.added_by else "een collega van toen"
    return AttachedFile(
        name=attachment.name,
        size=filesizeformat(attachment.stored_file.size),
        added=f"{short_moment(attachment.added_at)}, door {who}",
        url=reverse("incidents:attachment", args=address),
        remove_url=reverse("incidents:remove_attachment", args=address) if may_remove(user, attachment) else "",
    )
