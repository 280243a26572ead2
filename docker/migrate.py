"""Migrates as the owner, and then looks, as the role that serves, whether the second wall stands.

Web, worker and scheduler wait for this to succeed. With options for `migrate` it does only that.
"""

from __future__ import annotations

import os
import subprocess
import sys


def main(options: list[str]) -> int:
    """Return the status of the first step that failed, or 0."""
    manage = [sys.executable, "manage.py"]
    migrated = subprocess.run([*manage, "migrate", "--no-input", *options], check=False).returncode
    if migrated or options:
        return migrated
    serving = {**os.environ, "DATABASE_ROLE": "app"}
    return subprocess.run([*manage, "check", "--database", "default"], env=serving, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
