"""The demonstration: from an empty folder to a page that answers, and back to nothing running."""

from __future__ import annotations

import hashlib
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path

from vpt_portal.local import services
from vpt_portal.local.console import CannotGoOn, Console
from vpt_portal.local.places import PROJECT, Places
from vpt_portal.local.waiting import Stopped, wait_for

# One invented account a role; the loader of `participants` makes them.
ACCOUNTS = {
    "projectleider": "projectleider@voorbeeld.example",
    "ondersteuning": "ondersteuning@voorbeeld.example",
    "medewerker interne veiligheid": "coordinator@voorbeeld.example",
    "melder": "melder@voorbeeld.example",
    "sponsor": "sponsor@voorbeeld.example",
    "ambassadeur": "ambassadeur@voorbeeld.example",
    "bestuur": "bestuur@voorbeeld.example",
    "ministerie/EVPT": "ministerie@voorbeeld.example",
}
_WORKER = "celery -A vpt_portal worker --beat --concurrency 1 --loglevel INFO --without-gossip --without-mingle"


def serve(places: Places, console: Console, *, port: int, matrix: Path | None) -> None:
    """Bring the demonstration up and keep it up until it is stopped.

    Raises:
        CannotGoOn: when the port is taken, the demonstration runs already, or a step fails.
    """
    address = f"http://localhost:{port}"
    if matrix is not None and not matrix.is_file():
        raise CannotGoOn(f"MATRIX={matrix} is not a file.")
    _refuse_taken_port(port)
    console.say("The portal is being set up.")
    session = services.Session(places, address=address)
    with console.step("database and broker"):
        session.__enter__()
    try:
        if session.holder:
            where = session.holder.get("address") or f"process {session.holder['pid']}"
            raise CannotGoOn(f"The data is in use already, at {where}: stop that one first.")
        run = _Run(session, console, port)
        run.prepare(matrix)
        run.start()
        console.say(_welcome(address))
        wait_for(run.children)
    except Stopped:
        console.say("\nStopping.")
    finally:
        session.__exit__()
    console.say("Stopped. The data is kept; `make reset` throws it away.")


class _Run:
    """The steps of one start, each skipped when an earlier start did it from the same files."""

    def __init__(self, session: services.Session, console: Console, port: int) -> None:
        self._places = session.places
        self._household = session.household
        self._console = console
        self._port = port
        self._env = {
            **services.environment(session.places),
            "DJANGO_SETTINGS_MODULE": "vpt_portal.settings.demo",
            "SECRET_KEY": session.places.secret("secret", lambda: secrets.token_urlsafe(50)),
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "SITE_URL": f"http://localhost:{port}",
            "PYTHONUNBUFFERED": "1",
        }
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def prepare(self, matrix: Path | None) -> None:
        """Migrate, load and collect what is not there yet; the static files are made beside the rest."""
        apps = [folder.parent for folder in PROJECT.glob("*/migrations")]
        packages = PROJECT / "requirements" / "demo.txt"
        static = _fingerprint([packages, *PROJECT.glob("static/**/*"), *PROJECT.glob("*/static/**/*")], "")
        collecting = None if self._is_done("static", static) else self._begin("collectstatic", "--no-input", "--clear")
        tables = _fingerprint((file for app in apps for file in app.glob("migrations/*.py")), self._env["DATABASE_URL"])
        self._once("tables", "tables", tables, "migrate", "--no-input", role="owner")
        loaders = PROJECT.glob("*/management/commands/load_demo*.py")
        files = [*loaders, *(file for app in apps for file in [*app.glob("demo*.py"), *app.glob("demo/*.py")])]
        loaded = _fingerprint(files, tables)
        self._once("demonstration", "demonstration data", loaded, "load_demo")
        self._once("history", "history of the demonstration", loaded, "load_demo_history", role="owner")
        if matrix is not None:
            with self._console.step(f"matrix from {matrix.name}"):
                self._end(self._begin("import_matrix", str(matrix.resolve())), "import_matrix")
        if collecting is not None:
            with self._console.step("static files"):
                self._end(collecting, "collectstatic")
            self._places.remember(static=static)

    def start(self) -> None:
        """Start the web server and the worker; come back when the first page answers."""
        place = self._places
        web = ["gunicorn", "vpt_portal.wsgi:application", "--bind", f"127.0.0.1:{self._port}"]
        web += ["--config", str(PROJECT / "vpt_portal" / "demo_web.py")]
        worker = [*_WORKER.split(), "--schedule", str(place.root / "beat"), "--hostname", "demo@%h"]
        with self._console.step("web server and worker"):
            for name, (program, *words) in {"web": web, "worker": worker}.items():
                self.children[name] = self._household.start(
                    [Path(sys.executable).parent / program, *words],
                    env=self._env,
                    log=place.logs / f"{name}.log",
                    stage=2,
                    cwd=PROJECT,
                )
            self._wait_for_page()

    def _wait_for_page(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            for name, child in self.children.items():
                if child.poll() is not None:
                    last = (self._places.logs / f"{name}.log").read_text(errors="replace").strip().splitlines()[-1:]
                    raise CannotGoOn(f"The {name} did not start: {' '.join(last)}")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/gezond", timeout=5):
                    return
            except urllib.error.HTTPError as error:
                raise CannotGoOn(f"The health page answers {error.code}; see {self._places.logs}.") from None
            except OSError:
                time.sleep(0.05)
        raise CannotGoOn(f"The web server stays silent; its log is {self._places.logs / 'web.log'}.")

    def _is_done(self, key: str, fingerprint: str) -> bool:
        return self._places.remembered().get(key) == fingerprint

    def _once(self, key: str, what: str, fingerprint: str, *words: str, role: str = "app") -> None:
        if not self._is_done(key, fingerprint):
            with self._console.step(what):
                self._end(self._begin(*words, role=role), words[0])
            self._places.remember(**{key: fingerprint})

    def _begin(self, *words: str, role: str = "app") -> subprocess.Popen[bytes]:
        return self._household.start(
            [sys.executable, PROJECT / "manage.py", *words],
            log=self._places.logs / f"{words[0]}.log",
            stage=2,
            env={**self._env, "DATABASE_ROLE": role},
            cwd=PROJECT,
        )

    def _end(self, child: subprocess.Popen[bytes], what: str) -> None:
        self._household.finish(child, what=what, log=self._places.logs / f"{what}.log")


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError as error:
            reason = error.strerror
            raise CannotGoOn(f"Port {port} cannot be used ({reason}): try `make demo PORT={port + 1}`.") from None


def _fingerprint(files: Iterable[Path], start: str) -> str:
    digest = hashlib.sha256(start.encode())
    for file in sorted(files):
        if file.is_file():
            digest.update(f"{file}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _welcome(address: str) -> str:
    width = max(map(len, ACCOUNTS))
    accounts = "\n".join(f"    {role:<{width}}  {mailbox}" for role, mailbox in ACCOUNTS.items())
    return f"""
  The portal answers at  {address}

  Sign in with one press as one of these invented people:
{accounts}

  Ctrl-C stops everything and keeps the data.
"""
