"""`python -m vpt_portal.local demo | exec -- COMMAND… | reset`."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from vpt_portal.local import demo, services
from vpt_portal.local.console import CannotGoOn, Console
from vpt_portal.local.places import PROJECT, Lock, Places
from vpt_portal.local.waiting import Stopped, listen


def main(arguments: list[str] | None = None) -> int:
    """Do what is asked; say one sentence when that is not possible."""
    options = _parser().parse_args(arguments)
    listen()
    try:
        return int(options.do(options) or 0)
    except CannotGoOn as reason:
        print(f"\n  ✗ {reason}", file=sys.stderr)
        return 1
    except Stopped as request:
        return 128 + request.number


def _demo(options: argparse.Namespace) -> None:
    demo.serve(_places(options, "demo"), Console(), port=options.port, matrix=options.matrix)


def _exec(options: argparse.Namespace) -> int:
    """Run a command with the services at hand, and give its exit code."""
    places = _places(options, "test" if options.fast else "demo")
    if services.are_given():
        return _foreground(options.command, services.environment(places), None)
    with services.Session(places, is_durable=not options.fast) as session:
        env = services.environment(places, broker_database=1 if session.holder else 0)
        if options.fast:
            env.setdefault("VPT_TEST_DATABASE", f"test_vpt_{os.getpid()}" if session.holder else "test_vpt")
        return _foreground(options.command, env, session)


def _foreground(command: list[str], env: dict[str, str], session: services.Session | None) -> int:
    words = command[1:] if command[:1] == ["--"] else command
    if not words:
        raise CannotGoOn("Give the command to run after `--`.")
    try:
        if session is None:
            os.execvpe(words[0], words, env)  # nothing to stop afterwards: the command takes our place
        child = session.household.start(words, env=env, stage=2, is_foreground=True)
    except OSError as error:
        raise CannotGoOn(f"{words[0]}: {error.strerror}") from None
    parent = os.getppid()
    try:
        while child.poll() is None and os.getppid() == parent:
            time.sleep(0.02)
    except Stopped as request:
        _let_go(child, request.number)
    return child.returncode if (child.returncode or 0) >= 0 else 128 - child.returncode


def _let_go(child: subprocess.Popen[bytes], number: int) -> None:
    """Wait until the command has stopped; what does not stop in time is left to the guard."""
    if number != signal.SIGINT:  # the terminal sends Ctrl-C to the command as well
        child.send_signal(number)
    for ask in (signal.SIGTERM, signal.SIGKILL):
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.send_signal(ask)
    child.wait()


def _reset(options: argparse.Namespace) -> None:
    for name in ("demo", "test"):
        places = _places(options, name)
        if not places.root.exists():
            continue
        places.prepare()
        lock = Lock(places)
        if holder := lock.take():
            raise CannotGoOn(f"{places.root} is in use by process {holder['pid']}: stop that one first.")
        places.throw_away()
        lock.release()
        Console().say(f"  ✓ {places.root} is gone")


def _places(options: argparse.Namespace, name: str) -> Places:
    return Places(Path(os.path.abspath(options.var)) / name)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m vpt_portal.local", description=__doc__)
    parser.add_argument("--var", default=PROJECT / "var", help="folder for data (default: var/ of the project)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("demo", help="run the demonstration")
    one.add_argument("--port", type=_port, default=8000)
    one.add_argument("--matrix", type=Path, help="annex 1 as XLSX")
    one.set_defaults(do=_demo)
    one = commands.add_parser("exec", help="run a command with database and broker at hand")
    one.add_argument("--fast", action="store_true", help="a database that may be lost, for tests")
    one.add_argument("command", nargs=argparse.REMAINDER)
    one.set_defaults(do=_exec)
    commands.add_parser("reset", help="throw the data away").set_defaults(do=_reset)
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 1024 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1024 to 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
