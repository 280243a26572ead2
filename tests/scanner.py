"""Scanners of viruses for the tests, as fixtures: one that answers, and one that stalls."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def virus_scanner(settings: Any) -> Iterator[list[bytes]]:
    """Run a scanner that knows one virus and answers as clamd does."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.UPLOAD_SCANNER = f"tcp://127.0.0.1:{server.getsockname()[1]}"

        def serve() -> None:
            guest, _ = server.accept()
            with guest, guest.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while size := int.from_bytes(stream.read(4), "big"):
                    content += stream.read(size)
                asked.append(content)
                guest.sendall(b"stream: Virus FOUND\0" if b"EICAR" in content else b"stream: OK\0")

        threading.Thread(target=serve, daemon=True).start()
        yield asked


@pytest.fixture
def stalling_scanner(settings: Any) -> Iterator[threading.Event]:
    """Run a scanner that takes calls and never answers; when its event is set, it drips an answer without an end."""
    drips, over = threading.Event(), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.UPLOAD_SCANNER = f"tcp://127.0.0.1:{server.getsockname()[1]}"

        def serve() -> None:
            guest, _ = server.accept()
            with guest:
                while not over.wait(0.02):
                    if drips.is_set():
                        with contextlib.suppress(OSError):
                            guest.sendall(b"s")

        threading.Thread(target=serve, daemon=True).start()
        yield drips
        over.set()
