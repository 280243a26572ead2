"""Starts processes such that none outlives the starter."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from vpt_portal.local import guard
from vpt_portal.local.console import CannotGoOn

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(number: int) -> None:
    """Ask the kernel to signal this process when its parent ends (Linux; elsewhere the guard alone does it)."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, number)


class Household:
    """The processes of one run, watched by a guard that stops them when this process ends in whatever way."""

    def __init__(self, *, keep_open: Sequence[int] = ()) -> None:
        self.mark = uuid.uuid4().hex
        self._wards: dict[int, guard.Ward] = {}
        self._children: list[subprocess.Popen[bytes]] = []
        self._guard = subprocess.Popen(
            [sys.executable, "-I", guard.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env={**os.environ, guard.MARK: self.mark},
            start_new_session=True,
            pass_fds=tuple(keep_open),
            cwd="/",
        )

    def start(
        self,
        arguments: Sequence[str | Path],
        *,
        env: Mapping[str, str],
        log: Path | None = None,
        stage: int = 1,
        gentle: int = signal.SIGTERM,
        firm: int = signal.SIGKILL,
        become: Callable[[], None] | None = None,
        is_foreground: bool = False,
        cwd: Path | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start one process; `become` changes its user first, a foreground process shares our terminal."""

        def before() -> None:
            if become is not None:
                become()
            die_with_parent(gentle)  # after the change of user, which clears it

        target = log.open("ab") if log else None
        child = subprocess.Popen(
            [str(word) for word in arguments],
            env={**env, guard.MARK: self.mark},
            stdin=None if is_foreground else subprocess.DEVNULL,
            stdout=target,
            stderr=target,
            preexec_fn=before,  # noqa: PLW1509  (the starter has one thread)
            start_new_session=not is_foreground,
            cwd=cwd,
        )
        if target:
            target.close()
        self._children.append(child)
        self._tell(guard.Ward(child.pid, stage, gentle, firm, is_group=not is_foreground and become is None))
        return child

    def finish(self, child: subprocess.Popen[bytes], *, what: str, log: Path) -> None:
        """Wait until a command ends.

        Raises:
            CannotGoOn: when it failed, with its last lines and where the rest stands.
        """
        if child.wait():
            said = log.read_text(errors="replace").strip().splitlines()[-4:]
            raise CannotGoOn("\n    ".join([f"{what} failed; all of it stands in {log}:", *said]))
        self._wards.pop(child.pid, None)
        self._write(f"- {child.pid}\n")

    def stop(self) -> None:
        """Stop everything and wait until it has stopped."""
        try:
            if self._guard.stdin:
                self._guard.stdin.close()
        except OSError:
            pass
        while self._guard.poll() is None:
            self._collect()
            try:
                self._guard.wait(0.02)
            except subprocess.TimeoutExpired:
                continue
        if self._guard.returncode:
            guard.stop_all(self._wards.values(), self.mark, tend=self._collect)
        self._collect()

    def _collect(self) -> None:
        for child in self._children:
            child.poll()

    def _tell(self, ward: guard.Ward) -> None:
        self._wards[ward.pid] = ward
        self._write(ward.line())

    def _write(self, line: str) -> None:
        try:
            if self._guard.stdin:
                self._guard.stdin.write(line.encode())
                self._guard.stdin.flush()
        except OSError:  # the guard was killed: the kernel's signal and `stop` remain
            pass
