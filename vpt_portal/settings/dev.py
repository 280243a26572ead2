"""Development: everything on this machine, no secrets worth keeping."""

import os

os.environ.setdefault("SECRET_KEY", "development-only-" + "0" * 40)
os.environ.setdefault("ENCRYPTION_KEYS", "ZGV2ZWxvcG1lbnQtb25seS0wMDAwMDAwMDAwMDAwMDA=")
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1")
os.environ.setdefault("REQUEST_LOG_LEVEL", "WARNING")
os.environ.setdefault("SITE_URL", "http://localhost:8000")
os.environ.setdefault("DEFAULT_FROM_EMAIL", "VPT-portaal <portaal@vpt.example>")

from vpt_portal.settings.base import *

DEBUG = True
SHOWS_COMPONENT_PAGE = True
ALLOWS_DEMO_DATA = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys on http://localhost
