"""Everything that `make check` looks at. All of it runs, also after a failure; the summary names what failed."""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from vpt_portal.local.places import PROJECT

BIN = Path(sys.executable).parent
SAMPLE = PROJECT / "docker" / "sample.env"
_MANAGE = [sys.executable, "manage.py"]


def sample_environment() -> dict[str, str]:
    """Read the sample of a production environment, with what a real one would fill in."""
    lines = (line.strip() for line in SAMPLE.read_text().splitlines())
    pairs = (line.split("=", 1) for line in lines if line and not line.startswith("#"))
    sample = {name: value.strip("'").replace("regio.example", "regio.nl") for name, value in pairs}
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return {**sample, "SECRET_KEY": secrets.token_urlsafe(50), "ENCRYPTION_KEYS": key}


def checks() -> Iterator[tuple[str, list[str], dict[str, str]]]:
    """Name each check with its command and its environment."""
    testing = {"DJANGO_SETTINGS_MODULE": "vpt_portal.settings.test"}
    production = {**sample_environment(), "DJANGO_SETTINGS_MODULE": "vpt_portal.settings.production"}
    yield "style", [str(BIN / "ruff"), "check", "--quiet", "."], {}
    yield "format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."], {}
    yield "types", [str(BIN / "mypy")], testing
    yield "templates", [str(BIN / "djlint"), "--lint", "--quiet", "templates"], {}
    yield "layers", [str(BIN / "lint-imports"), "--no-cache"], {}
    yield "migrations", [*_MANAGE, "makemigrations", "--check", "--dry-run"], testing
    yield "deployment", [*_MANAGE, "check", "--deploy", "--fail-level", "WARNING"], production
    yield "dependencies", [str(BIN / "deptry"), "."], {}
    yield "vendored files", [sys.executable, "scripts/verify_vendor.py"], {}
    yield "rights page", [*_MANAGE, "print_rights", "--check"], testing


def main() -> int:
    """Run the checks; print what a failing one says."""
    failed = []
    for name, words, env in checks():
        started = time.monotonic()
        done = subprocess.run(
            words, env={**os.environ, **env}, cwd=PROJECT, capture_output=True, text=True, check=False
        )
        took = f"{time.monotonic() - started:.1f} s"
        print(f"  {'✓' if done.returncode == 0 else '✗'} {name} ({took})", flush=True)
        if done.returncode:
            failed.append(name)
            print(f"{done.stdout}{done.stderr}", flush=True)
    print(f"check: failed: {', '.join(failed)}" if failed else "check: all is well")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
