"""Production: TLS everywhere, cookies bound to the host, static files with hashes in their names."""

import re
from base64 import urlsafe_b64decode
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from vpt_portal.settings.base import *
from vpt_portal.settings.environment import is_given, refuse

DEBUG = False

# --- What can be read but cannot be right ---------------------------------------------------------------------------
_PLACEHOLDER_DOMAIN = re.compile(
    r"(^|\.)(example|invalid|test|localhost|local)$|(^|\.)example\.(com|net|org|nl)$", re.I
)
_DATABASE = DATABASES["default"]


def _is_real_address(text: str) -> bool:
    """Tell whether mail to this address can arrive somewhere."""
    name, _, domain = parseaddr(text)[1].rpartition("@")
    return bool(name) and "." in domain and not _PLACEHOLDER_DOMAIN.search(domain)


def _bytes_of(key: str) -> bytes:
    """Return what a key of the free text is made of; nothing when it is no such key."""
    return urlsafe_b64decode(key) if re.fullmatch(r"[A-Za-z0-9_-]{43}=", key) else b""


refuse("SECRET_KEY", len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10, "use 50 random characters or more")
refuse("SECRET_KEY", SECRET_KEY.startswith(("development-only", "django-insecure")), "this one is no secret")
refuse("SECRET_KEY_FALLBACKS", any(len(key) < 50 for key in SECRET_KEY_FALLBACKS), "each has 50 characters or more")
refuse("ENCRYPTION_KEYS", not ENCRYPTION_KEYS, "without a key no text of an incident can be kept")
refuse(
    "ENCRYPTION_KEYS",
    not all(len(set(_bytes_of(key))) >= 10 for key in ENCRYPTION_KEYS),
    "each is 32 random bytes in url-safe base64, as docker/make-secrets makes them",
)
refuse(
    "ENCRYPTION_KEYS",
    any(_bytes_of(key).startswith(b"development-only") for key in ENCRYPTION_KEYS),
    "this one is no secret",
)
refuse("ALLOWED_HOSTS", not any(ALLOWED_HOSTS), "name at least one host name")
refuse("ALLOWED_HOSTS", any("*" in host or host.startswith(".") for host in ALLOWED_HOSTS), "name hosts one by one")
refuse("SITE_URL", urlsplit(SITE_URL).scheme != "https", "must start with https://")
refuse("SITE_URL", urlsplit(SITE_URL).hostname not in ALLOWED_HOSTS, "its host must stand in ALLOWED_HOSTS")
refuse("SITE_URL", urlsplit(SITE_URL).path.strip("/"), "the portal has a host of its own, without a path")
refuse("DATABASE_URL", "postgresql" not in _DATABASE["ENGINE"], "must be a postgres:// address")
refuse("DATABASE_URL", not _DATABASE["NAME"], "names no database")
refuse("DATABASE_URL", not _DATABASE["USER"], "names no role")
refuse("DATABASE_OWNER_URL", DATABASE_ROLE == "owner" and OWNER_DATABASE is None, "is needed to migrate")
_SERVES_AS = _DATABASE["USER"] if DATABASE_ROLE == "app" else ""
_OWNERS = {"postgres", "vpt_owner", OWNER_DATABASE["USER"] if OWNER_DATABASE else ""} - {""}
refuse("DATABASE_URL", _SERVES_AS in _OWNERS, f"the portal may not serve as {_SERVES_AS}, which owns the tables")
refuse(
    "REDIS_URL", urlsplit(REDIS_URL).scheme not in {"redis", "rediss", "unix"}, "must be redis://, rediss:// or unix://"
)
refuse("EMAIL_HOST", not is_given("EMAIL_HOST"), "name the mail server")
refuse("EMAIL_PORT", not 0 < EMAIL_PORT < 65536, "must be from 1 to 65535")
refuse("EMAIL_USE_TLS", EMAIL_HOST_USER and not EMAIL_USE_TLS, "must be on when EMAIL_HOST_USER is given")
refuse("EMAIL_HOST_PASSWORD", EMAIL_HOST_USER and not EMAIL_HOST_PASSWORD, "belongs to EMAIL_HOST_USER")
refuse("DEFAULT_FROM_EMAIL", not _is_real_address(DEFAULT_FROM_EMAIL), "must be an address that can receive mail")
refuse("CONTACT_EMAIL", not _is_real_address(CONTACT_EMAIL), "must be an address that can receive mail")
refuse("DATA_DIR", not is_given("DATA_DIR") or not DATA_DIR.is_absolute(), "must be a full path")
for _public in (STATIC_ROOT, *STATICFILES_DIRS):
    refuse(
        "DATA_DIR", DATA_DIR.resolve().is_relative_to(Path(_public).resolve()), "may not stand below the public files"
    )
refuse("DOWNLOAD_ACCEL_PREFIX", not re.fullmatch(r"|/.*/", DOWNLOAD_ACCEL_PREFIX), "must start and end with /")
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
refuse("REQUEST_LOG_LEVEL", REQUEST_LOG_LEVEL not in _LEVELS, "must be DEBUG, INFO, WARNING or ERROR")
refuse("UPLOAD_SCANNER", not re.match(r"$|(tcp|unix)://.", UPLOAD_SCANNER), "must be tcp://host:port or unix:///path")

# --- TLS ------------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^gezond$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = 1  # nginx overwrites X-Forwarded-For; without this all visitors share one sign-in limit
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
