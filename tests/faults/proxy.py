"""A door between the portal and its database that a test can slam: open connections break, new ones are refused."""

from __future__ import annotations

import contextlib
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connections


class Door:
    """Passes bytes between a socket of its own and the database, as long as it is open."""

    def __init__(self, upstream: dict[str, Any]) -> None:
        self.folder = tempfile.mkdtemp(prefix="door")
        self.path = f"{self.folder}/.s.PGSQL.{upstream['PORT'] or 5432}"
        self._upstream = upstream
        self._pairs: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener: socket.socket | None = None
        self.cut_connections = 0

    def open(self) -> None:
        """Let connections through."""
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self.path)
        Path(self.path).chmod(0o777)
        listener.listen(100)
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def slam(self) -> None:
        """Break every connection, in whatever it is doing, and refuse new ones."""
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        Path(self.path).unlink(missing_ok=True)
        with self._lock:
            pairs, self._pairs = self._pairs, set()
        self.cut_connections += len(pairs) // 2
        for end in pairs:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
                far = self._connect()
            except OSError:
                return
            with self._lock:
                self._pairs |= {near, far}
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _connect(self) -> socket.socket:
        host, port = str(self._upstream["HOST"] or "localhost"), int(self._upstream["PORT"] or 5432)
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        far = socket.socket(socket.AF_UNIX)
        far.connect(f"{host}/.s.PGSQL.{port}")
        return far

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while part := source.recv(65536):
                target.sendall(part)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def door() -> Iterator[Door]:
    """Send new connections of this process through a door; the connection that the test has already stays as it is."""
    settings = connections.settings["default"]
    host = settings["HOST"]
    made = Door(dict(settings))
    made.open()
    settings["HOST"] = made.folder
    try:
        yield made
    finally:
        settings["HOST"] = host
        made.slam()
