"""The places that a reporter used before: the fastest answer to "where"."""

from __future__ import annotations

from incidents.models import Incident
from participants.access import Capability
from participants.models import User


def recent_places(user: User, draft: Incident, limit: int = 3) -> list[tuple[str, str]]:
    """Return the places that this reporter used last, newest first, as (value of the button, words)."""
    rows = (
        Incident.objects.reachable(user, Capability.INCIDENTS_REPORT)
        .filter(reporter=user, organisation=draft.organisation_id)
        .exclude(pk=draft.pk)
        .exclude(text__location="")
        .order_by("-occurred_at", "-pk")
        .values_list("channel", "text__location")[:25]
    )
    places = list(dict.fromkeys((channel, place) for channel, place in rows if channel))[:limit]
    return [(f"{channel}|{place}", place) for channel, place in places]
