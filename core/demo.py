"""The world of the demonstration, handed to the `load` of each app."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass
class DemoWorld:
    """What the loaders share. `now` decides what is overdue; `rng` is the same in every run.

    `accounts` maps a role to its invented account (plus `coordinator_other`, of a second organisation), and
    `organisations` a code to its organisation. `participants` fills both; the others read them.
    """

    now: datetime
    rng: random.Random = field(default_factory=lambda: random.Random(2014))
    accounts: dict[str, Any] = field(default_factory=dict)
    organisations: dict[str, Any] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """Return the day on which the demonstration is loaded."""
        return self.now.date()
