"""Workers that are started and killed, and a mail server that counts."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from aiosmtpd.controller import Controller
from celery import Celery
from django.conf import settings
from django.db import connection

from core import hints

Worker = subprocess.Popen[bytes]


def wait_until(condition: Callable[[], object], seconds: float = 15.0) -> None:
    """Wait for something that another process does."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.02)


def _test_database_url() -> str:
    part = connection.settings_dict
    url = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(url._replace(path=f"/{part['NAME']}"))


@pytest.fixture
def start_worker(transactional_db: None, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Return a function that starts a worker on the test database; all are dead afterwards."""
    started: list[Worker] = []

    def start(kind: str, **environment: str) -> Worker:
        given = {
            **os.environ,
            "DATABASE_URL": _test_database_url(),
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "TOLD": str(tmp_path / "told"),
            **environment,
        }
        command = [sys.executable, "-m", "tests.faults.worker", kind]
        worker = subprocess.Popen(command, env=given, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL)
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.wait()


class CountingSink:
    """Takes every mail and counts them by recipient and by Message-ID."""

    def __init__(self) -> None:
        self.recipients: Counter[str] = Counter()
        self.message_ids: Counter[str] = Counter()
        self._lock = threading.Lock()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        """Count and accept."""
        lines = envelope.content.decode("utf-8", "replace").splitlines()
        found = next(line for line in lines if line.lower().startswith("message-id:"))
        with self._lock:
            self.recipients.update(envelope.rcpt_tos)
            self.message_ids.update([found.split(":", 1)[1].strip()])
        return "250 OK"


@pytest.fixture
def sink() -> Iterator[tuple[CountingSink, int]]:
    """Return a real mail server on this machine, and its port."""
    handler = CountingSink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def frozen() -> Iterator[str]:
    """Return the address of a broker that takes a connection and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture(params=["down", "frozen"])
def lost_broker(request: pytest.FixtureRequest, frozen: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Celery:
    """Let the hints go to a broker that is down or frozen."""
    settings.CELERY_TASK_ALWAYS_EAGER = False
    app = Celery("lost", broker=frozen if request.param == "frozen" else "redis://127.0.0.1:1/0", set_as_current=False)
    app.conf.broker_transport_options = {"socket_timeout": 2, "socket_connect_timeout": 2}
    monkeypatch.setattr(hints, "current_app", app)
    monkeypatch.setattr(hints, "_hinter", hints.Hinter())
    return app


CACHE = {"LOCATION": "redis://127.0.0.1:1/0", "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1}}


@pytest.fixture
def far_cache(settings: Any) -> Callable[[str, str], None]:
    """Return a way to put the cache of this kind at this address."""

    def choose(backend: str, address: str) -> None:
        settings.CACHES = {"default": {**CACHE, "BACKEND": backend, "LOCATION": address}}

    return choose
