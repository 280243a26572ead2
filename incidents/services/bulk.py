"""Several incidents at once: each by its own service, so that one that cannot does not hold up the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError

from core.models import Conflict
from incidents.models import Incident
from incidents.services.assignment import assign_incident
from incidents.services.handling import close_incident
from participants.models import User


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one incident: done, or why not."""

    reference: str
    refusal: str = ""

    @property
    def is_done(self) -> bool:
        """Tell whether it worked."""
        return not self.refusal


def close_incidents(
    *, incidents: Iterable[Incident], actor: User, conclusion: str, closed_at: datetime
) -> list[Outcome]:
    """Close several incidents with one sentence to their reporters; the rest closes when one cannot."""
    return _each(
        incidents,
        lambda incident: close_incident(incident=incident, actor=actor, conclusion=conclusion, closed_at=closed_at),
    )


def assign_incidents(
    *, incidents: Iterable[Incident], actor: User, assignee: User | None, assigned_at: datetime
) -> list[Outcome]:
    """Give several incidents to one colleague, or to nobody."""
    return _each(
        incidents,
        lambda incident: assign_incident(incident=incident, actor=actor, assignee=assignee, assigned_at=assigned_at),
    )


def _each(incidents: Iterable[Incident], write: Callable[[Incident], object]) -> list[Outcome]:
    """Write one after the other, in order of key, so that two colleagues never wait for each other in a ring."""
    outcomes = []
    for incident in sorted(incidents, key=lambda each: each.pk):
        try:
            write(incident)
        except ValidationError as refusal:
            outcomes.append(Outcome(incident.reference, " ".join(refusal.messages)))
        except (Conflict, PermissionDenied) as refusal:
            outcomes.append(Outcome(incident.reference, str(refusal)))
        else:
            outcomes.append(Outcome(incident.reference))
    return outcomes
