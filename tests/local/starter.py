"""Helpers: run the starter as a user does, and look at what runs."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from vpt_portal.local.guard import is_running
from vpt_portal.local.places import PROJECT

LOCAL = [sys.executable, "-m", "vpt_portal.local"]
ELSEWHERE = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DATA_DIR", "VPT_TEST_DATABASE", "DATABASE_ROLE")


def environment(**extra: str) -> dict[str, str]:
    """The environment of a user who has set nothing."""
    return {**{name: value for name, value in os.environ.items() if name not in ELSEWHERE}, **extra}


def run(var: Path, *words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the starter to its end."""
    return subprocess.run(
        [*LOCAL, "--var", str(var), *words],
        env=env or environment(),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
    )


def begin(var: Path, *words: str, log: Path) -> subprocess.Popen[bytes]:
    """Start the starter in a session of its own, as a terminal would."""
    with log.open("wb") as file:
        return subprocess.Popen(
            [*LOCAL, "--var", str(var), *words],
            env=environment(),
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )


def wait_until(holds: Callable[[], object], *, seconds: float = 30) -> None:
    """Wait until something holds, and fail when it never does."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.05)


def running_below(var: Path) -> list[str]:
    """Name the running processes that have the folder in their command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(var) in words and is_running(int(entry.name)) and int(entry.name) != os.getpid():
            found.append(f"{entry.name} {words}")
    return found


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])
