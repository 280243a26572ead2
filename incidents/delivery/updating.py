"""Known cases of which a file tells otherwise: found at the check, and changed when that was asked.

What somebody did in the portal since the last file is never overwritten: such a case stays as it is, and that is told.
The file is read a second time for this, and only when it holds known cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model

from core.audit import record
from core.models import Job
from incidents.choices import DutyKind
from incidents.delivery.departments import Departments
from incidents.delivery.differing import Difference, Known, apply, difference, fits
from incidents.delivery.fields import BY_CODE, CASE_FIELDS
from incidents.delivery.findings import Findings
from incidents.delivery.known import KnownRows
from incidents.delivery.progress import Progress
from incidents.delivery.rows import CleanCase
from incidents.delivery.table import cases_of, table_of
from incidents.models import Duty, ImportChange, ImportRun, Incident, IncidentText
from participants.models import User

MOST_CHANGED = 5_000
"""So many cases are changed one by one within the time of a task."""
MOST_SHOWN = 200
_AT_ONCE = 200
_PLACE = ("status", "closed_at", "clock_due_at", "clock_stopped_at", "queue_rank", "queue_at")
_ANSWER = ("state", "due_at", "done_at", "reason", "answered_at")
EDITED, MOMENTS = "edited", "moments"
Kept = dict[str, str | None]
Changed = tuple[int, Known, Difference]


def compare(
    run: ImportRun, findings: Findings, rows: KnownRows, departments: Departments, job: Job | None, *, at: datetime
) -> None:
    """Note which known cases have other contents in the file, and which of these stay as they are."""
    with Progress(job, findings.total + len(rows)) as progress:
        progress.done = findings.total
        for row, known, found in _changed(run, rows, departments, progress, at=at, is_locked=False):
            reason = why_kept(known, found)
            findings.changed += not reason
            findings.kept += bool(reason)
            if len(findings.differences) < MOST_SHOWN:
                findings.differences.append([row, known.incident.reference, labels(found), reason])


def why_kept(known: Known, found: Difference) -> str:
    """Tell why a case stays as it is; an empty text when it may be changed."""
    if known.is_edited:
        return EDITED
    return "" if fits(found, known) else MOMENTS


def labels(found: Difference) -> list[str]:
    """Return what is otherwise in the words of the columns."""
    return sorted({_label(name) for name in found.names}, key=lambda label: _ORDER.get(label, len(_ORDER)))


_ORDER = {each.label: place for place, each in enumerate(CASE_FIELDS)}


def _label(name: str) -> str:
    code = {"unit_id": "unit", "occurred_precision": "occurred_at"}.get(name, name)
    return BY_CODE[code].label if code in BY_CODE else str(DutyKind(code).label).capitalize()


def _changed(
    run: ImportRun,
    rows: KnownRows,
    departments: Departments,
    progress: Progress,
    *,
    at: datetime,
    is_locked: bool,
) -> Iterator[Changed]:
    """Yield each known case of which the file tells otherwise."""
    wanted, held = zip(rows.rows, rows.cases, strict=True), []
    with table_of(run) as table:
        row, pk = next(wanted, (0, 0))
        for number, case in cases_of(run, table, at, departments):
            if number != row or not isinstance(case, CleanCase):
                continue
            held.append((number, pk, case))
            if len(held) >= _AT_ONCE:
                yield from _differing(run, held, is_locked=is_locked)
                progress.add(len(held))
                held.clear()
            row, pk = next(wanted, (0, 0))
        yield from _differing(run, held, is_locked=is_locked)


def _differing(run: ImportRun, held: list[tuple[int, int, CleanCase]], *, is_locked: bool) -> Iterator[Changed]:
    known = _known(run, [pk for _, pk, _ in held], is_locked=is_locked)
    for row, pk, case in held:
        found = difference(case, known[pk])
        if found:
            yield row, known[pk], found


def _known(run: ImportRun, keys: list[int], *, is_locked: bool) -> dict[int, Known]:
    """Read cases with their text, their duties and the versions that the last file left."""
    incidents = Incident.objects.filter(organisation_id=run.organisation_id, pk__in=keys).order_by("pk")
    found = {row.pk: row for row in (incidents.select_for_update(of=("self",)) if is_locked else incidents)}
    duties: dict[int, dict[str, Duty]] = {pk: {} for pk in found}
    for duty in Duty.objects.filter(incident_id__in=found):
        duties[duty.incident_id][duty.kind] = duty
    known = {}
    for text in IncidentText.objects.filter(incident_id__in=found):
        incident = found[text.incident_id]
        incident.organisation = run.organisation  # its terms are read once
        known[incident.pk] = Known(incident, text, duties[incident.pk])
    for change in ImportChange.objects.filter(incident_id__in=found).order_by("pk"):
        known[change.incident_id].version = change.version
        known[change.incident_id].duty_versions = change.duty_versions
    return known


def update_known(
    run: ImportRun, rows: KnownRows, departments: Departments, *, actor: User | None, job: Job | None, at: datetime
) -> None:
    """Change every known case of which the file tells otherwise, and note on the run what stays as it is."""
    run.rows_changed = run.rows_kept = 0
    run.differences = []
    if not len(rows):
        return
    changes: list[ImportChange] = []
    with Progress(job, run.rows_total + len(rows)) as progress:
        progress.done = run.rows_total
        for row, known, found in _changed(run, rows, departments, progress, at=at, is_locked=True):
            if reason := why_kept(known, found):
                run.rows_kept += 1
                if run.rows_kept <= MOST_SHOWN:
                    run.differences.append([row, known.incident.reference, labels(found), reason])
                continue
            changes.append(_write(run, known, found, actor, at))
            run.rows_changed += 1
            if len(changes) >= _AT_ONCE:
                ImportChange.objects.bulk_create(changes)
                changes.clear()
    ImportChange.objects.bulk_create(changes)


def _write(run: ImportRun, known: Known, found: Difference, actor: User | None, at: datetime) -> ImportChange:
    """Change a case; return how it was before, to be kept."""
    incident, text = known.incident, known.text
    before: Any = {
        "facts": kept_values(incident, dict.fromkeys([*found.facts, *_PLACE])),
        "text": {name: getattr(text, name) for name in found.text},
        "duties": {kind: kept_answer(duty) for kind, duty in known.duties.items()},
    }
    duties, gone = apply(found, known, at)
    incident.save()
    if found.text:
        IncidentText.objects.filter(pk=text.pk).update(**found.text)
    write_duties(duties, gone, before["duties"])
    record(code="incidents.import.updated", actor=actor, obj=incident, changed=found.names)
    return ImportChange(
        organisation_id=run.organisation_id,
        run=run,
        incident=incident,
        before=before,
        version=incident.version,
        duty_versions=sum(duty.version for duty in duties),
    )


def write_duties(duties: list[Duty], gone: list[Duty], before: Mapping[str, Kept]) -> None:
    """Write the duties of a case that are not as they were before, and remove those that it no longer has."""
    if gone:
        Duty.objects.filter(pk__in=[duty.pk for duty in gone]).delete()
    for duty in duties:
        if kept_answer(duty) != before.get(duty.kind):
            duty.save()


def kept_answer(duty: Duty) -> Kept:
    """Return the answer of a duty as it is kept."""
    return kept_values(duty, _ANSWER)


def kept_values(row: Model, names: Any) -> Kept:
    """Return values as they are kept: plain texts, and None for nothing."""
    fields: dict[str, Any] = {name: row._meta.get_field(name) for name in names}
    return {
        name: None if each.value_from_object(row) is None else each.value_to_string(row)
        for name, each in fields.items()
    }


def put_back(row: Model, kept: Kept) -> None:
    """Set kept values on a row again."""
    for name, value in kept.items():
        each: Any = row._meta.get_field(name)
        setattr(row, each.attname, None if value is None else each.to_python(value))
