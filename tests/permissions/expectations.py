"""What each role gets at each address, written by hand in `expectations.d/`, and what follows from it.

A table is the name of an address:

    ["meetings:detail"]
    args = "meeting"                    # what the address is about; a builder in objects_<app>.py
    own = {project_leader=200, …}       # GET, all eight roles and anonymous
    other = {coordinator=404, …}        # GET about a foreign organisation's object; roles left out get what `own` says
    post = {project_leader=302, …}      # POST without a body; roles left out must be refused
    missing = 404                       # only when an object that does not exist gives something else
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.permissions.case import ROLES

FOLDER = Path(__file__).parent / "expectations.d"
REFUSED = frozenset({403, 404, 405})
SAFE = ("GET", "HEAD")


@dataclass(frozen=True)
class Expectation:
    """One address of the matrix."""

    name: str
    own: dict[str, int]
    args: str = ""
    other: dict[str, int] = field(default_factory=dict)
    post: dict[str, int] = field(default_factory=dict)
    missing: int | None = None

    @property
    def targets(self) -> list[str]:
        """Return which objects are tried: the own one, a foreign one, one that does not exist."""
        return ["own", *(["other"] if self.other else []), *(["missing"] if self.args else [])]

    def allows(self, target: str, role: str, method: str) -> frozenset[int]:
        """Return the statuses that are right for this request."""
        if method in SAFE:
            return self._get(target, role) | ({405} if method == "HEAD" else frozenset())
        if method == "POST":
            return self._post(target, role)
        return REFUSED | {400} | self._get(target, role) | ({200} if method == "OPTIONS" else frozenset())

    def _get(self, target: str, role: str) -> frozenset[int]:
        own = self.own[role]
        if target == "own":
            return frozenset({own})
        if target == "other":
            return frozenset({self.other.get(role, own)})
        if self.missing is not None and own not in (403, 405):
            return frozenset({self.missing, own} if role == "anonymous" else {self.missing})
        if role == "anonymous":
            return frozenset({own, 404})
        return frozenset({403}) if own == 403 else frozenset({404, 405}) if own == 405 else frozenset({404})

    def _post(self, target: str, role: str) -> frozenset[int]:
        if role == "anonymous":
            return frozenset({self.post.get(role, self.own[role])}) | REFUSED | {400}
        if not self.post:
            return REFUSED | self._get(target, role)
        allowed = frozenset({self.post[role]}) if role in self.post else REFUSED
        if target == "own":
            return allowed
        if target == "missing":
            return REFUSED | ({self.missing} if self.missing else frozenset())
        return REFUSED if self.other.get(role, 200) in REFUSED else allowed | REFUSED


def load(folder: Path = FOLDER) -> tuple[dict[str, Expectation], dict[str, dict[str, str]]]:
    """Return the addresses, and the models of the admin with what each role may there."""
    pages: dict[str, Expectation] = {}
    models: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.toml")):
        for name, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if name == "admin":
                models |= table
                continue
            assert name not in pages, f"{path.name}: {name!r} stands in two files"
            pages[name] = _expectation(path.name, name, table)
    return pages, models


def _expectation(where: str, name: str, table: dict[str, Any]) -> Expectation:
    for part in ("own", "other", "post"):
        unknown = set(table.get(part, {})) - set(ROLES)
        assert not unknown, f"{where}: {name!r} names unknown roles {unknown}"
    lacking = set(ROLES) - set(table["own"])
    assert not lacking, f"{where}: {name!r} says nothing about {lacking}"
    return Expectation(name, **table)
