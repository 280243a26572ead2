"""The end of keeping: announcing, pausing, erasing, and the register of what was erased."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import uploads
from core.audit import declare, record
from core.isolation import of_organisations, within
from core.models import OutgoingMail
from core.rotation import encrypted_fields
from incidents.choices import Status
from incidents.delivery import marks
from incidents.models import (
    AftercareTalk,
    Attachment,
    HelpSheet,
    ImportChange,
    ImportRun,
    Incident,
    IncidentText,
    LightIncident,
    MiniReport,
    RemovalRecord,
    RetentionCase,
)
from incidents.models.retention import PauseReason
from incidents.retention import CLEARED, ENDED, KEEPING, NAMELESS, Keeping, people_due
from incidents.services.attachments import erase_attachment
from incidents.services.handling import lock_incident
from participants.access import Capability, demand
from participants.models import Organisation, User

declare("incidents.retention.paused", "{actor} liet de tekst van {object} langer bewaren")
declare("incidents.retention.resumed", "{actor} liet de bewaartermijn van {object} weer lopen")
declare("incidents.retention.anonymised", "{actor} wiste tekst en bijlagen van {object}")
declare("incidents.retention.deleted", "{actor} wiste iets na de bewaartermijn")

declare("incidents.retention.term_changed", "{actor} veranderde de bewaartermijn van {object}")

LONGEST_PAUSE_YEARS = 2
CHUNK = 100
TEXTS = [field.name for field in encrypted_fields()[IncidentText]]


@transaction.atomic
def pause_retention(
    *, incident: Incident, actor: User, reason: PauseReason, until: date, paused_at: datetime
) -> Incident:
    """Keep text and attachments of an incident until a day, because a procedure runs.

    Raises:
        PermissionDenied: outside the reach of the actor.
        ValidationError: for a day that has passed or is more than two years away, or when all is erased already.
    """
    locked = lock_incident(incident, actor)
    today = timezone.localdate(paused_at)
    if locked.anonymised_at is not None:
        raise ValidationError("Tekst en bijlagen van dit voorval zijn al gewist.")
    if until <= today:
        raise ValidationError("Kies een dag in de toekomst.")
    if until > date(today.year + LONGEST_PAUSE_YEARS, today.month, min(today.day, 28)):
        raise ValidationError("Kies een dag binnen twee jaar. Daarna kunt u opnieuw verlengen.")
    Incident.objects.filter(pk=locked.pk).update(retention_paused_until=until, version=F("version") + 1)
    RetentionCase.objects.update_or_create(
        incident=locked,
        defaults={
            "organisation_id": locked.organisation_id,
            "pause_reason": reason,
            "paused_by": actor,
            "noticed_at": None,  # at the end of the pause it is announced anew
        },
    )
    record(code="incidents.retention.paused", actor=actor, obj=locked, changed=["retention_paused_until"])
    return locked


@transaction.atomic
def resume_retention(*, incident: Incident, actor: User) -> Incident:
    """Let the term run again before the pause is over. What was announced before is announced anew."""
    locked = lock_incident(incident, actor)
    Incident.objects.filter(pk=locked.pk).update(retention_paused_until=None, version=F("version") + 1)
    RetentionCase.objects.filter(incident=locked).update(pause_reason="", paused_by=None, noticed_at=None)
    record(code="incidents.retention.resumed", actor=actor, obj=locked, changed=["retention_paused_until"])
    return locked


@transaction.atomic
def change_term(*, organisation: Organisation, actor: User, months: int, version: int | None = None) -> Organisation:
    """Change how many months after closing the text of incidents is kept.

    Raises:
        PermissionDenied: outside the reach of the actor.
        ValidationError: outside 3 to 84 months.
        Conflict: when somebody else changed the organisation since it was read.
    """
    demand(actor, Capability.INCIDENTS_HANDLE, organisation)
    locked: Organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    locked.check_version(version)
    if locked.retention_months != months:
        locked.retention_months = months
        locked.clean_fields(exclude=[field.name for field in locked._meta.fields if field.name != "retention_months"])
        locked.save(update_fields=["retention_months"])
        record(code="incidents.retention.term_changed", actor=actor, obj=locked, organisation_id=locked.pk)
    return locked


@dataclass(frozen=True, slots=True)
class Removed:
    """How much was removed with one row."""

    texts: int = 0
    files: int = 0


def apply_retention(*, at: datetime, limit: int = 5000) -> dict[str, int]:
    """Remove what has reached its end, row by row, each in a transaction of its own; return how many of each.

    Stopped half-way, the next run goes on. Run twice, the second removes nothing: what was removed is not due.
    """
    batch = uuid.uuid4()
    counts: dict[str, int] = {}
    numbers = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    for keeping in KEEPING.values():
        due = islice((row for number in numbers for row in _due(keeping, number, at)), limit)
        counts[keeping.what] = sum(_remove_one(keeping, *row, at, batch) for row in due)
    return counts


def _due(keeping: Keeping, organisation_id: int, at: datetime) -> Iterator[tuple[int, int]]:
    """Give the keys of what is due in an organisation with its number, a hundred at a time."""
    last = 0
    while True:
        with within(of_organisations([organisation_id])):
            rows = keeping.due(at).filter(organisation=organisation_id, pk__gt=last).values_list("pk", flat=True)
            found = list(rows[:CHUNK])
        if not found:
            return
        yield from ((pk, organisation_id) for pk in found)
        last = found[-1]


def _remove_one(keeping: Keeping, pk: int, organisation_id: int, at: datetime, batch: uuid.UUID) -> bool:
    """Lock the row, ask again whether it is due, remove it and write that down; all or nothing."""
    with within(of_organisations([organisation_id])):
        locked = keeping.model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
        if locked is None or not keeping.due(at).filter(pk=pk).exists():
            return False
        remove(keeping, locked, at=at, batch=batch)
        return True


def remove(keeping: Keeping, row: Any, *, at: datetime, batch: uuid.UUID) -> None:
    """Remove one locked row in the caller's transaction, and write it in the register."""
    pk, name = row.pk, keeping.name_of(row)
    organisation_id = row.organisation_id
    is_kept = keeping.method == RemovalRecord.Method.ANONYMISED
    removed = _REMOVERS[keeping.what](row, at)
    RemovalRecord.objects.update_or_create(
        organisation_id=organisation_id,
        what=keeping.what,
        object_id=pk,
        defaults={
            "batch": batch,
            "label": name,
            "method": keeping.method,
            "texts": removed.texts,
            "files": removed.files,
            "removed_at": at,
        },
    )
    code = "incidents.retention.anonymised" if is_kept else "incidents.retention.deleted"
    record(code=code, actor=None, obj=row if is_kept else None, organisation_id=organisation_id)


