"""Loads invented attachments: a picture and a page without anything on them that points at a person."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pikepdf
from PIL import Image, ImageDraw

from core.demo import DemoWorld
from core.uploads import KINDS, store
from incidents.choices import Status
from incidents.models import Attachment, Incident
from incidents.services.attachments import NEUTRAL_NAME


def load(world: DemoWorld, codes: tuple[str, ...]) -> None:
    """Give some reports of these organisations attachments; what has them already stays as it is."""
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
