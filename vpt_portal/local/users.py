"""As whom PostgreSQL runs: it refuses to run as root, so root steps down."""

from __future__ import annotations

import ctypes
import os
import pwd
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vpt_portal.local.console import CannotGoOn

_CLONE_NEWUSER = 0x10000000


@dataclass(frozen=True)
class Server:
    """The user of the database server: `become` changes to it, `owner` is who owns its files."""

    owner: tuple[int, int]
    become: Callable[[], None]


def _stay() -> None:
    """Stay who we are."""


def _step_down(uid: int, gid: int) -> Callable[[], None]:
    def become() -> None:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)

    return become


def _step_into_namespace() -> None:
    """Become nobody in a user namespace of our own: our own files stay ours, and root's rights are gone."""
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/uid_map").write_text("65534 0 1")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/gid_map").write_text("65534 0 1")


def _can(become: Callable[[], None], paths: list[Path]) -> bool:
    """Try in a process of its own whether a user can be become and reaches all paths."""
    child = os.fork()
    if child == 0:
        try:
            become()
            os._exit(0 if all(os.access(path, os.X_OK) for path in paths) else 1)
        except OSError:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def choose_server(cluster: Path, binaries: Path) -> Server:
    """Choose the user: ourselves when not root, else an unprivileged one that reaches the files, else a namespace.

    Raises:
        CannotGoOn: when root has no way to step down.
    """
    if os.geteuid() != 0:
        return Server((os.geteuid(), os.getegid()), _stay)
    owner = cluster.stat().st_uid if cluster.exists() else None
    for uid, gid in _candidates(cluster, owner):
        become = _step_down(uid, gid)
        if _can(become, [cluster.parent, binaries, binaries.parent / "share"]):
            return Server((uid, gid), become)
    if owner in (None, 0) and _can(_step_into_namespace, [cluster.parent, binaries]):
        return Server((0, 0), _step_into_namespace)
    raise CannotGoOn(
        f"PostgreSQL does not run as root, and no unprivileged user reaches {cluster.parent}:"
        " start as an ordinary user, or set DATABASE_URL."
    )


def _candidates(cluster: Path, owner: int | None) -> list[tuple[int, int]]:
    """The owner of the data when there is data, else the owner of the project, else nobody; never root."""
    wanted: list[int | str] = [owner] if owner is not None else [cluster.parent.parent.parent.stat().st_uid, "nobody"]
    found = []
    for who in wanted:
        try:
            entry = pwd.getpwuid(who) if isinstance(who, int) else pwd.getpwnam(who)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            found.append((entry.pw_uid, entry.pw_gid))
    return found
