"""The two sides of the matrix of rights, and the objects that stand on each of them.

An app adds its objects in `tests/permissions/objects_<app>.py`:

    @builds("incident")
    def incident(case: Case) -> Incident:
        return IncidentFactory(organisation=case.organisation, narrative=case.canary())

A builder is called twice: once for the organisation of `users` and once for a foreign one. It returns the object (its
key becomes the argument of the address), or the arguments themselves as a tuple. `case.canary()` is a text that no role
of the other side may ever read; `case.canary(Role.PROJECT_LEADER)` one that only these roles may.
"""

from __future__ import annotations

import importlib
import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from participants.access import Role
from participants.models import Organisation, User
from tests.factories.participants import OrganisationFactory, make_user

ROLES = [*(str(role) for role in Role), "anonymous"]
PROGRAMME_LEADERS = (Role.PROJECT_LEADER, Role.SUPPORT)

Builder = Callable[["Case"], Any]
_BUILDERS: dict[str, Builder] = {}
_numbers = itertools.count(1)


def builds(key: str) -> Callable[[Builder], Builder]:
    """Register who builds the object named `args = "<key>"` in the expectations."""

    def register(builder: Builder) -> Builder:
        assert key not in _BUILDERS, f"two builders for {key!r}"
        _BUILDERS[key] = builder
        return builder

    return register


@dataclass
class Case:
    """One side: an organisation, its accounts and the objects built for it."""

    organisation: Organisation
    users: dict[Role, User]
    is_other: bool
    canaries: dict[str, frozenset[str]] = field(default_factory=dict)
    built: dict[str, Any] = field(default_factory=dict)

    def canary(self, *readers: Role) -> str:
        """Return a text to plant where, seen from the other side, only these roles may read."""
        text = f"kanarie{'vreemd' if self.is_other else 'eigen'}{next(_numbers):04d}"
        self.canaries[text] = frozenset(map(str, readers))
        return text

    def get(self, key: str) -> Any:
        """Return the object with this name, built on first use, so that builders may lean on each other."""
        if key not in self.built:
            assert key in _BUILDERS, (
                f"no builder for {key!r}: add @builds({key!r}) in tests/permissions/objects_<app>.py"
            )
            self.built[key] = _BUILDERS[key](self)
        return self.built[key]

    def args(self, key: str) -> tuple[Any, ...]:
        """Return the arguments of the address of this object."""
        built = self.get(key)
        return built if isinstance(built, tuple) else (built.pk,)


def make_case(name: str, code: str, *, is_other: bool) -> Case:
    """Make one side of the matrix."""
    organisation = OrganisationFactory(name=name, code=code)
    suffix = "vreemd" if is_other else "eigen"
    users = {role: make_user(role, organisation, email=f"{role}@{suffix}.example") for role in Role}
    return Case(organisation, users, is_other)


def missing(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return arguments of the same kinds that belong to nothing."""
    return tuple(_missing(value) for value in args)


def _missing(value: Any) -> Any:
    if isinstance(value, int):
        return 987_654_321
    return uuid.UUID(int=1) if isinstance(value, uuid.UUID) else "bestaat-niet"


def load_builders() -> dict[str, Builder]:
    """Import every module with builders."""
    for path in sorted(Path(__file__).parent.glob("objects*.py")):
        importlib.import_module(f"tests.permissions.{path.stem}")
    return _BUILDERS
