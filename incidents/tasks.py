"""Tasks of incidents: no arguments but hints, one service call."""

from __future__ import annotations

from django.utils import timezone

from core.isolation import EVERYTHING, task
from incidents.api.once import forget_old
from incidents.services import reminders


@task(scope=EVERYTHING)
def forget_api_requests() -> None:
    """Delete answers of the API that no system asks for any more."""
    forget_old()


@task(scope=EVERYTHING)
def remind_of_clocks() -> None:
    """Remind who can react of clocks that run out; what was due while nothing ran is sent now."""
    reminders.remind_of_clocks(at=timezone.now())
