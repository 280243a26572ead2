"""A missing or wrong setting stops the start with one clear line; a good environment passes the deployment check."""

from __future__ import annotations

import os
import subprocess
import sys
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from vpt_portal.local.checks import sample_environment
from vpt_portal.local.places import PROJECT

KEY = "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TEXT_KEY = urlsafe_b64encode(bytes(range(32))).decode()

# setting that is named, changes to a good environment (None takes it away)
WRONG: list[tuple[str, dict[str, str | None]]] = [
    ("SECRET_KEY", {"SECRET_KEY": None}),
    ("SECRET_KEY", {"SECRET_KEY": "short"}),
    ("SECRET_KEY", {"SECRET_KEY": "x" * 60}),
    ("SECRET_KEY", {"SECRET_KEY": f"development-only-{KEY}"}),
    ("SECRET_KEY_FILE", {"SECRET_KEY": None, "SECRET_KEY_FILE": "/nowhere/secret_key"}),
    ("SECRET_KEY_FALLBACKS", {"SECRET_KEY_FALLBACKS": f"{KEY},short"}),
    ("ENCRYPTION_KEYS", {"ENCRYPTION_KEYS": None}),
    ("ENCRYPTION_KEYS", {"ENCRYPTION_KEYS": ""}),
    ("ENCRYPTION_KEYS", {"ENCRYPTION_KEYS": "short"}),
    ("ENCRYPTION_KEYS", {"ENCRYPTION_KEYS": KEY[:43]}),
    ("ENCRYPTION_KEYS", {"ENCRYPTION_KEYS": f"{'A' * 43}="}),
    ("ENCRYPTION_KEYS", {"ENCRYPTION_KEYS": f"{TEXT_KEY},short"}),
    ("ENCRYPTION_KEYS", {"ENCRYPTION_KEYS": f"{TEXT_KEY},ZGV2ZWxvcG1lbnQtb25seS0wMDAwMDAwMDAwMDAwMDA="}),
    ("ENCRYPTION_KEYS_FILE", {"ENCRYPTION_KEYS": None, "ENCRYPTION_KEYS_FILE": "/nowhere/encryption_keys"}),
    ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": None}),
    ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": ""}),
    ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": "*"}),
    ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": "vpt.regio.nl,.regio.nl"}),
    ("SITE_URL", {"SITE_URL": None}),
    ("SITE_URL", {"SITE_URL": "http://vpt.regio.nl"}),
    ("SITE_URL", {"SITE_URL": "https://other.regio.nl"}),
    ("SITE_URL", {"SITE_URL": "https://vpt.regio.nl/portaal"}),
    ("DATABASE_URL", {"DATABASE_URL": None}),
    ("DATABASE_URL", {"DATABASE_URL": "no address"}),
    ("DATABASE_URL", {"DATABASE_URL": "sqlite:////tmp/vpt.sqlite3"}),
    ("DATABASE_URL", {"DATABASE_URL": "postgres://vpt_app@postgres"}),
    ("DATABASE_URL", {"DATABASE_URL": "postgres://postgres/vpt"}),
    ("DATABASE_URL", {"DATABASE_URL": "postgres://vpt_owner@postgres/vpt"}),
    ("DATABASE_URL", {"DATABASE_URL": "postgres://boss@pg/vpt", "DATABASE_OWNER_URL": "postgres://boss@pg/vpt"}),
    ("DATABASE_OWNER_URL", {"DATABASE_OWNER_URL": "no address"}),
    ("DATABASE_OWNER_URL", {"DATABASE_ROLE": "owner", "DATABASE_OWNER_URL": None}),
    ("DATABASE_ROLE", {"DATABASE_ROLE": "superuser"}),
    ("REDIS_URL", {"REDIS_URL": None}),
    ("REDIS_URL", {"REDIS_URL": "http://valkey:6379"}),
    ("EMAIL_HOST", {"EMAIL_HOST": None}),
    ("EMAIL_PORT", {"EMAIL_PORT": "smtp"}),
    ("EMAIL_PORT", {"EMAIL_PORT": "70000"}),
    ("EMAIL_USE_TLS", {"EMAIL_USE_TLS": "perhaps"}),
    ("EMAIL_USE_TLS", {"EMAIL_HOST_USER": "vpt", "EMAIL_HOST_PASSWORD": KEY, "EMAIL_USE_TLS": "false"}),
    ("EMAIL_HOST_PASSWORD", {"EMAIL_HOST_USER": "vpt", "EMAIL_HOST_PASSWORD": None}),
    ("DEFAULT_FROM_EMAIL", {"DEFAULT_FROM_EMAIL": None}),
    ("DEFAULT_FROM_EMAIL", {"DEFAULT_FROM_EMAIL": "the portal"}),
    ("DEFAULT_FROM_EMAIL", {"DEFAULT_FROM_EMAIL": "VPT-portaal <portaal@vpt.example>"}),
    ("CONTACT_EMAIL", {"CONTACT_EMAIL": None}),
    ("CONTACT_EMAIL", {"CONTACT_EMAIL": "help@example.com"}),
    ("DATA_DIR", {"DATA_DIR": None}),
    ("DATA_DIR", {"DATA_DIR": "var"}),
    ("DATA_DIR", {"DATA_DIR": str(PROJECT / "staticfiles" / "data")}),
    ("DATA_DIR", {"DATA_DIR": str(PROJECT / "static")}),
    ("DOWNLOAD_ACCEL_PREFIX", {"DOWNLOAD_ACCEL_PREFIX": "files"}),
    ("UPLOAD_SCANNER", {"UPLOAD_SCANNER": "clamd:3310"}),
]


