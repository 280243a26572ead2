"""The link of a poll: signed, without anything about who uses it, and worthless once its key is renewed."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from django.conf import settings
from django.urls import reverse

from core import links
from core.isolation import of_organisations, within
from incidents.models import Poll

PURPOSE = "incidents.poll"


@dataclass(frozen=True, slots=True)
class PollLink:
    """What a link stands for."""

    organisation_id: int
    poll_id: int
    key: str


def poll_url(poll: Poll) -> str:
    """Return the whole address of a poll, to share or to print."""
    token = links.sign(PURPOSE, [poll.organisation_id, poll.pk, poll.key])
    return settings.SITE_URL.rstrip("/") + reverse("incidents:poll_answer", args=[token])


def read(token: str) -> PollLink | None:
    """Return what a link stands for; None when it is forged."""
    value = links.read(PURPOSE, token, None)
    if not isinstance(value, list) or len(value) != 3:
        return None
    return PollLink(int(value[0]), int(value[1]), str(value[2]))


def find(link: PollLink) -> Poll | None:
    """Return the open poll of a link that was verified."""
    with within(of_organisations([link.organisation_id])):
        rows = Poll.objects.filter(pk=link.poll_id, key=link.key, closed_at=None)
        found: Poll | None = rows.select_related("round", "organisation").first()
    return found


def qr_picture(url: str) -> str:
    """Return the QR code as SVG, drawn in dark on light also in a dark page."""
    svg: str = segno.make(url, micro=False, error="m").svg_inline(
        scale=1, border=2, light="#fff", dark="#15282b", omitsize=True, title="QR-code van de peiling", svgclass=None
    )
    return svg
