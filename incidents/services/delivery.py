"""Delivered files: received, explained, checked, read in whole or not at all, and taken back while untouched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core import jobs
from core.audit import declare, record
from core.models import Job
from core.uploads import clean_name, scan_pieces
from incidents.delivery import monthly, running, undoing, vault
from incidents.delivery.findings import Findings
from incidents.delivery.mapping import propose
from incidents.delivery.problems import FileRefused
from incidents.delivery.reading import Look
from incidents.delivery.table import table_of
from incidents.delivery.updating import MOST_CHANGED
from incidents.models import ImportKind, ImportMapping, ImportRun, ImportStatus
from incidents.models.delivery import UNDO_TERM, UNFINISHED
from participants.access import Capability, demand
from participants.models import Organisation, User

declare("incidents.import.received", "{actor} plaatste een bestand om in te lezen ({object})")
declare("incidents.import.done", "{actor} las een bestand in ({object})")
declare("incidents.import.updated", "{actor} werkte {object} bij uit een ingelezen bestand")
declare("incidents.import.restored", "{actor} zette {object} terug zoals het was voor een ingelezen bestand")
declare("incidents.import.undone", "{actor} maakte het inlezen van een bestand ongedaan ({object})")
declare("incidents.import.dropped", "{actor} gooide een geplaatst bestand weg ({object})")

CHECK_JOB = "incidents.import_check"
WRITE_JOB = "incidents.import_write"
UNDO_JOB = "incidents.import_undo"
_JOBS = {ImportStatus.CHECKING: CHECK_JOB, ImportStatus.UNDOING: UNDO_JOB}
_SMALL = 256 * 1024
_FEW_ROWS = 500
_FEW_CHANGES = 50


def receive_file(
    *,
    organisation: Organisation,
    actor: User,
    name: str,
    chunks: Iterable[bytes],
    kind: ImportKind,
    source_system: str,
    received_at: datetime,
) -> ImportRun:
    """Keep a delivered file, encrypted, and have it checked; a small CSV is checked at once.

    Raises:
        PermissionDenied: outside the reach of the actor.
        ValidationError: when the organisation does not deliver this kind, the file cannot be one, or a virus is in it.
    """
    demand(actor, Capability.INCIDENTS_HANDLE, organisation)
    _check_kind(organisation, kind, received_at)
    look = Look()
    with _kept(look.at(chunks)) as key, transaction.atomic():
        run = ImportRun.objects.create(
            organisation=organisation,
            kind=kind,
            source_system=source_system,
            file_name=clean_name(name) or "bestand",
            file_key=key,
            file_format=look.file_format,
            encoding=look.encoding,
            size=look.size,
            uploaded_by=actor,
            uploaded_at=received_at,
        )
        record(code="incidents.import.received", actor=actor, obj=run)
        _start_check(run, actor, received_at)
    return run


@contextmanager
def _kept(chunks: Iterable[bytes]) -> Iterator[UUID]:
    """Keep a file and offer it to the virus scanner; when that or the block fails, nothing of it stays."""
    try:
        key = vault.keep(chunks)
    except FileRefused as refused:
        raise ValidationError(str(refused)) from None
    try:
        scan_pieces(vault.chunks_of(key))
        yield key
    except BaseException:
        vault.remove(key)
        raise


def _check_kind(organisation: Organisation, kind: ImportKind, at: datetime) -> None:
    can_register = organisation.can_register_cases(timezone.localdate(at))
    if kind == ImportKind.CASES and not can_register:
        raise ValidationError("Uw organisatie levert aantallen per maand. Kies ‘aantallen per maand’.")
    if kind == ImportKind.COUNTS and can_register:
        raise ValidationError("Uw organisatie meldt voorvallen een voor een; het portaal telt ze zelf.")


def _start_check(run: ImportRun, actor: User | None, at: datetime) -> None:
    """A small text is checked at once; a workbook, or much of it, by a worker."""
    if run.file_format == "csv" and run.size <= _SMALL:
        check_file(run=run, job=None, at=at)
    else:
        _enqueue(CHECK_JOB, run, actor)


def _enqueue(kind: str, run: ImportRun, actor: User | None) -> Job:
    return jobs.enqueue(
        kind=kind, key=run.job_key, payload={"run": run.pk}, actor=actor, organisation_id=run.organisation_id
    )


@transaction.atomic
def explain_file(
    *,
    run: ImportRun,
    actor: User,
    columns: Mapping[str, str],
    words: Mapping[str, Mapping[str, str]],
    explained_at: datetime,
    version: int | None = None,
) -> ImportRun:
    """Say what columns and words mean, remember it for the next file of this system, and check again.

    Raises:
        ValidationError: when the file is past that.
    """
    locked = _lock(run, actor, version)
    if locked.status not in (ImportStatus.MAPPING, ImportStatus.FAULTY, ImportStatus.READY):
        raise ValidationError("Dit bestand wordt al ingelezen of is al klaar.")
    kept, _ = ImportMapping.objects.get_or_create(
        organisation_id=locked.organisation_id, kind=locked.kind, source_system=locked.source_system
    )
    locked.mapping = {**locked.mapping, **columns}
    locked.words = {code: {**kept.words.get(code, {}), **words.get(code, {})} for code in {*kept.words, *words}}
    kept.columns, kept.words = {**kept.columns, **locked.mapping}, locked.words
    kept.saved_by, kept.saved_at = actor, explained_at
    kept.save()
    locked.status, locked.attempt = ImportStatus.CHECKING, locked.attempt + 1
    locked.save()
    _start_check(locked, actor, explained_at)
    return locked


@transaction.atomic
def check_file(*, run: ImportRun, job: Job | None, at: datetime) -> ImportRun:
    """Go through the file without writing, and keep what was found; what cannot be read is refused and removed."""
    locked: ImportRun = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.status != ImportStatus.CHECKING:
        return locked
    try:
        with transaction.atomic():
            _check(locked, job, at)
    except FileRefused as refused:
        locked.status, locked.reason = ImportStatus.REFUSED, str(refused)[:300]
        _let_go(locked)
    locked.save()
    run.refresh_from_db()
    return locked


def _check(run: ImportRun, job: Job | None, at: datetime) -> None:
    with table_of(run) as table:
        run.columns = table.headings
    running.refuse_persons(run)
    saved = ImportMapping.objects.filter(
        organisation_id=run.organisation_id, kind=run.kind, source_system=run.source_system
    ).first()
    proposal = propose(run.kind, run.columns, saved.columns if saved else {})
    if run.attempt == 1:
        run.mapping, run.words = proposal.columns, saved.words if saved else {}
        run.notes = running.notes_on_columns(proposal) + running.leave_out_departments(run)
        if not proposal.is_certain:
            run.status = ImportStatus.MAPPING
            return
    check = running.check_cases if run.kind == ImportKind.CASES else monthly.check_months
    _keep(run, check(run, job, at=at))


def _keep(run: ImportRun, findings: Findings) -> None:
    run.status = ImportStatus.FAULTY if findings.faulty or not findings.total else ImportStatus.READY
    run.rows_total, run.rows_faulty = findings.total, findings.faulty
    run.rows_known, run.rows_new = findings.known, findings.new
    run.rows_changed, run.rows_kept, run.differences = findings.changed, findings.kept, findings.differences
    run.rows_open, run.unknown_words = findings.still_open, findings.words
    run.problems = findings.dumped()
    run.notes = [*(note for note in run.notes if note.get("about") == "columns"), *running.notes_on(findings)]
    run.reason = "" if findings.total else "Onder de koppen staat niets."


@transaction.atomic
def confirm_import(
    *,
    run: ImportRun,
    actor: User,
    confirmed_at: datetime,
    updates_known: bool = False,
    version: int | None = None,
) -> ImportRun:
    """Have a checked file read in: a small one now, a large one by a worker.

    With `updates_known` known cases of which the file tells otherwise are changed as well, unless somebody did
    something with them in the portal.

    Raises:
        ValidationError: while it has faults, when it is past that, or when too many known cases would change.
    """
    locked = _lock(run, actor, version)
    if locked.status in (ImportStatus.RUNNING, ImportStatus.DONE):
        return locked
    if locked.status != ImportStatus.READY:
        raise ValidationError("Dit bestand is niet klaar om in te lezen.")
    _check_kind(locked.organisation, ImportKind(locked.kind), confirmed_at)
    if updates_known and locked.rows_changed > MOST_CHANGED:
        raise ValidationError(_TOO_MANY_CHANGED)
    locked.updates_known = updates_known and locked.rows_changed > 0
    locked.status, locked.attempt = ImportStatus.RUNNING, locked.attempt + 1
    locked.save()
    is_small = locked.rows_total <= (_FEW_CHANGES if locked.updates_known else _FEW_ROWS)
    if locked.file_format == "csv" and is_small:
        return write_file(run=locked, actor=actor, job=None, at=confirmed_at)
    _enqueue(WRITE_JOB, locked, actor)
    return locked


_TOO_MANY_CHANGED = (
    f"Meer dan {MOST_CHANGED:,} bekende voorvallen staan anders in het bestand. Splits het, bijvoorbeeld per jaar."
).replace(",", ".", 1)


@transaction.atomic
def write_file(*, run: ImportRun, actor: User | None, job: Job | None, at: datetime) -> ImportRun:
    """Write the whole file, or nothing of it; a second call finds it written."""
    locked: ImportRun = ImportRun.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=run.pk)
    if locked.status != ImportStatus.RUNNING:
        return locked
    try:
        with transaction.atomic():
            _write(locked, actor, job, at)
    except FileRefused as refused:
        locked.status, locked.reason = ImportStatus.FAULTY, str(refused)[:300]
        locked.save()
        return locked
    locked.status, locked.done_at, locked.problems = ImportStatus.DONE, at, ""
    _let_go(locked)
    locked.save()
    record(code="incidents.import.done", actor=actor, obj=locked)
    return locked


def _write(run: ImportRun, actor: User | None, job: Job | None, at: datetime) -> None:
    if run.kind == ImportKind.COUNTS:
        run.rows_new = monthly.write_months(run, actor, at=at)
    else:
        written = running.write_cases(run, job, at=at)
        run.rows_new, run.rows_open = written.new, written.still_open
        running.update_known(run, written.known, actor=actor, job=job, at=at)
    run.rows_known = run.rows_total - run.rows_new


def _let_go(run: ImportRun) -> None:
    """Forget the file; it leaves the disk when that is certain."""
    key, run.file_key = run.file_key, None
    transaction.on_commit(lambda: vault.remove(key))


@transaction.atomic
def drop_import(*, run: ImportRun, actor: User, version: int | None = None) -> ImportRun:
    """Throw away a file that was not read in."""
    locked = _lock(run, actor, version)
    if locked.status == ImportStatus.RUNNING and not has_failed(locked):
        raise ValidationError("Dit bestand wordt nu ingelezen. Wacht tot het klaar is.")
    if locked.status not in UNFINISHED:
        raise ValidationError("Dit bestand is al klaar.")
    locked.status, locked.problems, locked.unknown_words = ImportStatus.DROPPED, "", {}
    locked.differences = []
    _let_go(locked)
    locked.save()
    record(code="incidents.import.dropped", actor=actor, obj=locked)
    return locked


def job_of(run: ImportRun) -> Job | None:
    """Return the job that does the present step."""
    kind = _JOBS.get(ImportStatus(run.status), WRITE_JOB)
    return Job.objects.filter(kind=kind, key=run.job_key, organisation_id=run.organisation_id).first()


def has_failed(run: ImportRun) -> bool:
    """Tell whether the worker gave up."""
    job = job_of(run)
    return job is not None and job.status == "failed"


@transaction.atomic
def try_again(*, run: ImportRun, actor: User) -> ImportRun:
    """Let the worker try once more after it gave up."""
    locked = _lock(run, actor, None)
    job = job_of(locked)
    if job is not None:
        jobs.retry(job)
    return locked


_OTHER_ROWS = "Bij {} van deze voorvallen is intussen iets toegevoegd of gewijzigd. Ongedaan maken kan niet meer."


@transaction.atomic
def undo_import(*, run: ImportRun, actor: User, undone_at: datetime, version: int | None = None) -> ImportRun:
    """Remove exactly the cases that came from this file, and put back those that it changed; all untouched since.

    Few go now, many by a worker.

    Raises:
        ValidationError: after a day, or when a case was touched.
    """
    locked = _lock(run, actor, version)
    if not locked.may_be_undone(undone_at):
        raise ValidationError("Ongedaan maken kan tot een dag na het inlezen.")
    locked.reason = ""
    if locked.rows_new <= _FEW_ROWS and locked.rows_changed <= _FEW_CHANGES:
        _undo(locked, actor, None, undone_at)
        return locked
    locked.status, locked.attempt = ImportStatus.UNDOING, locked.attempt + 1
    locked.save()
    _enqueue(UNDO_JOB, locked, actor)
    return locked


@transaction.atomic
def undo_file(*, run: ImportRun, actor: User | None, job: Job | None, at: datetime) -> ImportRun:
    """Undo a large file, or say why not; a second call finds it undone."""
    locked: ImportRun = ImportRun.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=run.pk)
    if locked.status != ImportStatus.UNDOING:
        return locked
    try:
        _undo(locked, actor, job, at)
    except ValidationError as refused:
        locked.status, locked.reason = ImportStatus.DONE, " ".join(refused.messages)[:300]
        locked.save()
    return locked


def _undo(run: ImportRun, actor: User | None, job: Job | None, at: datetime) -> None:
    count = undoing.hold(run)
    if found := undoing.touched():
        raise ValidationError(_OTHER_ROWS.format(found))
    undoing.restore(run, actor, at)
    undoing.remove(count, job)
    run.status = ImportStatus.UNDONE
    run.save()
    record(code="incidents.import.undone", actor=actor, obj=run)


def forget_old_files(*, at: datetime, older_than: float) -> int:
    """Remove files that nobody finished, what was written of their faults, and how cases were that stay changed."""
    undoing.forget(before=at - UNDO_TERM)
    edge = at.timestamp() - older_than
    old = ImportRun.objects.filter(status__in=UNFINISHED, uploaded_at__lt=datetime.fromtimestamp(edge, tz=at.tzinfo))
    count: int = old.update(status=ImportStatus.DROPPED, problems="", unknown_words={}, differences=[], file_key=None)
    vault.remove_old(older_than=older_than)
    return count


def _lock(run: ImportRun, actor: User, version: int | None) -> ImportRun:
    locked: ImportRun = ImportRun.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=run.pk)
    demand(actor, Capability.INCIDENTS_HANDLE, locked)
    locked.check_version(version)
    return locked
