"""Pins every package with its hashes for all platforms: `requirements/*.txt` from the ranges in `pyproject.toml`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from vpt_portal.local.places import PROJECT

REQUIREMENTS = PROJECT / "requirements"
_HOW = ["--universal", "--generate-hashes", "--no-header", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
_SETS: dict[str, list[str]] = {
    "run": ["pyproject.toml"],
    "demo": ["pyproject.toml", "--group", "demo", "-c", "requirements/run.txt"],
    "dev": ["pyproject.toml", "--group", "dev", "-c", "requirements/demo.txt"],
    "uv": ["requirements/uv.in"],
}


def main(arguments: list[str]) -> int:
    """Compile the sets one after the other: each follows the versions of the one before."""
    uv = Path(sys.executable).parent / "uv"
    for name, sources in _SETS.items():
        words: list[str | Path] = [uv, "pip", "compile", *_HOW, "--python-version", "3.11", *arguments, *sources]
        words += ["-o", f"requirements/{name}.txt"]
        done = subprocess.run(words, cwd=PROJECT, check=False, stdout=subprocess.DEVNULL)
        if done.returncode:
            return done.returncode
        print(f"  ✓ requirements/{name}.txt", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
