"""Personal links: what a person may do without an account, signed and limited in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core import signing


def sign(purpose: str, value: Any) -> str:
    """Return a token that stands for `value`, good for this purpose only."""
    return signing.dumps(value, salt=f"vpt.{purpose}", compress=True)


def read(purpose: str, token: str, max_age: timedelta | int | None) -> Any:
    """Return the value of a token, or None when it is forged, too old or made for another purpose."""
    try:
        return signing.loads(token, salt=f"vpt.{purpose}", max_age=max_age)
    except (signing.BadSignature, ValueError, UnicodeError, OverflowError, TypeError):
        return None
