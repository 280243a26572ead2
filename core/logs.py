"""How requests are logged: one JSON line when an answer leaves, without what would open a personal link."""

from __future__ import annotations

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog
from django.conf import settings

_LONG = re.compile(r"[^/]{40,}")


def configure() -> None:
    """Send structured lines through the ordinary loggers, whose levels stand in the settings."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.processors.add_log_level,
            without_secrets,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def without_secrets(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out the query and every long part of a path: a token of a personal link is as good as a password.

    Where it is promised that nobody knows who came, the address of the computer and the account of somebody who
    happens to be signed in are left out too.
    """
    request = event.get("request")
    if isinstance(request, str):
        if any(f" {start}" in request for start in settings.ANONYMOUS_PATHS):
            for name in ("ip", "user_agent", "user_id"):
                event.pop(name, None)
        event["request"] = without_token(request)
    return event


def without_token(address: str) -> str:
    """Return an address as it may be logged. Behind an anonymous path all is left out: a key that is typed is short."""
    path = address.partition("?")[0]
    for start in settings.ANONYMOUS_PATHS:
        path = re.sub(f"((?:^| ){re.escape(start)})[^/]+", r"\1…", path)
    return _LONG.sub("…", path)


class WithoutToken(logging.Filter):
    """Lets Django tell of an error of ours without the link that was opened."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the address in a line of `django.request`; every line passes."""
        if record.name == "django.request" and isinstance(record.args, tuple):
            record.args = tuple(without_token(each) if isinstance(each, str) else each for each in record.args)
        return True
