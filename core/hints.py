"""Hints to the worker that something waits. A hint may be lost: the sweep finds the row within seconds.

Publishing to a broker that is down takes most of a second and to a frozen one more than a minute, so it never happens
on the path of a request: one daemon thread a process publishes, and hints that come while it is busy melt together.
"""

from __future__ import annotations

import logging
import os
import threading
from functools import cache

from celery import current_app
from django.conf import settings
from django.utils.module_loading import autodiscover_modules

logger = logging.getLogger(__name__)


@cache
def discover_tasks() -> None:
    """Import each app's `tasks.py`, so that handlers and guards are known in every kind of process."""
    autodiscover_modules("tasks")


class Hinter:
    """Publishes task names from one background thread; `hint` returns at once, whatever the broker does."""

    def __init__(self) -> None:
        self._wake = threading.Event()
        self._names: set[str] = set()
        self._lock = threading.Lock()
        self._pid = 0

    def hint(self, name: str) -> None:
        """Ask for one publication of this task."""
        with self._lock:
            self._names.add(name)
            if self._pid != os.getpid():  # a forked process does not inherit the thread
                self._pid = os.getpid()
                threading.Thread(target=self._run, name="hints", daemon=True).start()
        self._wake.set()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            with self._lock:
                names, self._names = self._names, set()
            for name in names:
                self._publish(name)

    def _publish(self, name: str) -> None:
        try:
            current_app.send_task(name, retry=False, expires=60, ignore_result=True)
        except Exception as error:  # noqa: BLE001  the sweep does the work when a hint is lost
            logger.warning("hint %s lost: %s", name, type(error).__name__)


_hinter = Hinter()


def _hint(name: str) -> None:
    if not getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False):
        _hinter.hint(name)


def mail_waits() -> None:
    """Hint that there is mail to send."""
    _hint("core.tasks.sweep_outbox")


def job_waits() -> None:
    """Hint that there is a job to do."""
    _hint("core.tasks.sweep_jobs")
