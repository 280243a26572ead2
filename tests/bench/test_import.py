"""Reading a file of cases in: against `psql \\copy` of the same rows, and against django-import-export at its best.

`CASES=100000 make bench` measures the full length; the ratios are those of one run. The floor copies the very rows
that ours wrote, already validated and encrypted, into the same three tables with their indexes, keys and checks, but
without the triggers of the summary. Ours reads, validates, encrypts, looks for doubles and keeps the summary; the
database writes one part while the next is read, which shows only where a second processor has time.

The library reads fewer rows of the same file, because it takes as long for each; both ways deliver the same rows, text,
duties, clock and summary, which a test compares (`usual_import` tells what is at its best about it).
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from core.isolation import EVERYTHING, within
from incidents.delivery import vault
from incidents.delivery.mapping import propose
from incidents.models import Duty, ImportRun, ImportStatus, Incident, IncidentText, MonthlySummary
from incidents.services import delivery
from participants.models import Organisation
from tests.bench import cases, usual_import
from tests.bench.data import as_owner
from tests.factories.participants import OrganisationFactory

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]

CASES = int(os.environ.get("CASES", "20000"))
OTHER_CASES = 2_500
PAIRS = 3
SAME = 500
_OF_EACH_ITS_OWN = {"id", "reference", "created_at", "saved_at", "import_run_id"}
TABLES = ("incidents_incident", "incidents_incidenttext", "incidents_duty")
SUMMARY = "incident_summarise_insert"


@pytest.fixture
def organisation(settings: Any, tmp_path: Path) -> Organisation:
    settings.PRIVATE_ROOT = tmp_path / "private"
    made: Organisation = OrganisationFactory(name="Gemeente Veel", code="VEE")
    return made


def _run(organisation: Organisation, chunks: Iterator[bytes], count: int, file_format: str = "csv") -> ImportRun:
    columns = propose("voorvallen", cases.HEADINGS, {}).columns
    return ImportRun.objects.create(
        organisation=organisation,
        file_key=vault.keep(chunks),
        file_name="x",
        file_format=file_format,
        encoding="utf-8-sig",
        size=1,
        columns=cases.HEADINGS,
        mapping=columns,
        status=ImportStatus.RUNNING,
        rows_total=count,
    )


def _empty() -> None:
    """Empty the tables at once: deleting checks for each row whether another is its double."""
    with as_owner() as cursor:
        cursor.execute("truncate incidents_incident cascade")
        cursor.execute("truncate incidents_monthlysummary, incidents_statussummary")


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _ours(run: ImportRun) -> None:
    with within(EVERYTHING):
        written = delivery.write_file(run=run, actor=None, job=None, at=timezone.now())
        assert written.status == ImportStatus.DONE, written.reason


def _time_ours(organisation: Organisation, content: list[bytes], file_format: str) -> float:
    run = _run(organisation, iter(content), CASES, file_format)
    seconds = _seconds(lambda: _ours(run))
    assert Incident.objects.count() == CASES
    return seconds


def _dump(folder: Path) -> None:
    with as_owner() as cursor:
        for table in TABLES:
            with (folder / table).open("wb") as file, cursor.copy(f"copy {table} to stdout") as copy:
                for piece in copy:
                    file.write(piece)


def _psql(folder: Path) -> None:
    owner = {**connection.get_connection_params(), "user": configured.OWNER_DATABASE["USER"]}
    given = {**os.environ, "PGPASSWORD": configured.OWNER_DATABASE["PASSWORD"] or ""}
    place = ["-h", owner.get("host") or "", "-p", str(owner.get("port") or ""), "-U", owner["user"], owner["dbname"]]
    lines = [f"\\copy {table} from '{folder / table}'" for table in TABLES]
    script = "\n".join(["\\set ON_ERROR_STOP on", "begin;", *lines, "commit;"])
    place = [part for at, part in enumerate(place) if part and not (part in ("-h", "-p") and not place[at + 1])]
    subprocess.run(["psql", "-q", "-X", *place], input=script, text=True, env=given, check=True)


def _time_floor(folder: Path) -> float:
    with as_owner() as cursor:
        cursor.execute(f"alter table incidents_incident disable trigger {SUMMARY}")
        try:
            return _seconds(lambda: _psql(folder))
        finally:
            cursor.execute(f"alter table incidents_incident enable trigger {SUMMARY}")


def _told(what: str, ratios: list[float], ours: float, floor: float, goal: str) -> None:
    pairs = f"pairs {min(ratios):.2f}–{max(ratios):.2f}; last {ours:.1f} s against {floor:.1f} s"
    print(f"\n{what} of {CASES} cases against psql copy: {statistics.median(ratios):.2f} × ({pairs}; goal: {goal})")


@pytest.mark.skipif(not shutil.which("psql"), reason="the floor needs psql")
@pytest.mark.parametrize(("file_format", "goal"), [("csv", 2.5), ("xlsx", 3.0)])
def test_against_psql_copy(organisation: Organisation, tmp_path: Path, file_format: str, goal: float) -> None:
    content = list(cases.as_csv(CASES)) if file_format == "csv" else [cases.as_xlsx(CASES)]
    ratios, ours, floor = [], 0.0, 0.0
    for _ in range(PAIRS):
        ours = _time_ours(organisation, content, file_format)
        _dump(tmp_path)
        _empty()
        floor = _time_floor(tmp_path)
        assert Incident.objects.count() == CASES
        _empty()
        ratios.append(ours / floor)
    _told(file_format.upper(), ratios, ours, floor, f"at most {goal}")
    assert statistics.median(ratios) <= goal


@pytest.mark.parametrize("count", [CASES, 3 * CASES])
def test_memory_of_csv(organisation: Organisation, count: int) -> None:
    run = _run(organisation, cases.as_csv(count), count)
    ImportRun.objects.filter(pk=run.pk).update(status=ImportStatus.CHECKING, attempt=2)
    part = connection.settings_dict
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + part["NAME"]
    given = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(configured.PRIVATE_ROOT.parent)}
    command = [sys.executable, "-m", "tests.bench.import_once", str(run.pk)]
    done = subprocess.run(
        command,
        env={**given, "DJANGO_SETTINGS_MODULE": "vpt_portal.settings.dev"},
        cwd=configured.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    written, peak, before = map(int, done.stdout.split()[-3:])
    print(f"\npeak memory of {count} cases as CSV: {peak} MB, {before} before the first row (goal: at most 150)")
    assert written == count
    assert peak <= 150


_ALIKE = sorted({field.attname for field in Incident._meta.concrete_fields} - _OF_EACH_ITS_OWN)
_DUTY = ("incident__source_ref", "kind", "state", "due_at", "done_at", "answered_at", "reason")


def _written() -> tuple[list[Any], list[Any], list[Any]]:
    """Return all that an import wrote, but for keys and what is drawn at random."""
    return (
        [*Incident.objects.order_by("source_ref").values_list(*_ALIKE)],
        [(text.incident.source_ref, text.narrative) for text in IncidentText.objects.order_by("incident__source_ref")],
        [*Duty.objects.order_by("incident__source_ref", "kind").values_list(*_DUTY)],
    )


def _summary() -> list[Any]:
    keys = ("month", "kind")
    rows = MonthlySummary.objects.values(*keys).order_by(*keys)
    return [*rows.annotate(count=Sum("count"), light=Sum("light_count"), serious=Sum("serious_count"))]


def _usual(organisation: Organisation, content: list[bytes], count: int) -> tuple[float, float]:
    """Check and read in with the library; return the seconds of each."""
    run, text = _run(organisation, iter(content), count), b"".join(content).decode()
    with within(EVERYTHING):
        checked = _seconds(lambda: _is_new(usual_import.check(run, text), count))
        return checked, _seconds(lambda: _is_new(usual_import.read_in(run, text), count))


def _both_steps(organisation: Organisation, content: list[bytes], count: int) -> tuple[float, float]:
    """Check and read in with ours; return the seconds of each."""
    run = _run(organisation, iter(content), count)
    ImportRun.objects.filter(pk=run.pk).update(status=ImportStatus.CHECKING, attempt=2)
    with within(EVERYTHING):
        checked = _seconds(lambda: delivery.check_file(run=run, job=None, at=timezone.now()))
    assert (run.status, run.rows_new) == (ImportStatus.READY, count)
    ImportRun.objects.filter(pk=run.pk).update(status=ImportStatus.RUNNING)
    return checked, _seconds(lambda: _ours(run))


def _is_new(found: int, count: int) -> None:
    assert found == count


def test_both_write_the_same(organisation: Organisation) -> None:
    """Ours and the library's deliver the same rows, and both skip them the second time."""
    content = list(cases.as_csv(SAME))
    with within(EVERYTHING):
        _ours(_run(organisation, iter(content), SAME))
        ours, counted = _written(), _summary()
    _empty()
    _usual(organisation, content, SAME)
    with within(EVERYTHING):
        assert _written() == ours
        assert _summary() == counted
    _usual(organisation, content, 0)


def test_against_django_import_export(organisation: Organisation) -> None:
    """The whole way counts: no file is read in, by either, before it was gone through and somebody confirmed."""
    whole, second = [], []
    fewer, content = list(cases.as_csv(OTHER_CASES)), list(cases.as_csv(CASES))
    for _ in range(PAIRS):
        usual = [seconds / OTHER_CASES for seconds in _usual(organisation, fewer, OTHER_CASES)]
        _empty()
        ours = [seconds / CASES for seconds in _both_steps(organisation, content, CASES)]
        _empty()
        whole.append(sum(usual) / sum(ours))
        second.append(usual[1] / ours[1])
        print(f"\na row, check and reading in: {_micro(usual)} µs against {_micro(ours)} µs")
    what = f"django-import-export a row of {OTHER_CASES} against ours a row of {CASES}"
    pairs = f"pairs {min(whole):.1f}–{max(whole):.1f}; reading in alone {statistics.median(second):.1f} ×"
    print(f"{what}: {statistics.median(whole):.1f} × ({pairs}; goal: at least 12)")
    assert statistics.median(whole) >= 12


def _micro(parts: list[float]) -> str:
    return " + ".join(f"{seconds * 1e6:.0f}" for seconds in parts)
