"""Gives the types of meetings the sectors that they are for, once there are sectors."""

from __future__ import annotations

from meetings.models import MeetingType
from meetings.reference import TYPES
from participants.models import Sector


def give_sectors() -> None:
    """Set the sectors of the types that are for some only; what was chosen in the admin stays."""
    for line in TYPES:
        kind = MeetingType.objects.filter(slug=line.slug, guest_sectors=None).first()
        if kind is not None and line.sectors:
            kind.guest_sectors.set(Sector.objects.filter(slug__in=line.sectors))
