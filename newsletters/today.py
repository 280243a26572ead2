"""What waits in the newsletters: the lines of "Vandaag"."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse

from core.today import TodayLine, Urgency
from newsletters.models import Edition, EditionStatus
from participants.access import Capability, decide
from participants.models import User

_QUIET_FOR = timedelta(days=90)


def today(user: User, at: datetime) -> list[TodayLine]:
    """Return the drafts that wait, and say when the network heard nothing for a quarter."""
    if not decide(user, Capability.NEWSLETTERS_MANAGE):
        return []
    lines = [
        TodayLine(f"De nieuwsbrief ‘{edition}’ is nog een concept.", edition.get_absolute_url(), "Afmaken")
        for edition in Edition.objects.filter(status=EditionStatus.DRAFT)[:3]
    ]
    heard = Edition.objects.filter(status=EditionStatus.SENT, send_at__gte=at - _QUIET_FOR).exists()
    if not heard and not lines:
        url = reverse("newsletters:index")
        lines.append(TodayLine("Het netwerk kreeg drie maanden geen nieuwsbrief.", url, "Beginnen", Urgency.SOON))
    return lines
