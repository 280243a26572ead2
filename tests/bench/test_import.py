"""Reading a file of cases in: against `psql \\copy` of the same rows, and against django-import-export at its best.

`CASES=100000 make bench` measures the full length; the ratios are those of one run. The floor copies the very rows
that ours wrote, already validated and encrypted, into the same three tables with their indexes, keys and checks, but
without the triggers of the summary. Ours reads, validates, encrypts, looks for doubles and keeps the summary.
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
import tablib
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone
from import_export import fields, resources, widgets

from core.isolation import EVERYTHING, within
from incidents.delivery import vault
from incidents.delivery.mapping import propose
from incidents.delivery.words import lookup
from incidents.models import Duty, ImportRun, ImportStatus, Incident, IncidentText
from incidents.services import delivery
from incidents.services.registering import new_reference
from participants.models import Organisation
from tests.bench import cases
from tests.bench.data import as_owner
from tests.factories.participants import OrganisationFactory

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]

CASES = int(os.environ.get("CASES", "20000"))
OTHER_CASES = 2_500
PAIRS = 3
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


class _Words(widgets.Widget):
    """A word of a list, looked up in a table that is made once."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.known = lookup(name)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return self.known[value.lower()] if value else ""


class _Kinds(_Words):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return [self.known[part.strip().lower()] for part in value.split(";") if part]


class _Euro(widgets.DecimalWidget):
    """An amount the Dutch way."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return super().clean(value.replace(".", "").replace(",", "."), row, **kwargs)


_DAY = widgets.DateTimeWidget(format="%d-%m-%Y")
_MOMENT = widgets.DateTimeWidget(format="%d-%m-%Y %H:%M")


class UsualResource(resources.ModelResource):
    """The library at its best: bulk, no differences, no look-ups, keys given; text and duties by bulk_create too."""

    source_ref = fields.Field("source_ref", "Kenmerk")
    occurred_at = fields.Field("occurred_at", "Datum en tijd", _MOMENT)
    reported_at = fields.Field("reported_at", "Gemeld op", _MOMENT)
    kinds = fields.Field("kinds", "Vormen", _Kinds("kinds"))
    channel = fields.Field("channel", "Plaats", _Words("channel"))
    severity = fields.Field("severity", "Ernst", _Words("severity"))
    function_group = fields.Field("function_group", "Functiegroep", _Words("function_group"))
    cause = fields.Field("cause", "Aanleiding", _Words("cause"))
    offender_known = fields.Field("offender_known", "Veroorzaker bekend", _Words("offender_known"))
    offender_relation = fields.Field("offender_relation", "Relatie", _Words("offender_relation"))
    police_contact = fields.Field("police_contact", "Politie", _Words("police_contact"))
    victims_count = fields.Field("victims_count", "Aantal betrokken medewerkers", widgets.IntegerWidget())
    clock_stopped_at = fields.Field("clock_stopped_at", "Reactie gegeven op", _MOMENT)
    reaction_types = fields.Field("reaction_types", "Reactie naar de veroorzaker", _Kinds("reaction_types"))
    damage_amount = fields.Field("damage_amount", "Schadebedrag", _Euro())
    aftercare_offered_at = fields.Field("aftercare_offered_at", "Opvang aangeboden op", _DAY)
    lost_days = fields.Field("lost_days", "Verzuim", _Words("lost_days"))

    class Meta:
        model = Incident
        import_id_fields = ["source_ref"]
        fields = [
            *("source_ref", "occurred_at", "reported_at", "kinds", "channel", "severity", "function_group", "cause"),
            *("offender_known", "offender_relation", "police_contact", "victims_count", "clock_stopped_at"),
            *("reaction_types", "damage_amount", "aftercare_offered_at", "lost_days"),
        ]
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        skip_html_diff = True
        force_init_instance = True
        use_transactions = True

    def __init__(self, organisation: Organisation) -> None:
        super().__init__()
        self.organisation, self.made, self.texts = organisation, [], []

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Fill what no column gives."""
        instance.organisation, instance.status = self.organisation, "afgehandeld"
        instance.closed_at = instance.reported_at
        instance.reference = new_reference(self.organisation)
        instance.main_kind = instance.kinds[0]
        self.made.append(instance)
        self.texts.append(row["Omschrijving"])

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Write texts and duties the same way, as many duties as ours."""
        texts = (
            IncidentText(incident=each, organisation=self.organisation, narrative=text)
            for each, text in zip(self.made, self.texts, strict=True)
        )
        IncidentText.objects.bulk_create(texts, batch_size=1000)
        duties = [
            Duty(incident=each, organisation=self.organisation, kind=kind, state="gedaan", done_at=each.reported_at)
            for each in self.made
            for kind in ("reactie", "aangifte")
        ]
        Duty.objects.bulk_create(duties, batch_size=1000)


def _usual(organisation: Organisation, dataset: tablib.Dataset) -> None:
    result = UsualResource(organisation).import_data(dataset, dry_run=False, raise_errors=True)
    assert result.totals["new"] == OTHER_CASES


def test_against_django_import_export(organisation: Organisation) -> None:
    head, *body = cases.rows(OTHER_CASES)
    ratios = []
    content = list(cases.as_csv(CASES))
    for _ in range(PAIRS):
        usual = _seconds(lambda: _usual(organisation, tablib.Dataset(*body, headers=head))) / OTHER_CASES
        _empty()
        ours = _time_ours(organisation, content, "csv") / CASES
        _empty()
        ratios.append(usual / ours)
    pairs = f"pairs {min(ratios):.1f}–{max(ratios):.1f}"
    what = f"django-import-export a row of {OTHER_CASES} against ours a row of {CASES}"
    print(f"\n{what}: {statistics.median(ratios):.1f} × ({pairs}; goal: at least 12)")
    assert statistics.median(ratios) >= 12