def anonymise_incident(incident: Incident, at: datetime) -> Removed:
    """Erase text, attachments and who was involved; the row stays and counts as it did.

    What was set aside keeps its status: as anonymised it would begin to count.
    """
    removed = _erase_content(incident)
    values = dict(CLEARED) | {"anonymised_at": at, "version": F("version") + 1}
    if incident.source_ref:
        values["source_ref"] = marks.erased(marks.secret_of(incident.organisation_id), incident.source_ref)
    if incident.status not in ENDED or incident.status == Status.CLOSED:
        values["status"] = Status.ANONYMISED
    Incident.objects.filter(pk=incident.pk).update(**values)
    return removed


def _erase_content(incident: Incident) -> Removed:
    text = IncidentText.objects.filter(incident=incident).first()
    texts = sum(bool(getattr(text, name)) for name in TEXTS) if text else 0
    IncidentText.objects.filter(incident=incident).update(**dict.fromkeys(TEXTS, ""))
    attachments = list(Attachment.objects.filter(incident=incident).select_related("stored_file"))
    for attachment in attachments:
        erase_attachment(attachment)
    _forget_sheets(incident)
    AftercareTalk.objects.filter(incident=incident).delete()
    ImportChange.objects.filter(incident=incident).update(before={})
    RetentionCase.objects.filter(incident=incident).delete()
    LightIncident.objects.filter(upgraded_to=incident).update(counted_by=None)
    MiniReport.objects.filter(incident=incident).update(judged_by=None)
    _forget_mails(incident)
    return Removed(texts, len(attachments))


def _forget_sheets(incident: Incident) -> None:
    """Delete help sheets that were not thrown away yet: they may hold the words of the incident."""
    for sheet in HelpSheet.objects.filter(incident=incident).select_related("pdf"):
        file = sheet.pdf
        sheet.delete()
        if file is not None:
            uploads.remove(file)


def _forget_mails(incident: Incident) -> None:
    """Delete the rows of mails about this incident: their key ties a reader to it."""
    for kind in MAIL_KINDS:
        key = f"incidents.{kind}:{incident.organisation_id}:{incident.pk}:"
        OutgoingMail.objects.filter(dedup_key__startswith=key).delete()


MAIL_KINDS = ("step", "clock", "draft", "aftercare")


def delete_draft(draft: Incident, at: datetime) -> Removed:
    """Throw a draft away with all that was typed."""
    removed = _erase_content(draft)
    draft.delete()
    return removed


def delete_mini_report(report: MiniReport, at: datetime) -> Removed:
    """Throw a short report away that nobody judged."""
    texts = int(bool(report.words))
    report.delete()
    return Removed(texts)


def forget_import(run: ImportRun, at: datetime) -> Removed:
    """Forget what a delivered file was called, its headings, and the cells that were wrong in it or had to be told."""
    texts = 1 + bool(run.problems) + bool(run.columns)
    nothing: dict[str, Any] = {
        "columns": [],
        "notes": [],
        "differences": [],
        "mapping": {},
        "words": {},
        "unknown_words": {},
    }
    ImportRun.objects.filter(pk=run.pk).update(file_name=NAMELESS, problems="", **nothing)
    return Removed(texts)


def forget_people(*, at: datetime) -> int:
    """Forget who counted a light incident or judged a short report, when the term of the organisation is over.

    Neither holds text, so that nothing is announced and nothing stands in the register: the same moment after a restore
    does it again. Returns how many rows.
    """
    forgotten = 0
    for organisation in Organisation.objects.order_by("pk"):
        with within(of_organisations([organisation.pk])):
            forgotten += sum(rows.update(**{name: None}) for name, rows in people_due(organisation, at))
    return forgotten


_REMOVERS: dict[str, Callable[[Any, datetime], Removed]] = {
    "voorval": anonymise_incident,
    "concept": delete_draft,
    "korte_melding": delete_mini_report,
    "bestand": forget_import,
}
