"""Figures: of the own organisation in full, of the region suppressed, who delivered; each also as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from core.downloads import send_bytes
from core.params import choice
from core.spreadsheets import write_csv, write_xlsx
from incidents.figures.charts import region_figure
from incidents.figures.completeness import completeness
from incidents.figures.dashboard import dashboard
from incidents.figures.disclosure import MARK, MARK_TEXT, NOTHING, NOTHING_TEXT, REGION
from incidents.figures.own import TOTAL, month_name, month_words, own_months
from incidents.figures.region import KNOWN, RegionTable, Way, region_totals
from incidents.figures.region_process import region_process_figure
from incidents.scope import chosen_or_404, scope_of
from incidents.services import record_export
from incidents.vocabulary import KINDS
from participants.access import Capability, decide, organisations
from participants.guards import requires

_COMPLETE = Capability.INCIDENT_COMPLETENESS
_WAYS: dict[str, Way] = {"sector": "sector", "vorm": "kind"}
_IN_TIME = "Alleen waar bekend is wie het deed en de termijn voorbij of beantwoord is."
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@requires(Capability.INCIDENT_FIGURES_OWN)
def own(request: HttpRequest) -> HttpResponse:
    """Show the last twelve months of the own organisation. Only who handles them sees a dot for each incident."""
    scope = scope_of(request, Capability.INCIDENT_FIGURES_OWN)
    lead = f"{scope.chosen}, de laatste twaalf maanden." if scope.chosen else ""
    context: dict[str, Any] = {"organisation": scope.chosen, "lead": lead, "in_time_note": _IN_TIME}
    if scope.chosen is not None:
        handled = organisations(request.user, Capability.INCIDENTS_HANDLE).filter(pk=scope.chosen.pk)
        context["board"] = dashboard(scope.chosen, at=timezone.now(), may_see_cases=handled.exists())
    return render(request, "incidents/figures.html", context)


@require_safe
@requires(Capability.INCIDENT_FIGURES_OWN)
def own_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the months of the own organisation as CSV or XLSX."""
    organisation = chosen_or_404(request, Capability.INCIDENT_FIGURES_OWN)
    table = own_months(organisation, until=timezone.localdate())
    headings = ["Maand", "Totaal", *(capfirst(KINDS.label(each)) for each in table.kinds)]
    rows = [[month_name(month), *table.shown(month)] for month in table.months]
    answer = _file(f"voorvallen-{organisation.code.lower()}-{timezone.localdate():%Y-%m-%d}", kind, headings, rows)
    record_export(actor=request.user, organisation=organisation)  # type: ignore[arg-type]
    return answer


@require_safe
@requires(Capability.INCIDENT_FIGURES_REGION)
def region(request: HttpRequest) -> HttpResponse:
    """Show the region per month and sector, or per month and kind, as far as the numbers may be shown."""
    by = choice(request, "per", tuple(_WAYS), "sector")
    table = region_totals(until=timezone.localdate(), by=_WAYS[by])
    context = {
        "table": table,
        "shown": table.shown(),
        "figure": region_figure(table) if table.rows else None,
        "run": region_process_figure(until=timezone.localdate()),
        "lead": region_lead(table),
        "caption": "Voorvallen per maand en sector" if by == "sector" else "Voorvallen per maand en vorm",
        "by": by,
        "complete_url": reverse("incidents:completeness") if decide(request.user, _COMPLETE) else "",
        "mark": MARK,
        "mark_text": MARK_TEXT,
        "nothing": NOTHING,
        "nothing_text": NOTHING_TEXT,
        "rule": REGION,
    }
    return render(request, "incidents/region.html", context)


def region_lead(table: RegionTable) -> str:
    """Return in one sentence up to which month the region is settled, and of how many that month is known."""
    if not table.rows:
        return "Een maand staat hier vanaf een maand na afloop."
    return (
        f"Tot en met {month_words(table.months[-1])}; van {table.delivered} van de {table.organisations} organisaties "
        "is die maand bekend. Een maand staat vast een maand na afloop en verandert daarna niet meer."
    )


@require_safe
@requires(Capability.INCIDENT_FIGURES_REGION)
def region_file(request: HttpRequest, way: str, kind: str) -> HttpResponse:
    """Give a table of the region as CSV or XLSX: the same cells as on the page, with the same marks."""
    if way not in _WAYS:
        raise Http404
    table = region_totals(until=timezone.localdate(), by=_WAYS[way])
    rows = [[int(cell) if cell.isdigit() else cell for cell in row] for row in table.shown()]
    headings = ["Maand", *(capfirst(heading) for heading in table.headings)]
    answer = _file(f"regio-per-{way}-{_stamp(table)}", kind, headings, rows)
    record_export(actor=request.user, organisation=None)  # type: ignore[arg-type]
    return answer


def _stamp(table: RegionTable) -> str:
    return f"{table.months[-1]:%Y-%m}" if table.months else "leeg"


def _file(name: str, kind: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> HttpResponse:
    """Make the file.

    Raises:
        Http404: for a kind of file that there is not.
    """
    if kind == "csv":
        return send_bytes(f"{name}.csv", write_csv(headings, rows), "text/csv; charset=utf-8")
    if kind == "xlsx":
        return send_bytes(f"{name}.xlsx", write_xlsx(headers=headings, rows=rows, title="Cijfers"), _XLSX)
    raise Http404


@require_safe
@requires(Capability.INCIDENT_COMPLETENESS)
def complete(request: HttpRequest) -> HttpResponse:
    """Show who delivered, per month and per measurement round, and the suppressed totals of the region."""
    today: date = timezone.localdate()
    table = region_totals(until=today, by="kind", count=6)
    context = {
        "board": completeness(on=today),
        "totals": [(row, table.cells[row, TOTAL], table.cells[row, KNOWN]) for row in table.rows],
        "region_url": reverse("incidents:region"),
        "mark": MARK,
        "mark_text": MARK_TEXT,
    }
    return render(request, "incidents/completeness.html", context)
