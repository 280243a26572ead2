"""Characters that no keyboard makes and no database column holds: NUL and lone surrogates."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

_ODD = re.compile("[\x00\ud800-\udfff]")


def is_odd(text: str) -> bool:
    """Tell whether a text holds NUL or half a character."""
    return _ODD.search(text) is not None


def is_odd_bytes(raw: bytes) -> bool:
    """Tell whether bytes hold NUL or are no UTF-8; half a character is no UTF-8."""
    if b"\0" in raw:
        return True
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


_BROKEN_BYTE = re.compile("%[89A-Fa-f][0-9A-Fa-f]")


def is_odd_path(path: str) -> bool:
    """Tell the same of a path, in which Django writes bytes that are no UTF-8 with a percent sign again."""
    return is_odd(path) or _BROKEN_BYTE.search(path) is not None


def is_odd_encoded(raw: str) -> bool:
    """Tell the same of a percent-encoded query or form, as it was sent."""
    return is_odd_bytes(unquote_to_bytes(raw.encode("latin-1", "replace")))


def has_odd(value: Any) -> bool:
    """Tell whether anything in a decoded JSON value is odd: texts, keys, and numbers that JSON does not know."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str) and is_odd(part):
            return True
        if isinstance(part, float) and not math.isfinite(part):
            return True
        if isinstance(part, dict):
            waiting += [*part.keys(), *part.values()]
        elif isinstance(part, list):
            waiting += part
    return False


def any_odd(texts: Iterable[str]) -> bool:
    """Tell whether one of these texts is odd."""
    return any(is_odd(text) for text in texts)
