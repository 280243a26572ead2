"""What waits in measures: the lines of "Vandaag"."""

from __future__ import annotations

from datetime import datetime

from core.today import TodayLine
from participants.models import User


def today(user: User, at: datetime) -> list[TodayLine]:
    """Return the lines that wait for this user, most urgent first."""
    return []
