"""A mark of what some fields hold, so that two editors of different parts of an incident do not hinder each other."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.crypto import constant_time_compare, salted_hmac

from incidents.models import Incident, IncidentText

_SALT = "incidents.fingerprint"


def fingerprint(incident: Incident, text: IncidentText, names: Iterable[str]) -> str:
    """Return the mark of these fields; it tells nothing of what they hold."""
    parts = []
    for name in sorted(names):
        holder = text if hasattr(text, name) else incident
        column = f"{name}_id" if hasattr(holder, f"{name}_id") else name
        parts.append(f"{name}={getattr(holder, column)!r}")
    return salted_hmac(_SALT, "\n".join(parts), algorithm="sha256").hexdigest()[:32]


def is_same(one: str, other: str) -> bool:
    """Tell whether two marks are of the same values."""
    return constant_time_compare(one, other)
