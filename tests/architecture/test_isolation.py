"""Everything is seen by tasks, commands and the demonstration alone, and whatever a worker does states what it sees."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app, shared_task
from django.conf import settings

from core import hints, jobs
from core.isolation import IN_STEPS, NOBODY, InSteps, Scope, task
from reports import services as reports

ROOT = Path(settings.BASE_DIR)
HOME = "core/isolation.py"
WORKERS = {
    "core/rotation.py": "changes the keys of all text, from a command",
    "incidents/services/retention_job.py": "the nightly round of keeping to terms",
    "incidents/services/retention_ledger.py": "copies the register of what was removed out of the database",
    "incidents/services/retention_notices.py": "announces what will be removed",
}
"""Modules that only tasks and commands use; a test sees to it that nothing else imports them."""
OTHER_SCOPES = {
    "incidents/api/views.py": "a key of the API names its organisation, and is checked first",
    "incidents/posters.py": "the code of a poster names its organisation; only the digest of its key is looked up",
    "incidents/rounds/freeze.py": "the nightly freeze, an organisation at a time",
    "incidents/rounds/poll_links.py": "a signed link names its organisation and its poll",
    "incidents/services/announce.py": "asked by the worker before a mail leaves, for the organisation of the mail",
    "incidents/services/poll.py": "one anonymous answer, for the poll of a signed link",
    "incidents/services/poster.py": "a visitor's short report, for the organisation of a poster that hangs",
    "incidents/services/poster_mail.py": "asked by the worker before a mail leaves, for the organisation of the mail",
    "incidents/services/reminders.py": "asked by the worker before a mail leaves, for the organisation of the mail",
    "incidents/services/retention.py": "the nightly round, an organisation at a time",
    "incidents/services/rounds.py": "who opens, reminds and reopens rounds: one table of all organisations",
    "incidents/services/waiting_mail.py": "asked by the worker before a mail leaves, for the organisation of the mail",
    "incidents/views/comparison.py": "the own organisation with what went up in it, only shown added up",
    "incidents/views/mini.py": "whom to ask, for the organisation of a poster",
    "participants/middleware.py": "what memberships give",
    "reports/services.py": "figures of the region for a report, made by a job",
}
"""Where a scope is opened beside the one of the request, decided one by one."""

_SETS = re.compile(r"set_config\(\s*'vpt\.|\bset\s+(local\s+|session\s+)?vpt\.", re.I)


def _request_files() -> list[Path]:
    files = [path for app in (*settings.OWN_APPS, "vpt_portal") for path in sorted((ROOT / app).rglob("*.py"))]
    return [path for path in files if str(path.relative_to(ROOT)) not in {HOME, *WORKERS} and not _is_beside(path)]


def _is_beside(path: Path) -> bool:
    """Tell whether no request reaches this file: tasks, commands, migrations and the loaders of the demonstration."""
    app, *folders, _ = path.relative_to(ROOT).parts
    if app != "vpt_portal" and not folders:
        return path.stem == "tasks" or path.stem.split("_")[0] == "demo"
    return "migrations" in folders or folders in (["demo"], ["management", "commands"])


def everything_in(source: str) -> Iterator[str]:
    """Yield each place that sees the rows of all organisations."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.alias) and node.name == "EVERYTHING":
            yield "import of EVERYTHING"
        elif (
            isinstance(node, ast.Name | ast.Attribute)
            and getattr(node, "id", getattr(node, "attr", "")) == "EVERYTHING"
        ):
            yield f"{node.lineno}: EVERYTHING"
        elif isinstance(node, ast.keyword) and node.arg == "is_everything":
            yield f"{node.value.lineno}: is_everything"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _SETS.search(node.value):
            yield f"{node.lineno}: sets the scope itself"


def test_no_request_sees_everything() -> None:
    files = _request_files()
    found = {str(path.relative_to(ROOT)): list(everything_in(path.read_text(encoding="utf-8"))) for path in files}
    assert len(found) > 150
    assert {path: places for path, places in found.items() if places} == {}


def modules_in(source: str) -> Iterator[str]:
    """Yield the names of what a file imports, both as `a.b` and as `a.b.c` when c is taken out of it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_no_request_uses_what_is_for_workers() -> None:
    workers = {path.removesuffix(".py").replace("/", ".") for path in WORKERS} - {"core.rotation"}
    workers.add("core.rotation.rotate")  # which fields are encrypted may be asked there
    found = {
        str(path.relative_to(ROOT)): workers.intersection(modules_in(path.read_text(encoding="utf-8")))
        for path in _request_files()
    }
    assert {path: names for path, names in found.items() if names} == {}
    assert workers.intersection(modules_in("from incidents.services import reminders, retention_job"))


@pytest.mark.parametrize(
    "line",
    [
        "from core.isolation import EVERYTHING",
        "with within(isolation.EVERYTHING): pass",
        "scope = Scope(is_everything=True)",
        "cursor.execute(\"select set_config('vpt.scope', 'all', true)\")",
        "cursor.execute(\"SET LOCAL vpt.scope = 'all'\")",
    ],
)
def test_this_test_sees_it(line: str) -> None:
    assert list(everything_in(line))


def scopes_in(source: str) -> int:
    """Count where a file opens a scope."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return sum(getattr(call, "id", getattr(call, "attr", "")) == "within" for call in calls)


def test_other_scopes_are_those_that_were_decided() -> None:
    opening = {str(path.relative_to(ROOT)) for path in _request_files() if scopes_in(path.read_text(encoding="utf-8"))}
    assert opening - set(OTHER_SCOPES) == set(), "take the rows from the request, or say here why not"
    assert set(OTHER_SCOPES) - opening == set(), "these open no scope any more"
    assert scopes_in("with transaction.atomic(), isolation.within(scope):\n    pass") == 1


def test_a_view_of_the_demonstration_is_a_request() -> None:
    assert ROOT / "vpt_portal" / "demo.py" in _request_files()
    assert ROOT / "incidents" / "demo.py" not in _request_files()


def test_every_task_states_what_it_sees() -> None:
    current_app.loader.import_default_modules()
    hints.discover_tasks()
    own = {name: each for name, each in current_app.tasks.items() if name.split(".")[0] in settings.OWN_APPS}
    assert len(own) >= 5
    silent = [name for name, each in own.items() if not isinstance(getattr(each.run, "scope", None), Scope | InSteps)]
    assert silent == [], "make it with @core.isolation.task(scope=…)"


def test_a_task_without_a_scope_is_found() -> None:
    def sweep() -> None:
        """Do nothing."""

    assert not hasattr(shared_task(name="tests.silent")(sweep).run, "scope")
    assert task(scope=NOBODY, name="tests.stated")(sweep).run.scope == NOBODY


def test_every_job_states_what_it_sees() -> None:
    """None is an answer too: the organisation for which the job was asked, and nobody's rows without one."""
    hints.discover_tasks()
    assert set(jobs._HANDLERS) == set(jobs._SCOPES)
    assert all(scope is None or isinstance(scope, Scope | InSteps) for scope in jobs._SCOPES.values())
    assert jobs._SCOPES[reports.MAKE_JOB] is IN_STEPS
