"""Where one run keeps its things, all below one folder, and the lock that makes it the only one."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from vpt_portal.local.console import CannotGoOn
from vpt_portal.local.guard import is_running

PROJECT = Path(__file__).resolve().parents[2]
_LONGEST_SOCKET = 107
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_./-]+")


@dataclass(frozen=True)
class Places:
    """The folder of one run (`var/demo`, `var/test`) and what stands in it."""

    root: Path

    @property
    def cluster(self) -> Path:
        """The data directory of PostgreSQL."""
        return self.root / "postgres"

    @property
    def logs(self) -> Path:
        """The folder of the logs."""
        return self.root / "log"

    @property
    def ready(self) -> Path:
        """What was done at an earlier start."""
        return self.root / "ready.json"

    @cached_property
    def database_sockets(self) -> Path:
        """A private folder for the socket of PostgreSQL."""
        return self._sockets("pg", ".s.PGSQL.5432")

    @cached_property
    def broker_socket(self) -> Path:
        """The socket of Valkey, in a private folder."""
        return self._sockets("valkey", "valkey.sock") / "valkey.sock"

    def prepare(self) -> None:
        """Make the folder, closed to others but for passing through (PostgreSQL may run as another user)."""
        if self.root.exists() and self.root.stat().st_uid != os.geteuid():
            raise CannotGoOn(
                f"{self.root} belongs to another user (number {self.root.stat().st_uid}):"
                " start as that user, or let that user run `make reset`."
            )
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self.root.chmod(0o711)
            self.logs.mkdir(exist_ok=True)
        except PermissionError as error:
            raise CannotGoOn(f"{error.filename} cannot be written: give this user a copy of its own.") from None

    def secret(self, name: str, make: Callable[[], str]) -> str:
        """Read a secret of this folder, made once, so that what was made with it outlives a restart."""
        path = self.root / name
        if not path.exists():
            part = path.with_suffix(f".{os.getpid()}")
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(make())
            with suppress(FileExistsError):
                os.link(part, path)  # of two that begin at once, one makes it
            part.unlink()
        return path.read_text()

    def remembered(self) -> dict[str, str]:
        """Read what earlier starts have done; unreadable counts as nothing."""
        try:
            return dict(json.loads(self.ready.read_text()))
        except (OSError, ValueError):
            return {}

    def remember(self, **done: str) -> None:
        """Write down what this start has done."""
        self.ready.write_text(json.dumps({**self.remembered(), **done}, indent=1))

    def tidy(self) -> None:
        """Delete the sockets that stand elsewhere, once nothing listens on them."""
        if self._elsewhere().is_dir() and self._elsewhere().lstat().st_uid == os.geteuid():
            shutil.rmtree(self._elsewhere(), ignore_errors=True)

    def throw_away(self) -> None:
        """Delete the folder and all that stands in it."""
        self.tidy()
        shutil.rmtree(self.root)

    def _elsewhere(self) -> Path:
        name = hashlib.sha256(str(self.root).encode()).hexdigest()[:10]
        return Path(tempfile.gettempdir()) / f"vpt-{os.geteuid()}-{name}"

    def _sockets(self, folder: str, longest: str) -> Path:
        near = self.root / folder
        is_short = len(os.fsencode(near / longest)) <= _LONGEST_SOCKET and _PLAIN_PATH.fullmatch(str(near))
        if is_short:
            near.mkdir(mode=0o700, exist_ok=True)
            return near
        far = self._elsewhere()
        far.mkdir(mode=0o711, exist_ok=True)
        about = far.lstat()
        if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.geteuid() or about.st_mode & 0o066:
            raise CannotGoOn(f"{far} is not a private folder of this user: remove it.")
        (far / folder).mkdir(mode=0o700, exist_ok=True)
        return far / folder


class Lock:
    """Held while a run lasts; its guard shares it, so that it opens only when everything has stopped."""

    def __init__(self, places: Places) -> None:
        self._path = places.root / "lock"
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)

    def fileno(self) -> int:
        """Give the descriptor, to share it with the guard."""
        return self._descriptor

    def release(self) -> None:
        """Let go of it."""
        os.close(self._descriptor)

    def take(self, *, address: str = "", patience: float = 20.0) -> dict[str, str] | None:
        """Take the lock, or tell who holds it. One that was killed is given time to stop."""
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = self._holder()
                if is_running(int(holder.get("pid", 0)) or os.getpid()) and holder:
                    return holder
                if time.monotonic() > until:
                    raise CannotGoOn(f"{self._path} stays locked by something that does not stop.") from None
                time.sleep(0.05)
                continue
            os.truncate(self._descriptor, 0)
            os.pwrite(self._descriptor, json.dumps({"pid": str(os.getpid()), "address": address}).encode(), 0)
            return None

    def _holder(self) -> dict[str, str]:
        try:
            return dict(json.loads(os.pread(self._descriptor, 1000, 0)))
        except ValueError:
            return {}
