"""Production: TLS everywhere, cookies bound to the host, static files with hashes in their names."""

from urllib.parse import urlsplit

from vpt_portal.settings.base import *
from vpt_portal.settings.base import ALLOWED_HOSTS, DATABASES, SECRET_KEY, SITE_URL
from vpt_portal.settings.environment import refuse

DEBUG = False

# --- What can be read but cannot be right ---------------------------------------------------------------------------
refuse("SECRET_KEY", len(SECRET_KEY) < 50 or SECRET_KEY.startswith("development-only"), "use 50 random characters")
refuse("ALLOWED_HOSTS", not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS, "name the host names one by one")
refuse("SITE_URL", urlsplit(SITE_URL).scheme != "https", "must start with https://")
refuse("SITE_URL", urlsplit(SITE_URL).hostname not in ALLOWED_HOSTS, "its host must stand in ALLOWED_HOSTS")
refuse("DATABASE_URL", "postgresql" not in DATABASES["default"]["ENGINE"], "must be a postgres:// address")

# --- TLS ------------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^gezond$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_NAME = "__Host-sessionid"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
CSRF_COOKIE_SECURE = True

# --- Static files ---------------------------------------------------------------------------------------------------
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
