"""Wiring of the portal: settings, addresses, the task queue and the home page of each role."""

from vpt_portal.celery import app as celery_app

__all__ = ["celery_app"]
