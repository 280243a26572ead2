"""`demo`: from an empty folder to a page, killed, and back with its data."""

from __future__ import annotations

import os
import signal
import socket
import urllib.request
from pathlib import Path

import pytest

from participants import demo_data
from tests.local.starter import begin, free_port, run, running_below, wait_until
from vpt_portal.local.demo import ACCOUNTS


def answers(port: int) -> bool:
    """Tell whether the first page, which is the one to sign in on, answers."""
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/", timeout=5) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def test_a_taken_port_is_told_in_one_sentence_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run(tmp_path / "var", "demo", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == [
        f"✗ Port {port} cannot be used (Address already in use): try `make demo PORT={port + 1}`."
    ]
    assert not (tmp_path / "var").exists()


def test_a_matrix_that_is_not_there_is_told_in_one_sentence(tmp_path: Path) -> None:
    done = run(tmp_path / "var", "demo", "--port", str(free_port()), "--matrix", str(tmp_path / "none.xlsx"))
    assert done.returncode == 1
    assert done.stderr.strip().endswith("none.xlsx is not a file.")


def test_the_accounts_printed_are_those_that_are_loaded() -> None:
    loaded = {account.email: account.role.label for account in demo_data.ACCOUNTS}
    for label, mailbox in ACCOUNTS.items():
        assert loaded[mailbox].lower() == label.lower()
    assert {loaded[mailbox] for mailbox in ACCOUNTS.values()} == set(loaded.values())


@pytest.mark.faults
def test_the_demonstration_comes_up_dies_whole_and_comes_back(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    first = begin(tmp_path, "demo", "--port", str(port), log=log)
    wait_until(lambda: answers(port) or first.poll() is not None, seconds=180)
    assert first.poll() is None, log.read_text()
    assert len([line for line in running_below(tmp_path) if "celery" in line]) >= 1
    busy = run(tmp_path, "demo", "--port", str(free_port()))
    assert busy.returncode == 1 and f"in use already, at http://localhost:{port}" in busy.stderr
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    wait_until(lambda: not running_below(tmp_path) and not answers(port), seconds=15)

    second = begin(tmp_path, "demo", "--port", str(port), log=log)
    wait_until(lambda: answers(port) or second.poll() is not None, seconds=120)
    wait_until(lambda: "coordinator@voorbeeld.example" in log.read_text())
    said = log.read_text()
    assert "tables" not in said and "demonstration data" not in said and "static files" not in said
    os.killpg(second.pid, signal.SIGINT)
    assert second.wait(20) == 0
    assert "The data is kept" in log.read_text()
    assert running_below(tmp_path) == []
