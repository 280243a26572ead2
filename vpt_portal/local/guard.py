"""Stops everything that a starter began, also when the starter itself was killed.

Run as a script with a pipe on standard input. Lines on it name processes to stop; the end of the pipe, which comes with
the end of the starter however it ended, is the order to stop them. Standard library only.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MARK = "VPT_LOCAL_RUN"
GRACE_SECONDS = 5.0


@dataclass(frozen=True)
class Ward:
    """One process to stop: higher stages first; `is_group` when it leads a process group of its own."""

    pid: int
    stage: int
    gentle: int
    firm: int
    is_group: bool

    def line(self) -> str:
        """Write the ward as one line for the pipe."""
        return f"+ {self.pid} {self.stage} {self.gentle} {self.firm} {int(self.is_group)}\n"

    @classmethod
    def read(cls, words: list[str]) -> Ward:
        """Read the ward from the words of a line."""
        pid, stage, gentle, firm, is_group = map(int, words)
        return cls(pid, stage, gentle, firm, bool(is_group))

    def send(self, number: int) -> None:
        """Send a signal to the process, or to its whole group."""
        with suppress(ProcessLookupError, PermissionError):
            (os.killpg if self.is_group else os.kill)(self.pid, number)


def is_running(pid: int) -> bool:
    """Tell whether a process runs; one that has ended but was not collected does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (OSError, IndexError):
        return not Path("/proc/self/stat").exists()


def marked(mark: str) -> list[int]:
    """Find the processes that carry the mark of this run in their environment (Linux only)."""
    found, needle = [], f"{MARK}={mark}".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if needle in (entry / "environ").read_bytes().split(b"\0") and int(entry.name) != os.getpid():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def _wait(pids: Iterable[int], seconds: float, tend: Callable[[], object]) -> None:
    until = time.monotonic() + seconds
    while any(map(is_running, pids)) and time.monotonic() < until:
        tend()
        time.sleep(0.02)


def stop_all(wards: Iterable[Ward], mark: str, *, spare: Iterable[int] = (), tend: Callable[[], object] = bool) -> None:
    """Stop the wards stage by stage, first gently, then firmly; at the end whatever else carries the mark."""
    by_stage: dict[int, list[Ward]] = {}
    for ward in wards:
        by_stage.setdefault(ward.stage, []).append(ward)
    for stage in sorted(by_stage, reverse=True):
        for how, seconds in (("gentle", GRACE_SECONDS), ("firm", 2.0)):
            for ward in by_stage[stage]:
                ward.send(getattr(ward, how))
            _wait([ward.pid for ward in by_stage[stage]], seconds, tend)
            if not any(is_running(ward.pid) for ward in by_stage[stage]):
                break
    rest = set(marked(mark)) - set(spare)
    for pid in rest:
        Ward(pid, 0, 0, 0, is_group=False).send(signal.SIGKILL)
    _wait(rest, 2.0, tend)


def main() -> None:
    """Keep the list of wards until the pipe ends, then stop them."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    wards: dict[int, Ward] = {}
    for line in sys.stdin:
        sign, *words = line.split()
        if sign == "+":
            ward = Ward.read(words)
            wards[ward.pid] = ward
        else:
            wards.pop(int(words[0]), None)
    stop_all(wards.values(), os.environ.get(MARK, "-"))


if __name__ == "__main__":
    main()
