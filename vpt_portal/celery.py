"""The Celery application. Its broker carries hints only: all work stands in the database first."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vpt_portal.settings.dev")

app = Celery("vpt_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
