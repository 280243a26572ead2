"""Settings of a worker that a test starts: the test database, and the mail server that the test names."""

import os
from pathlib import Path

from vpt_portal.settings.dev import *  # noqa: F403

EMAIL_BACKEND = os.environ.get("MAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ.get("MAIL_PORT", "25"))
LOGGING_CONFIG = None
PRIVATE_ROOT = Path(os.environ["PRIVATE_FOLDER"]) if "PRIVATE_FOLDER" in os.environ else PRIVATE_ROOT  # noqa: F405