def production(changes: dict[str, str | None]) -> dict[str, str]:
    """A good environment, with changes, and nothing of the environment of the tests."""
    wanted = {**sample_environment(), **changes, "DJANGO_SETTINGS_MODULE": "vpt_portal.settings.production"}
    return {"PATH": os.environ["PATH"], **{name: value for name, value in wanted.items() if value is not None}}


def run(words: list[str], changes: dict[str, str | None]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], env=production(changes), cwd=PROJECT, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize(("setting", "changes"), WRONG, ids=lambda value: str(value)[:60])
def test_a_wrong_setting_stops_with_one_line(setting: str, changes: dict[str, str | None]) -> None:
    done = run(["-c", "import vpt_portal.settings.production"], changes)
    lines = done.stderr.splitlines()
    assert done.returncode != 0
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("Settings: ") and f" {setting} (" in lines[0], lines
    assert not done.stdout


def test_the_good_environment_of_the_cases_above_starts() -> None:
    done = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], {})
    assert done.returncode == 0, done.stderr
    assert run(["-c", "import vpt_portal.settings.production"], {"DATABASE_ROLE": "owner"}).returncode == 0


def test_keys_of_texts_come_from_a_file_one_a_line_newest_first(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(f"{TEXT_KEY}\n{TEXT_KEY[::-1][1:]}=\n")
    given = {"ENCRYPTION_KEYS": None, "ENCRYPTION_KEYS_FILE": str(tmp_path / "keys")}
    done = run(["-c", "import vpt_portal.settings.production as s; print(*s.ENCRYPTION_KEYS)"], given)
    assert done.stdout.split() == [TEXT_KEY, f"{TEXT_KEY[::-1][1:]}="], done.stderr


def test_all_missing_settings_stand_in_one_line() -> None:
    done = run(["-c", "import vpt_portal.settings.production"], {"SECRET_KEY": None, "REDIS_URL": None})
    assert len(done.stderr.splitlines()) == 1
    assert "SECRET_KEY" in done.stderr and "REDIS_URL" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["manage.py", "check"],
        ["-m", "gunicorn", "--check-config", "vpt_portal.wsgi:application"],
        ["-m", "celery", "-A", "vpt_portal", "report"],
    ],
    ids=["manage.py", "gunicorn", "celery"],
)
def test_each_entry_names_the_setting(words: list[str]) -> None:
    done = run(words, {"REDIS_URL": "http://valkey"})
    assert done.returncode != 0
    assert [line for line in done.stderr.splitlines() if "Settings: REDIS_URL (" in line], done.stderr
    assert "Traceback" not in done.stderr


def test_no_message_shows_a_secret() -> None:
    password = "correct-horse-battery"
    done = run(["-c", "import vpt_portal.settings.production"], {"DATABASE_URL": f"http://vpt_app:{password}@pg/vpt"})
    assert done.returncode != 0
    assert password not in done.stderr


@pytest.mark.parametrize("name", ["dev", "demo", "test"])
def test_the_other_settings_start_and_are_not_production(name: str) -> None:
    given = {"DATABASE_URL": "postgres://vpt_app@pg/vpt", "REDIS_URL": "redis://valkey"}
    script = f"import vpt_portal.settings.{name} as s; print(s.SESSION_COOKIE_AGE, s.IS_DEMONSTRATION)"
    env = {"PATH": os.environ["PATH"], **given}
    done = subprocess.run([sys.executable, "-c", script], env=env, cwd=PROJECT, capture_output=True, text=True)
    assert done.stdout.split() == ["36000", str(name == "demo")], done.stderr


def test_the_demonstration_exists_only_in_its_own_settings() -> None:
    script = "import vpt_portal.settings.production as s; print(s.IS_DEMONSTRATION, s.ALLOWS_DEMO_DATA, s.DEBUG)"
    assert run(["-c", script], {}).stdout.split() == ["False", "False", "False"]
