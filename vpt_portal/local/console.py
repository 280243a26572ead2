"""What the starter says: one line a step, and one sentence when it cannot go on."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class CannotGoOn(Exception):
    """Stops the start; its message is the one sentence that the user reads."""


class Console:
    """Prints progress to standard error, so that a command's own output stays clean."""

    def __init__(self, *, is_quiet: bool = False) -> None:
        self.is_quiet = is_quiet

    def say(self, line: str = "") -> None:
        """Print one line."""
        if not self.is_quiet:
            print(line, file=sys.stderr, flush=True)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Print what is being done and, when done, how long it took."""
        started = time.monotonic()
        if not self.is_quiet:
            print(f"  … {what}", end="\n" if not sys.stderr.isatty() else "\r", file=sys.stderr, flush=True)
        yield
        self.say(f"  ✓ {what} ({time.monotonic() - started:.1f} s)")
