"""Goes through a delivered file: first dry, to tell what it would do, then for real, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from core.models import Job
from incidents.delivery import staging
from incidents.delivery.counts import COUNT_BY_CODE, CleanMonth, clean_month
from incidents.delivery.departments import Departments, departments_of
from incidents.delivery.encoding import Encoder, keys_of
from incidents.delivery.fields import BY_CODE, persons_in
from incidents.delivery.findings import MOST_PROBLEMS, TEXT_TERM, Findings
from incidents.delivery.mapping import SKIP, Proposal, codes_in_order
from incidents.delivery.marks import secret_of
from incidents.delivery.problems import FileRefused, Problem
from incidents.delivery.progress import Progress
from incidents.delivery.reading import Table, open_table
from incidents.delivery.rows import CleanCase, Cleaner
from incidents.models import ImportKind, ImportRun

_AT_ONCE = 500
_ROW_BYTES = 200  # about; only for the progress of a first look
SHEETS = {ImportKind.CASES: "Voorvallen", ImportKind.COUNTS: "Aantallen"}
_MORE_CELLS = Problem(
    "",
    "na de laatste kolom",
    "Deze regel heeft meer cellen dan er koppen zijn.",
    "Kijk of er een aanhalingsteken mist.",
)


@contextmanager
def table_of(run: ImportRun) -> Iterator[Table]:
    """Open the file of a run.

    Raises:
        FileRefused: when it cannot be read.
    """
    if run.file_key is None:
        raise FileRefused("Dit bestand is intussen verwijderd. Plaats het opnieuw.")
    with open_table(run.file_key, run.file_format, run.encoding, SHEETS[ImportKind(run.kind)]) as table:
        yield table


def values_of(table: Table, mapping: dict[str, str]) -> Iterator[tuple[int, dict[str, object] | None]]:
    """Yield each row as values by code; None for a row with more cells than headings."""
    codes = codes_in_order(table.headings, mapping)
    wanted = [(place, code) for place, code in enumerate(codes) if code]
    width = len(codes)
    for number, row in table.rows:
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            yield number, None
            continue
        cells = row if len(row) >= width else row + [""] * (width - len(row))
        yield number, {code: text for place, code in wanted if (text := cells[place].strip())}


def cases_of(
    run: ImportRun, table: Table, at: datetime, departments: Departments
) -> Iterator[tuple[int, CleanCase | list[Problem]]]:
    """Yield each row as a case, or what is wrong with it. It asks no query: the rows go into an open COPY."""
    codes = codes_in_order(table.headings, run.mapping)
    own = codes.index("reference") if "reference" in codes else None
    cleaner = Cleaner(run.words, at=at, departments=departments)
    read, width = cleaner.reader(codes), len(codes)
    for number, row in table.rows:
        if len(row) != width:
            if any(cell.strip() for cell in row[width:]):
                yield number, [_MORE_CELLS]
                continue
            row.extend([""] * (width - len(row)))
        if own is not None and row[own].strip():
            yield number, _of_ours(row[own].strip())
        else:
            yield number, read(row)


def _of_ours(reference: str) -> CleanCase:
    """A row with a reference of the portal is never new: it is only looked up."""
    return CleanCase("", reference.upper()[:12], is_closed=True, closed_at=None, reaction_at=None)


def months_of(run: ImportRun, table: Table, at: datetime) -> Iterator[tuple[int, CleanMonth | list[Problem]]]:
    """Yield each row as a month, or what is wrong with it."""
    for number, values in values_of(table, run.mapping):
        yield number, [_MORE_CELLS] if values is None else clean_month(values, at=at)


def headings_of(run: ImportRun) -> dict[str, str]:
    """Return how the file calls each column."""
    return {code: heading for heading, code in reversed(run.mapping.items()) if code}


def check_cases(run: ImportRun, job: Job | None, *, at: datetime) -> Findings:
    """Read every row without writing one, and look in the database which are known."""
    findings, headings = Findings(at - TEXT_TERM), headings_of(run)
    secret, departments = secret_of(run.organisation_id), departments_of(run.organisation_id)
    staging.prepare(whole=False)
    with (
        table_of(run) as table,
        Progress(job, run.rows_total or run.size // _ROW_BYTES) as progress,
        staging.lines(whole=False) as copy,
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
    _look_at_the_whole(run, findings, headings)
    return findings


def _look_at_the_whole(run: ImportRun, findings: Findings, headings: dict[str, str]) -> None:
    staging.tell_alike_apart()
    for row, first, ref in staging.twice(MOST_PROBLEMS):
        remedy = "Geef elk voorval een eigen kenmerk, of haal een van de regels weg."
        problem = _of("source_ref", f"Dit kenmerk staat ook op regel {first}.", remedy, ref)
        findings.add_problems(row, [problem], headings)
    for row, reference in staging.strange(run, MOST_PROBLEMS):
        problem = _of("reference", "Dit kenmerk is er niet in uw organisatie.", "Laat het leeg bij nieuwe.", reference)
        findings.add_problems(row, [problem], headings)
    findings.lines.sort(key=lambda line: line.row)
    if not findings.faulty:
        findings.known = staging.forget_known(run)


def _of(code: str, sentence: str, remedy: str, value: str) -> Problem:
    label = (BY_CODE | COUNT_BY_CODE)[code].label
    return Problem(code, label, sentence, remedy, value)


def write_cases(run: ImportRun, job: Job | None, *, at: datetime) -> tuple[int, int]:
    """Write every row, or none; return how many were new and how many of these are open.

    Raises:
        FileRefused: when a row is not what it was at the check.
    """
    encoder, departments = Encoder(run.organisation), departments_of(run.organisation_id)
    staging.prepare(whole=True)
    with table_of(run) as table, Progress(job, run.rows_total) as progress, staging.lines(whole=True) as copy:
        held: list[str] = []
        for number, case in cases_of(run, table, at, departments):
            if isinstance(case, list):
                raise FileRefused("Het bestand is niet meer zoals bij de controle. Controleer het nog eens.")
            held.append(encoder.line(case, number))
            if len(held) >= _AT_ONCE:
                copy.write("".join(held))
                progress.add(len(held))
                held.clear()
        copy.write("".join(held))
    staging.tell_alike_apart()
    if staging.twice(1):
        raise FileRefused("In het bestand staat een kenmerk twee keer. Controleer het nog eens.")
    staging.forget_known(run)
    staging.settle_references(run)
    return staging.write(run, at), encoder.open_count


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
