"""Goes through a file of counts: a few lines, so it is done row by row with the rules of a month delivered by hand."""

from __future__ import annotations

from datetime import date, datetime

from core.models import Job
from incidents.delivery.counts import CleanMonth
from incidents.delivery.findings import TEXT_TERM, Findings
from incidents.delivery.problems import FileRefused, Problem
from incidents.delivery.running import headings_of
from incidents.delivery.table import months_of, table_of
from incidents.figures.own import month_name
from incidents.models import ImportRun, MonthlyDelivery
from incidents.services.counting import write_month
from participants.models import User

_MOST_MONTHS = 1_000


def check_months(run: ImportRun, job: Job | None, *, at: datetime) -> Findings:
    """Read every month without writing one; `known` are those that are delivered with the same numbers."""
    findings, headings = Findings(at - TEXT_TERM), headings_of(run)
    held = _delivered(run)
    seen: dict[date, int] = {}
    with table_of(run) as table:
        for number, month in months_of(run, table, at):
            findings.total += 1
            if isinstance(month, list):
                findings.add_problems(number, month, headings)
            elif month.month in seen:
                sentence = f"Deze maand staat ook op regel {seen[month.month]}."
                problem = Problem("month", "Maand", sentence, "Tel de aantallen op in één regel.", str(month.month))
                findings.add_problems(number, [problem], headings)
            else:
                seen[month.month] = number
                findings.known += held.get(month.month) == month.counts
                if month.month in held and held[month.month] != month.counts:
                    findings.replaced.append(month_name(month.month))
            if findings.total > _MOST_MONTHS:
                raise FileRefused("Dit bestand heeft te veel regels voor aantallen per maand. Kies ‘voorvallen’.")
    return findings


def _delivered(run: ImportRun) -> dict[date, dict[str, int]]:
    rows = MonthlyDelivery.objects.filter(organisation_id=run.organisation_id).prefetch_related("counts")
    return {row.month: {count.kind: count.count for count in row.counts.all()} for row in rows}


def write_months(run: ImportRun, actor: User | None, *, at: datetime) -> int:
    """Deliver every month that is new or has other numbers than before; return how many.

    Raises:
        FileRefused: when a row is not what it was at the check.
    """
    held, written = _delivered(run), 0
    with table_of(run) as table:
        months = [month for _, month in months_of(run, table, at)]
    for month in months:
        if not isinstance(month, CleanMonth):
            raise FileRefused("Het bestand is niet meer zoals bij de controle. Controleer het nog eens.")
        if held.get(month.month) == month.counts:
            continue
        write_month(
            organisation=run.organisation,
            actor=actor,
            month=month.month,
            counts=month.counts,
            is_nil=month.is_nil,
            delivered_at=at,
        )
        written += 1
    return written
