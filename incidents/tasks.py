"""Tasks of incidents: no arguments but hints, one service call."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from core.isolation import EVERYTHING, within
from incidents.api.once import forget_old
from incidents.services import reminders


@shared_task
def forget_api_requests() -> None:
    """Delete answers of the API that no system asks for any more."""
    with within(EVERYTHING):
        forget_old()


@shared_task
def remind_of_clocks() -> None:
    """Remind who can react of clocks that run out; what was due while nothing ran is sent now."""
    with within(EVERYTHING):
        reminders.remind_of_clocks(at=timezone.now())
