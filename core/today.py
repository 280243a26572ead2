"""One line of "Vandaag": a sentence, where to act on it and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Urgency(StrEnum):
    """How a line is marked, in words and with a dot, never with colour alone."""

    OVERDUE = "overdue"
    SOON = "soon"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class TodayLine:
    """What waits, as a whole Dutch sentence, with the page on which it is done.

    `url` is a path of this portal; `action` the words on its button; `count` how many things the line stands for.
    """

    sentence: str
    url: str
    action: str
    urgency: Urgency = Urgency.WAITING
    due_on: date | None = None
    count: int = 1
