"""Reads parameters of an address; odd ones become a default or a 404, never a 500."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.http import Http404, HttpRequest, QueryDict

_BIGGEST = 2**63 - 1


def int_or_none(value: Any) -> int | None:
    """Return a positive whole number that fits a key, or None."""
    text = str(value or "").strip()
    if not (text.isascii() and text.isdigit()) or len(text) > 19:
        return None
    number = int(text)
    return number if number <= _BIGGEST else None


def int_or_404(value: Any) -> int:
    """Return a positive whole number that fits a key.

    Raises:
        Http404: when it is anything else.
    """
    number = int_or_none(value)
    if number is None:
        raise Http404
    return number


def choice(request: HttpRequest, name: str, allowed: Collection[str], default: str) -> str:
    """Return the parameter when it is one of those allowed, else the default."""
    value = request.GET.get(name, default)
    return value if value in allowed else default


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with; an empty form that was sent is not a form that was only looked at."""
    return request.POST if request.method == "POST" else None


def submit_key(request: HttpRequest) -> uuid.UUID:
    """Return the key with which a form was sent, so that a double press is one; a new key when it has none."""
    try:
        return uuid.UUID(request.POST.get("submit_key", ""))
    except ValueError:
        return uuid.uuid4()
