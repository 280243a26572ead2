"""Mail servers that misbehave, for workers that are started by a test."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class HangingBackend(BaseEmailBackend):
    """Tells that it was given a message, and never answers."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the recipient to the file of the test, and hang."""
        Path(os.environ["TOLD"]).write_text(email_messages[0].to[0])
        time.sleep(60)
        return 0
