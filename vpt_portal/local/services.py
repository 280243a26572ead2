"""The database and the broker together: started here, joined when they run, or taken from the environment."""

from __future__ import annotations

import os
import time
from base64 import urlsafe_b64encode
from typing import Self

from vpt_portal.local import postgres, valkey
from vpt_portal.local.console import CannotGoOn
from vpt_portal.local.places import Lock, Places
from vpt_portal.local.processes import Household

_NAMES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


def are_given() -> bool:
    """Tell whether the environment names both services, so that none need be started."""
    return bool(os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"))


def environment(places: Places, *, broker_database: int = 0) -> dict[str, str]:
    """Give the environment for a program that uses the services; what was set from outside wins."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PG") and name not in _NAMES}
    env["DATA_DIR"] = os.environ.get("DATA_DIR") or str(places.root)
    if os.environ.get("DATABASE_URL"):
        env.update({name: os.environ[name] for name in _NAMES[:2] if os.environ.get(name)})
    else:
        env["DATABASE_URL"] = postgres.address(places, "vpt_app")
        env["DATABASE_OWNER_URL"] = postgres.address(places, "vpt_owner")
    if places.root.is_dir() and not (env.get("ENCRYPTION_KEYS") or env.get("ENCRYPTION_KEYS_FILE")):
        env["ENCRYPTION_KEYS"] = places.secret("encryption_key", lambda: urlsafe_b64encode(os.urandom(32)).decode())
    env["REDIS_URL"] = os.environ.get("REDIS_URL") or valkey.address(places, database=broker_database)
    return env


def start(places: Places, household: Household, *, is_durable: bool = True) -> list[str]:
    """Start what the environment does not name; tell what was started."""
    wanted: dict[str, postgres.Postgres | valkey.Valkey] = {}
    if not os.environ.get("DATABASE_URL"):
        wanted["PostgreSQL"] = postgres.Postgres(places, household, is_durable=is_durable)
    if not os.environ.get("REDIS_URL"):
        wanted["Valkey"] = valkey.Valkey(places, household)
    for service in wanted.values():
        service.begin()
    for service in wanted.values():
        service.finish()
    return list(wanted)


class Session:
    """The services for the time of a `with` block: started, or joined when another session started them."""

    def __init__(self, places: Places, *, is_durable: bool = True, address: str = "") -> None:
        self.places = places
        self.is_durable = is_durable
        self.address = address
        self.holder: dict[str, str] | None = None
        self.lock: Lock
        self.household: Household

    def __enter__(self) -> Self:
        self.places.prepare()
        self.lock = Lock(self.places)
        self.holder = self.lock.take(address=self.address)
        self.household = Household(keep_open=[] if self.holder else [self.lock.fileno()])
        try:
            if self.holder:
                self._join()
            else:
                start(self.places, self.household, is_durable=self.is_durable)
        except BaseException:
            self.household.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.household.stop()
        if not self.holder:
            self.places.tidy()
        self.lock.release()

    def _join(self) -> None:
        until = time.monotonic() + 30
        while not self._is_answering():
            if time.monotonic() > until:
                raise CannotGoOn(f"{self.places.root} is in use by process {(self.holder or {}).get('pid')}.")
            time.sleep(0.1)

    def _is_answering(self) -> bool:
        has_database = bool(os.environ.get("DATABASE_URL")) or postgres.is_answering(self.places)
        return has_database and (bool(os.environ.get("REDIS_URL")) or valkey.is_answering(self.places))
