"""The nightly round of keeping to terms: announce first, then remove, then copy the register out of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from incidents.services.retention import apply_retention, forget_people
from incidents.services.retention_ledger import write_ledger
from incidents.services.retention_notices import announce_drafts, announce_ends


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did."""

    announced: int
    warned: int
    removed: dict[str, int]


def keep_to_terms(*, at: datetime, limit: int = 5000) -> Round:
    """Do one round. It commits in steps, so that a round that is stopped has done part of it and the next goes on."""
    announced = announce_ends(at=at)
    warned = announce_drafts(at=at)
    removed = apply_retention(at=at, limit=limit)
    forget_people(at=at)
    write_ledger()
    return Round(announced, warned, removed)
