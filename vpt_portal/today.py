"""Gathers "Vandaag" from the apps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from core.today import TodayLine, Urgency
from participants.models import User

Provider = Callable[[User, datetime], list[TodayLine]]

_TITLES = {Urgency.OVERDUE: "Te laat", Urgency.SOON: "Binnenkort", Urgency.WAITING: "Wacht op u"}
_ORDER = [Urgency.OVERDUE, Urgency.SOON, Urgency.WAITING]


def _providers() -> list[Provider]:
    return [import_string(name) for name in settings.TODAY_PROVIDERS]


def lines_for(user: User, at: datetime) -> list[TodayLine]:
    """Return all lines that wait for this user, most urgent first."""
    lines = [line for provider in _providers() for line in provider(user, at)]
    return sorted(lines, key=lambda line: (_ORDER.index(line.urgency), line.due_on is None, line.due_on or at.date()))


@dataclass(frozen=True, slots=True)
class TodayGroup:
    """Lines of one urgency with the words above them."""

    title: str
    lines: list[TodayLine]


def groups_for(user: User, at: datetime) -> list[TodayGroup]:
    """Return the lines of this user in groups: too late, due soon, waiting; empty groups are left out."""
    lines = lines_for(user, at)
    groups = [TodayGroup(_TITLES[urgency], [line for line in lines if line.urgency == urgency]) for urgency in _ORDER]
    return [group for group in groups if group.lines]
