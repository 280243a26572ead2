"""Mail servers that misbehave, for workers that are started by a test."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class HangingBackend(BaseEmailBackend):
    """Tells that it was given a message, and never answers."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the recipient to the file of the test, and hang."""
        Path(os.environ["TOLD"]).write_text(email_messages[0].to[0])
        time.sleep(60)
        return 0


class UntouchedCache(BaseCache):
    """A cache that must not be asked for anything: any use of it is an error."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise AssertionError("the cache was used")

    add = get = set = touch = delete = clear = has_key = incr = get_many = set_many = _refuse
