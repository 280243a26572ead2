"""Settings that hold everywhere. Secrets have no default: a missing one stops the start with one sentence."""

from __future__ import annotations

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from environs import validate

from vpt_portal.settings.environment import env, is_given, seal

# --- Where things are -----------------------------------------------------------------------------------------------
BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))

# --- Secrets and addresses, from the environment --------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
_ENCRYPTION_KEYS = env.str("ENCRYPTION_KEYS")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
SITE_URL = env.str("SITE_URL")
_APP_DATABASE = env.dj_db_url("DATABASE_URL")
OWNER_DATABASE = env.dj_db_url("DATABASE_OWNER_URL") if is_given("DATABASE_OWNER_URL") else None
DATABASE_ROLE = env.str("DATABASE_ROLE", default="app", validate=validate.OneOf(["app", "owner"]))
REDIS_URL = env.str("REDIS_URL")
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")
UPLOAD_SCANNER = env.str("UPLOAD_SCANNER", default="")
DOWNLOAD_ACCEL_PREFIX = env.str("DOWNLOAD_ACCEL_PREFIX", default="")
REQUEST_LOG_LEVEL = env.str("REQUEST_LOG_LEVEL", default="INFO")
seal()
ENCRYPTION_KEYS = _ENCRYPTION_KEYS.replace(",", " ").split()  # of free text; the newest first, one a line in a file

