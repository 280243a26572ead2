"""Waits until a child ends, somebody asks to stop, or the starter's own parent is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from types import FrameType

from vpt_portal.local.console import CannotGoOn

_ASKS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked to stop: Ctrl-C, a signal, or the end of the parent."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def listen() -> None:
    """Turn the first request to stop into `Stopped`; further ones are ignored while stopping goes on."""

    def stop(number: int, _frame: FrameType | None) -> None:
        for each in _ASKS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    for each in _ASKS:
        signal.signal(each, stop)


def wait_for(children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Wait for as long as all children run.

    Raises:
        Stopped: on a request to stop.
        CannotGoOn: when one of the children ends by itself.
    """
    parent = os.getppid()
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                raise CannotGoOn(f"The {name} has stopped by itself (code {child.returncode}); see its log.")
        if os.getppid() != parent:
            raise Stopped(signal.SIGHUP)
        time.sleep(0.2)
