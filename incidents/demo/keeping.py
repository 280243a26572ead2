"""Loads invented attachments, and incidents of two years ago whose text goes soon, waits or has gone."""

from __future__ import annotations

import io
import uuid
from datetime import UTC, datetime, timedelta

import pikepdf
from django.utils import timezone
from PIL import Image, ImageDraw

from core.demo import DemoWorld
from core.uploads import KINDS, store
from incidents.choices import Status
from incidents.models import Attachment, Incident, RemovalRecord, RetentionCase
from incidents.models.retention import PauseReason
from incidents.services.attachments import NEUTRAL_NAME

DAYS_LEFT = (-12, 4, 11, 19, 26, 38, 52)
"""Of each invented incident at the end of its term: in how many days that term is over."""


def load(world: DemoWorld, codes: tuple[str, ...]) -> None:
    """Give some reports of these organisations attachments, and let old ones come to their end."""
    _attachments(world, codes)
    for code in codes:
        if not RetentionCase.objects.filter(organisation__code=code).exists():
            _ends(world, code)
            _gone(code)


def _ends(world: DemoWorld, code: str) -> None:
    """Let some closed incidents reach the end of their term: announced, not yet announced, paused, in a procedure."""
    rows = Incident.objects.filter(organisation__code=code, status=Status.CLOSED).order_by("occurred_at")
    for place, (incident, days) in enumerate(zip(rows, DAYS_LEFT, strict=False)):
        incident.closed_at = months_before(world.now + timedelta(days=days), incident.organisation.retention_months)
        incident.saved_at = incident.closed_at
        _age(incident)
        if place == 1:
            incident.retention_paused_until = world.today + timedelta(days=150)
        if place == 3:
            incident.prosecution_status = "vervolging"
        incident.save()
        RetentionCase.objects.create(
            incident=incident,
            organisation_id=incident.organisation_id,
            noticed_at=world.now - timedelta(days=30 - max(days, 9)) if days <= 26 and place not in (1, 3) else None,
            pause_reason=PauseReason.CLAIM if place == 1 else "",
            paused_by_id=incident.assigned_to_id if place == 1 else None,
        )


def _age(incident: Incident) -> None:
    """Let an incident have happened three weeks before it was closed, with all its moments."""
    assert incident.closed_at and incident.occurred_at and incident.reported_at
    moved = incident.closed_at - timedelta(days=21) - incident.occurred_at
    for name in ("occurred_at", "reported_at", "clock_due_at", "clock_stopped_at", "queue_at", "created_at"):
        if getattr(incident, name) is not None:
            setattr(incident, name, getattr(incident, name) + moved)
    for duty in incident.duties.all():
        for name in ("due_at", "done_at", "answered_at"):
            if getattr(duty, name) is not None:
                setattr(duty, name, getattr(duty, name) + moved)
        duty.save()


def months_before(moment: datetime, months: int) -> datetime:
    """Return the same day and hour so many months earlier, at most the 28th."""
    local = timezone.localtime(moment)
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    return local.replace(year=year, month=month + 1, day=min(local.day, 28)).astimezone(UTC)


def _gone(code: str) -> None:
    """Write in the register what was anonymised before, in two nights."""
    rows = Incident.objects.filter(organisation__code=code, status=Status.ANONYMISED).order_by("anonymised_at")
    batches = [uuid.UUID(int=2014), uuid.UUID(int=2015)]
    RemovalRecord.objects.bulk_create(
        RemovalRecord(
            organisation_id=incident.organisation_id,
            batch=batches[place % 2],
            what="voorval",
            object_id=incident.pk,
            label=incident.reference,
            method=RemovalRecord.Method.ANONYMISED,
            texts=2 + place % 2,
            files=place % 3,
            removed_at=incident.anonymised_at,
        )
        for place, incident in enumerate(rows)
    )


def _attachments(world: DemoWorld, codes: tuple[str, ...]) -> None:
    for code in codes:
        rows = Incident.objects.filter(organisation__code=code, reporter__isnull=False)
        chosen = rows.filter(status__in=[Status.IN_PROGRESS, Status.WAITING]).order_by("-occurred_at")[:4]
        if not Attachment.objects.filter(organisation__code=code).exists():
            for place, incident in enumerate(chosen):
                _attach(world, incident, place)


def _attach(world: DemoWorld, incident: Incident, place: int) -> None:
    """Give the first a picture, the second a letter, the third both, and the last one nothing."""
    if place in (0, 2):
        _keep(incident, "foto van de balie.jpg", _picture(), incident.reporter_id, world.now - timedelta(hours=30))
    if place in (1, 2):
        _keep(incident, "brief van de bezoeker.pdf", _page(), incident.assigned_to_id, world.now - timedelta(hours=4))


def _keep(incident: Incident, name: str, content: bytes, by: int | None, at: datetime) -> None:
    ending = name.rpartition(".")[2]
    neutral = f"{NEUTRAL_NAME}.{ending}"
    Attachment.objects.create(
        incident=incident,
        organisation_id=incident.organisation_id,
        stored_file=store(name=neutral, content=content, mimetype=KINDS[ending], actor=None, is_encrypted=True),
        name=name,
        added_by_id=by,
        added_at=at,
    )


def _picture() -> bytes:
    """Draw a counter with a crack in its glass."""
    picture = Image.new("RGB", (480, 320), "#d8dee4")
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((40, 190, 440, 300), fill="#8a6d4b")
    drawing.rectangle((60, 40, 420, 190), outline="#5b6670", width=4)
    drawing.line((240, 40, 210, 110, 260, 130, 230, 190), fill="#3a424a", width=3)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def _page() -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
