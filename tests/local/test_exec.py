"""`exec`: a command with the services at hand, and nothing left behind in whatever way it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.local.starter import LOCAL, begin, environment, run, running_below, wait_until
from vpt_portal.local.guard import is_running
from vpt_portal.local.places import PROJECT

ROLES = """
import os, psycopg, redis
owner, app = (psycopg.connect(os.environ[name], autocommit=True) for name in ("DATABASE_OWNER_URL", "DATABASE_URL"))
owner.execute("CREATE TABLE kept (line text)")
app.execute("INSERT INTO kept VALUES ('first')")
def refused(statement):
    try:
        app.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return True
print(refused("DROP TABLE kept"), refused("CREATE TABLE mine (line text)"), refused("TRUNCATE kept"))
print(app.execute("SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = 'vpt_app'").fetchone())
print(app.execute("SELECT count(*) FROM pg_class WHERE relowner = 'vpt_app'::regrole").fetchone())
owner.execute("CREATE DATABASE another")
url = os.environ["DATABASE_OWNER_URL"].rsplit("/", 1)[0] + "/another"
psycopg.connect(url, autocommit=True).execute("CREATE TABLE theirs (id bigserial)")
other = psycopg.connect(url.replace("vpt_owner", "vpt_app"), autocommit=True)
print(other.execute("INSERT INTO theirs DEFAULT VALUES RETURNING id").fetchone())
print(app.execute("SHOW server_version").fetchone()[0].split(".")[0])
print(redis.from_url(os.environ["REDIS_URL"]).ping())
"""
READ = "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).execute('SELECT * FROM kept').fetchall())"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A first start in an empty folder."""
    var = tmp_path_factory.mktemp("v")
    return var, run(var, "exec", "--fast", "--", sys.executable, "-c", ROLES)


@pytest.fixture
def var(first: tuple[Path, subprocess.CompletedProcess[str]]) -> Path:
    """The folder of that start, used again by each test."""
    return first[0]


def test_the_roles_are_those_of_production(first: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    var, done = first
    answers = ["True True True", "(False, False, False)", "(0,)", "(1,)", "18", "True"]
    assert done.stdout.splitlines() == answers, done.stderr
    assert running_below(var) == []


@pytest.mark.parametrize("killed", ["starter", "parent"])
def test_a_kill_leaves_nothing_and_loses_nothing(var: Path, tmp_path: Path, killed: str) -> None:
    pids = tmp_path / "pids"
    # One child of the command leaves its process group and session: it must go all the same.
    command = f"setsid sleep 300 & echo $$ $! > {pids}.new; mv {pids}.new {pids}; sleep 300"
    words = [*LOCAL, "--var", str(var), "exec", "--fast", "--", "sh", "-c", command]
    parent = subprocess.Popen(
        [sys.executable, "-c", f"import subprocess; subprocess.run({words!r})"],
        env=environment(),
        cwd=PROJECT,
        stderr=subprocess.DEVNULL,
    )
    wait_until(pids.exists)
    starter = int(Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()[0])
    mine = [starter, *map(int, pids.read_text().split())]
    assert len(running_below(var)) > 2
    os.kill(starter if killed == "starter" else parent.pid, signal.SIGKILL)
    parent.wait()
    wait_until(lambda: not running_below(var) and not any(map(is_running, mine)), seconds=12)
    # A pid file that points to a living stranger must not stop the next start.
    (var / "test" / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{var}/test/postgres\n")
    assert run(var, "exec", "--fast", "--", sys.executable, "-c", READ).stdout.strip() == "[('first',)]"


def test_a_command_that_gets_no_signal_is_stopped_after_a_while(var: Path, tmp_path: Path) -> None:
    """SIGINT to the starter alone, without a terminal that sends it to the command as well."""
    begun = tmp_path / "begun"
    starter = begin(var, "exec", "--fast", "--", "sh", "-c", f"touch {begun}; exec sleep 300", log=tmp_path / "log")
    wait_until(begun.exists)
    starter.send_signal(signal.SIGINT)
    assert starter.wait(25) == 128 + signal.SIGTERM
    assert running_below(var) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything(var: Path, tmp_path: Path, number: int) -> None:
    begun = tmp_path / "begun"
    starter = begin(var, "exec", "--fast", "--", "sh", "-c", f"touch {begun}; exec sleep 300", log=tmp_path / "log")
    wait_until(begun.exists)
    os.killpg(starter.pid, number)  # as Ctrl-C in a terminal reaches all of them
    assert starter.wait(15) == 128 + number
    assert running_below(var) == []


def test_a_second_one_joins_and_leaves_the_first_running(var: Path) -> None:
    inner = " ".join([*LOCAL, "--var", str(var), "exec", "--fast", "--", "sh", "-c", "'echo $DATABASE_URL'"])
    unset = "unset DATABASE_URL DATABASE_OWNER_URL REDIS_URL VPT_TEST_DATABASE"
    script = f"echo $DATABASE_URL; ({unset}; {inner}); {sys.executable} -c 'import os, redis;"
    script += ' print(redis.from_url(os.environ["REDIS_URL"]).ping())' + "'"
    done = run(var, "exec", "--fast", "--", "sh", "-c", script)
    first, second, still_there = done.stdout.split()
    assert first == second and still_there == "True", done.stderr
    assert running_below(var) == []


def test_the_exit_code_is_that_of_the_command(var: Path) -> None:
    assert run(var, "exec", "--fast", "--", "sh", "-c", "exit 7").returncode == 7


def test_an_unknown_command_is_told_in_one_sentence(var: Path) -> None:
    done = run(var, "exec", "--fast", "--", "no-such-command")
    assert done.returncode == 1
    assert done.stderr.split() == "✗ no-such-command: No such file or directory".split()


def test_addresses_from_outside_win_and_nothing_is_started(tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgres://vpt_app@elsewhere/vpt", "REDIS_URL": "redis://elsewhere"}
    env = environment(**given)
    done = run(tmp_path / "var", "exec", "--", "sh", "-c", "echo $DATABASE_URL $REDIS_URL", env=env)
    assert done.stdout.split() == list(given.values())
    assert not (tmp_path / "var").exists()


def test_a_path_too_long_for_a_socket_still_works_and_leaves_no_trace_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("een lange map " * 8).strip()
    done = run(deep, "exec", "--fast", "--", "sh", "-c", "echo $REDIS_URL")
    socket = Path(done.stdout.strip().removeprefix("unix://").removesuffix("?db=0"))
    assert len(str(socket)) < 107 and str(deep) not in str(socket), done.stderr
    assert not socket.parent.parent.exists()


def test_reset_throws_away_what_is_not_in_use(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    var = tmp_path / "var"
    starter = begin(var, "exec", "--fast", "--", "sh", "-c", f"touch {begun}; exec sleep 300", log=tmp_path / "log")
    wait_until(begun.exists)
    refused = run(var, "reset")
    assert refused.returncode == 1 and f"is in use by process {starter.pid}" in refused.stderr
    starter.terminate()
    starter.wait(15)
    assert run(var, "reset").returncode == 0
    assert not (var / "test").exists()
