"""Goes through a delivered file: first dry, to tell what it would do, then for real, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.models import Job
from incidents.delivery import staging, updating
from incidents.delivery.counts import COUNT_BY_CODE
from incidents.delivery.departments import departments_of
from incidents.delivery.encoding import Encoder, keys_of
from incidents.delivery.fields import BY_CODE, persons_in
from incidents.delivery.findings import MOST_PROBLEMS, TEXT_TERM, Findings
from incidents.delivery.known import KnownRows
from incidents.delivery.mapping import SKIP, Proposal
from incidents.delivery.marks import secret_of
from incidents.delivery.problems import FileRefused, Problem
from incidents.delivery.progress import Progress
from incidents.delivery.table import cases_of, table_of
from incidents.delivery.writing import PART, Writer
from incidents.models import ImportRun
from participants.models import User

_AT_ONCE = 500
_ROW_BYTES = 200  # about; only for the progress of a first look


def headings_of(run: ImportRun) -> dict[str, str]:
    """Return how the file calls each column."""
    return {code: heading for heading, code in reversed(run.mapping.items()) if code}


def check_cases(run: ImportRun, job: Job | None, *, at: datetime) -> Findings:
    """Read every row without writing one, and look in the database which are known."""
    findings, headings = Findings(at - TEXT_TERM), headings_of(run)
    secret, departments = secret_of(run.organisation_id), departments_of(run.organisation_id)
    staging.prepare()
    with (
        table_of(run) as table,
        Progress(job, run.rows_total or run.size // _ROW_BYTES) as progress,
        staging.lines() as copy,
    ):
        held: list[str] = []
        for number, case in cases_of(run, table, at, departments):
            findings.total += 1
            if isinstance(case, list):
                findings.add_problems(number, case, headings)
            else:
                findings.add_case(case)
                held.append("\t".join(keys_of(case, number, secret)) + "\n")
            if len(held) >= _AT_ONCE:
                copy.write("".join(held))
                progress.add(len(held))
                held.clear()
        copy.write("".join(held))
    rows = _look_at_the_whole(run, findings, headings)
    if len(rows):
        updating.compare(run, findings, rows, departments, job, at=at)
    return findings


def _look_at_the_whole(run: ImportRun, findings: Findings, headings: dict[str, str]) -> KnownRows:
    """Look at what only the whole shows; return the rows that are about known cases when the file is without faults."""
    staging.tell_alike_apart()
    for row, first, ref in staging.twice(MOST_PROBLEMS):
        remedy = "Geef elk voorval een eigen kenmerk, of haal een van de regels weg."
        problem = _of("source_ref", f"Dit kenmerk staat ook op regel {first}.", remedy, ref)
        findings.add_problems(row, [problem], headings)
    for row, reference in staging.strange(run, MOST_PROBLEMS):
        problem = _of("reference", "Dit kenmerk is er niet in uw organisatie.", "Laat het leeg bij nieuwe.", reference)
        findings.add_problems(row, [problem], headings)
    findings.lines.sort(key=lambda line: line.row)
    if findings.faulty:
        return KnownRows()
    rows = staging.known(run)
    findings.known = staging.forget_known(run)
    return rows


def _of(code: str, sentence: str, remedy: str, value: str) -> Problem:
    label = (BY_CODE | COUNT_BY_CODE)[code].label
    return Problem(code, label, sentence, remedy, value)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: how many cases are new, how many of these are open, and which rows are about known cases."""

    new: int
    still_open: int
    known: KnownRows


def write_cases(run: ImportRun, job: Job | None, *, at: datetime) -> Written:
    """Write every new row, or none.

    Raises:
        FileRefused: when a row is not what it was at the check.
    """
    encoder, departments = Encoder(run.organisation), departments_of(run.organisation_id)
    with table_of(run) as table, Progress(job, run.rows_total) as progress, Writer(run, at) as writer:
        for number, case in cases_of(run, table, at, departments):
            if isinstance(case, list):
                raise FileRefused("Het bestand is niet meer zoals bij de controle. Controleer het nog eens.")
            if encoder.add(case, number) >= PART:
                progress.add(PART)
                writer.put(encoder.take())
        writer.put(encoder.take())
    return Written(writer.count, encoder.open_count, writer.known)


def update_known(run: ImportRun, rows: KnownRows, *, actor: User | None, job: Job | None, at: datetime) -> None:
    """Change known cases of which the file tells otherwise, and note on the run how many and what stays as it is."""
    updating.update_known(run, rows, departments_of(run.organisation_id), actor=actor, job=job, at=at)


_PERSONS = (
    "Haal eerst deze kolommen weg: {}. Ze wijzen personen aan, en het portaal bewaart geen namen. Uw bestand is"
    " verwijderd. Heet een kolom alleen zo, geef hem dan een andere kop."
)


def refuse_persons(run: ImportRun) -> None:
    """Refuse a file with a column that promises names, numbers or addresses of persons.

    Raises:
        FileRefused: with the headings.
    """
    if found := persons_in(run.columns):
        raise FileRefused(_PERSONS.format(", ".join(f"‘{heading[:30]}’" for heading in found[:4])))


def notes_on_columns(proposal: Proposal) -> list[dict[str, str]]:
    """Return what is new about the columns of this file, compared with the last one of the same system."""
    if not proposal.gone:
        return []
    names = ", ".join(f"‘{heading}’" for heading in proposal.gone[:6])
    return [{"about": "columns", "text": f"Deze kolommen waren er de vorige keer wel en nu niet: {names}."}]


_NO_DEPARTMENTS = (
    "De kolom ‘{}’ wordt niet ingelezen: uw organisatie heeft nog geen afdelingen. Voeg ze toe bij Instellingen en"
    " plaats het bestand daarna opnieuw."
)


def leave_out_departments(run: ImportRun) -> list[dict[str, str]]:
    """Leave the column of departments out for an organisation that has none, and tell it."""
    headings = [heading for heading, code in run.mapping.items() if code == "unit"]
    if not headings or departments_of(run.organisation_id).choices:
        return []
    run.mapping = {**run.mapping, headings[0]: SKIP}
    return [{"about": "columns", "text": _NO_DEPARTMENTS.format(headings[0])}]


_OLD_TEXT = (
    "Tekst bij wat langer dan 24 maanden geleden is afgehandeld, wordt na een aankondiging gewist, zoals overal."
    " Het voorval blijft meetellen."
)


def notes_on(findings: Findings) -> list[dict[str, str]]:
    """Return what is worth telling of a checked file, in sentences."""
    notes = [_OLD_TEXT] if findings.with_old_text else []
    if findings.name_like:
        notes.append(
            f"In {findings.name_like} van de eerste {findings.with_text} teksten staat iets dat op een naam, nummer of"
            " kenteken lijkt. Dat mag blijven staan, maar haal het er liever uit."
        )
    if findings.replaced:
        months = ", ".join(findings.replaced[:6])
        notes.append(f"Deze maanden zijn al geleverd met andere aantallen en worden vervangen: {months}.")
    return [{"about": "rows", "text": note} for note in notes]