# --- Applications ---------------------------------------------------------------------------------------------------
OWN_APPS = [
    "reports",
    "newsletters",
    "meetings",
    "incidents",
    "budget",
    "programme",
    "measures",
    "apothekerskast",
    "participants",
    "core",
]
INSTALLED_APPS = [
    *OWN_APPS,
    "vpt_portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django_structlog",
    "drf_spectacular",
    "import_export",
    "pgtrigger",
    "pghistory",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "core.middleware.PrivateResponseMiddleware",
    "core.middleware.OddInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "vpt_portal.middleware.ButtonAddressMiddleware",
    "vpt_portal.middleware.SignInMiddleware",
    "participants.middleware.SecondFactorMiddleware",
    "participants.middleware.SecondWallMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]
ROOT_URLCONF = "vpt_portal.urls"
WSGI_APPLICATION = "vpt_portal.wsgi.application"

# --- Templates and forms --------------------------------------------------------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.static",
                "crispy_forms.templatetags.crispy_forms_tags",
                "core.templatetags.vpt",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vpt_portal.context.portal",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Database: vpt_app serves, vpt_owner owns the tables and migrates -----------------------------------------------
_SESSION_LIMITS = "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000"
_SERVES = DATABASE_ROLE == "app" or OWNER_DATABASE is None
DATABASES = {
    "default": {
        **(_APP_DATABASE if _SERVES else OWNER_DATABASE),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 3, **({"options": _SESSION_LIMITS} if _SERVES else {})},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache: may disappear at any moment -----------------------------------------------------------------------------
CACHES = {
    "default": {
        "BACKEND": "core.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}

# --- Language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- Sign-in --------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "participants.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "participants.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # the sign-in page mails them itself: allauth's mail links to sign-up
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_FORMS = {
    "request_login_code": "participants.forms_sign_in.AddressForm",
    "confirm_login_code": "participants.forms_sign_in.CodeForm",
}
MFA_ADAPTER = "participants.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "participants.forms_sign_in.SecondStepForm",
    "reauthenticate": "participants.forms_sign_in.ConfirmForm",
    "activate_totp": "participants.forms_sign_in.ActivateAppForm",
    "add_webauthn": "participants.forms_sign_in.AddKeyForm",
    "edit_webauthn": "participants.forms_sign_in.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TRUST_ENABLED = True
MFA_TOTP_ISSUER = "VPT-portaal"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "vpt_portal.errors.csrf_failure"

# --- Headers --------------------------------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "microphone", "geolocation", "payment", "usb", "browsing-topics")
}

# --- Files and limits -----------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
PRIVATE_ROOT = DATA_DIR / "private"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
LARGE_UPLOADS = {"/voorvallen/inlezen": 101 * 1024 * 1024}  # as docker/nginx/ has it: a file and the rest of its form
FILE_UPLOAD_PERMISSIONS = 0o640

# --- Mail: written to the outbox first, sent by the worker ----------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 20

# --- Tasks: the broker carries hints, a sweep finds what was never announced ----------------------------------------
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "retry_on_timeout": True,
    "health_check_interval": 30,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 100
CELERY_TASK_TIME_LIMIT = 120
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "sweep-outbox": {"task": "core.tasks.sweep_outbox", "schedule": 5.0, "options": {"expires": 10}},
    "sweep-jobs": {"task": "core.tasks.sweep_jobs", "schedule": 5.0, "options": {"expires": 10}},
    "remind-of-clocks": {"task": "incidents.tasks.remind_of_clocks", "schedule": 300.0, "options": {"expires": 240}},
    "forget-mails": {"task": "core.tasks.forget_mails", "schedule": crontab(minute=25)},
    "forget-api-requests": {"task": "incidents.tasks.forget_api_requests", "schedule": crontab(hour=3, minute=20)},
    "remove-help-sheets": {"task": "incidents.tasks.remove_help_sheets", "schedule": crontab(minute=35)},
    "keep-to-terms": {"task": "incidents.tasks.keep_to_terms", "schedule": crontab(hour="1-4", minute=50)},
    "freeze-rounds": {"task": "incidents.tasks.freeze_rounds", "schedule": crontab(minute=50)},
    "sweep-files": {"task": "core.tasks.sweep_files", "schedule": crontab(minute=40)},
    "settle-region-months": {
        "task": "incidents.tasks.settle_region_months",
        "schedule": crontab(hour=4, minute=20),
    },
    "clear-sessions": {"task": "core.tasks.clear_sessions", "schedule": crontab(hour=3, minute=10)},
    "forget-delivered-files": {"task": "incidents.tasks.forget_delivered_files", "schedule": crontab(minute=20)},
}

# --- Import and export ----------------------------------------------------------------------------------------------
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_IMPORT_IGNORE_BLANK_LINES = True
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "change"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"
IMPORT_EXPORT_SKIP_ADMIN_EXPORT_UI = False
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = False

# --- History --------------------------------------------------------------------------------------------------------
PGHISTORY_APPEND_ONLY = True

# --- API: for systems, with a key; no browser, no session -----------------------------------------------------------
API_VERSION = "1.0.0"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["incidents.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["incidents.api.authentication.HasKey"],
    "DEFAULT_THROTTLE_CLASSES": ["incidents.api.authentication.KeyThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "incidents.api.problems.as_response",
    "URL_FORMAT_OVERRIDE": None,
    "UNICODE_JSON": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "VPT-portaal",
    "DESCRIPTION": "Voorvallen en aantallen van de eigen organisatie aanleveren en ophalen.",
    "VERSION": API_VERSION,
    "OAS_VERSION": "3.1.0",
    "CONTACT": {"name": "Beheer van het portaal", "url": f"{SITE_URL}/contact/", "email": CONTACT_EMAIL},
    "SERVERS": [{"url": f"{SITE_URL}/api/v1", "description": "Dit portaal"}],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SCHEMA_PATH_PREFIX_TRIM": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["incidents.api.schema.after_the_design_rules"],
}

# --- Portal ---------------------------------------------------------------------------------------------------------
IS_DEMONSTRATION = False
ALLOWS_DEMO_DATA = False
SHOWS_COMPONENT_PAGE = False
TODAY_PROVIDERS = [f"{app}.today.today" for app in OWN_APPS if app != "core"]

ANONYMOUS_PATHS = ["/m/", "/voorvallen/peiling/"]  # who opens these is not logged

# --- Logs -----------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"without_token": {"()": "core.logs.WithoutToken"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["without_token"]}},
    "loggers": {name: {"level": "WARNING"} for name in ("fontTools", "weasyprint", "pikepdf")}
    | {"django_structlog": {"level": REQUEST_LOG_LEVEL}}
    # A refusal has its own line above; this one would add a traceback and the address with its token.
    | {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
