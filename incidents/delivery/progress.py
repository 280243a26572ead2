"""Tells how far a file is while its transaction is still open: on a connection of its own, at most twice a second."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any

import psycopg
from django.db import connection

from core.models import Job

_EVERY = 0.5
_TELL = "update core_job set progress = %s, total = %s, claimed_at = clock_timestamp() where id = %s"


class Progress:
    """Counts rows; without a job it tells nobody."""

    def __init__(self, job: Job | None, total: int) -> None:
        self.job, self.total, self.done = job, max(total, 1), 0
        self._other: psycopg.Connection[Any] | None = None
        self._next = time.monotonic() + _EVERY

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._other is not None:
            self._other.close()

    def add(self, rows: int) -> None:
        """Count these rows, and tell it now and then."""
        self.done += rows
        if self.job is not None and time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY
            self._tell(self.job)

    def _tell(self, job: Job) -> None:
        if self._other is None:
            self._other = psycopg.connect(**connection.get_connection_params(), autocommit=True)
        self._other.execute(_TELL, [min(self.done, self.total), self.total, job.pk])
