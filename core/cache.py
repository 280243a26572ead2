"""A cache that may disappear: without it the portal works on, only without what the cache remembers.

Rate limits of sign-in live in the cache. When it is gone they let people in: the code from the mail and the second
factor still guard the door, and three wrong tries still end an attempt (that is kept in the session).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

_PAUSE = 5.0  # seconds in which a cache that failed is not asked again, so that nobody waits for it twice


def _forgiving(name: str, answer: Callable[..., Any]) -> Callable[..., Any]:
    """Make a method that answers as an empty cache does when the server does not answer."""
    original = getattr(RedisCache, name)

    @wraps(original)
    def method(self: ForgivingRedisCache, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self.asleep_until:
            try:
                return original(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                self.asleep_until = time.monotonic() + _PAUSE
                logger.warning("cache does not answer: %s", error)
        return answer(*args, **kwargs)

    return method


def _default(key: Any = None, default: Any = None, *args: Any, **kwargs: Any) -> Any:
    return default


class ForgivingRedisCache(RedisCache):
    """Redis as Django uses it, except that a dead server is an empty cache and never an error."""

    asleep_until = 0.0

    get = _forgiving("get", _default)
    get_many = _forgiving("get_many", lambda *args, **kwargs: {})
    set = _forgiving("set", lambda *args, **kwargs: None)
    set_many = _forgiving("set_many", lambda *args, **kwargs: [])
    add = _forgiving("add", lambda *args, **kwargs: True)
    touch = _forgiving("touch", lambda *args, **kwargs: False)
    delete = _forgiving("delete", lambda *args, **kwargs: False)
    delete_many = _forgiving("delete_many", lambda *args, **kwargs: None)
    has_key = _forgiving("has_key", lambda *args, **kwargs: False)
    incr = _forgiving("incr", lambda key, delta=1, *args, **kwargs: delta)
    clear = _forgiving("clear", lambda *args, **kwargs: False)
