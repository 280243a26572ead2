"""Sets up `.venv` and what the packages need from the system. Run as a script by any Python from 3.11.

Standard library only, and nothing of the project: it runs before a single package is there.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
REQUIREMENTS = PROJECT / "requirements"
LIBRARIES = {"libpango-1.0.so.0": "libpango-1.0-0", "libpangoft2-1.0.so.0": "libpangoft2-1.0-0"}
BROWSERS = ("chromium", "chromium-browser")


def main() -> int:
    """Set up for `demo` or `dev`; a second time nothing is done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("goal", choices=["demo", "dev"])
    parser.add_argument("--venv", type=Path, default=PROJECT / ".venv")
    options = parser.parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036  (this script also meets an older Python)
        return _give_up(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Name one: make PYTHON=...")
    _install_system_packages(with_browser=options.goal == "dev")
    try:
        _install_packages(options.goal, options.venv)
    except subprocess.CalledProcessError as error:
        return _give_up(f"This did not succeed: {' '.join(map(str, error.cmd))}")
    return 0


def _install_packages(goal: str, venv: Path) -> None:
    wanted = _stamp(goal)
    python = venv / "bin" / "python"
    if _works(python) and any(_read(venv / f"stamp-{done}") == _stamp(done) for done in {goal, "dev"}):
        return
    if not _works(python):
        with_step("environment", [sys.executable, "-m", "venv", "--clear", venv], before=_install_venv)
    if _read(venv / "stamp-uv") != _digest(REQUIREMENTS / "uv.txt"):
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        with_step("uv", [*pip, "-r", REQUIREMENTS / "uv.txt"])
        (venv / "stamp-uv").write_text(_digest(REQUIREMENTS / "uv.txt"))
    install = [venv / "bin" / "uv", "pip", "install", "--quiet", "--python", python, "--require-hashes"]
    with_step(f"packages ({goal}.txt)", [*install, "-r", REQUIREMENTS / f"{goal}.txt"])
    (venv / f"stamp-{goal}").write_text(wanted)


def _install_venv() -> None:
    """Debian keeps the part of Python that makes environments in a package of its own."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if not _apt([version]):
            raise SystemExit(_give_up(f"Python cannot make environments yet: apt install {version}")) from None


def _install_system_packages(*, with_browser: bool) -> None:
    missing = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if with_browser and not any(map(shutil.which, BROWSERS)):
        missing.append("chromium")
    if not missing or _apt(missing):
        return
    loss = {"chromium": "the browser tests are skipped"}
    losses = sorted({loss.get(package, "no PDF can be made") for package in missing})
    _say(f"  ! Without these packages {' and '.join(losses)}; install them with: apt install {' '.join(missing)}")


def _apt(packages: list[str]) -> bool:
    """Install Debian packages when we may; tell whether it succeeded."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    started = time.monotonic()
    _say(f"  … apt install {' '.join(packages)}")
    for words in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-qq", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=env
        )
        if done.returncode:
            _say(f"  ! apt-get {words[0]}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
    is_done = not done.returncode
    if is_done:
        _say(f"  ✓ apt install {' '.join(packages)} ({time.monotonic() - started:.1f} s)")
    return is_done


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _works(python: Path) -> bool:
    """Tell whether the environment's Python runs; not so after the folder was moved or Python removed."""
    try:
        asked = subprocess.run(
            [python, "-c", "import sys; print(sys.prefix)"], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    return asked.returncode == 0 and Path(asked.stdout.strip()).resolve() == python.parent.parent.resolve()


def with_step(what: str, words: list[object], *, before: object = None) -> None:
    """Run one command; print what it is for and how long it took."""
    if callable(before):
        before()
    started = time.monotonic()
    _say(f"  … {what}")
    subprocess.run([str(word) for word in words], check=True, cwd=PROJECT, stdin=subprocess.DEVNULL)
    _say(f"  ✓ {what} ({time.monotonic() - started:.1f} s)")


def _stamp(goal: str) -> str:
    return f"{_digest(REQUIREMENTS / f'{goal}.txt')} {PROJECT}"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _give_up(sentence: str) -> int:
    _say(f"\n  ✗ {sentence}")
    return 1


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
