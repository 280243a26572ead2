"""Tasks of incidents: no arguments but hints, one service call."""

from __future__ import annotations

from celery import shared_task

from core.isolation import EVERYTHING, within
from incidents.api.once import forget_old


@shared_task
def forget_api_requests() -> None:
    """Delete answers of the API that no system asks for any more."""
    with within(EVERYTHING):
        forget_old()
