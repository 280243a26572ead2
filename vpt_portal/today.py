"""Gathers "Vandaag" from the apps."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from core.today import TodayLine, Urgency
from participants.models import User

_ORDER = [Urgency.OVERDUE, Urgency.SOON, Urgency.WAITING]


def lines_for(user: User, at: datetime) -> list[TodayLine]:
    """Return all lines that wait for this user, most urgent first."""
    lines = [line for name in settings.TODAY_PROVIDERS for line in import_string(name)(user, at)]
    return sorted(lines, key=lambda line: (_ORDER.index(line.urgency), line.due_on is None, line.due_on or at.date()))
