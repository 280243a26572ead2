"""Figures: of the own organisation in full, of the region suppressed, and who delivered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.params import choice
from incidents.charts import months_figure
from incidents.clock import moment_of
from incidents.completeness import completeness
from incidents.disclosure import MARK, MARK_TEXT, NOTHING, NOTHING_TEXT, REGION
from incidents.figures import late_reports, month_name, own_months, reactions_in_time
from incidents.region import region_totals
from incidents.scope import scope_of
from incidents.vocabulary import KINDS
from participants.access import Capability, decide
from participants.guards import requires

_COMPLETE = Capability.INCIDENT_COMPLETENESS


@require_safe
@requires(Capability.INCIDENT_FIGURES_OWN)
def own(request: HttpRequest) -> HttpResponse:
    """Show the last twelve months of the own organisation. No single incident is on this page."""
    scope = scope_of(request, Capability.INCIDENT_FIGURES_OWN)
    lead = f"{scope.chosen}, de laatste twaalf maanden." if scope.chosen else ""
    context: dict[str, Any] = {"scope": scope, "organisation": scope.chosen, "lead": lead}
    if scope.chosen is not None:
        now = timezone.now()
        table = own_months(scope.chosen, until=timezone.localdate(now))
        first = moment_of(table.months[0])
        context |= {
            "table": table,
            "figure": months_figure(table) if table.total else None,
            "kinds": [KINDS.label(kind) for kind in table.kinds],
            "rows": [
                (
                    month_name(month),
                    month in table.missing,
                    [table.of(month, kind) for kind in table.kinds],
                    table.in_month(month),
                )
                for month in table.months
            ],
            "totals": [table.of_kind(kind) for kind in table.kinds],
            "in_time": reactions_in_time(scope.chosen, since=first, at=now),
            "in_time_note": "Alleen waar bekend is wie het deed en de termijn voorbij of beantwoord is.",
            "late_reports": late_reports(scope.chosen, since=first),
        }
    return render(request, "incidents/figures.html", context)


@require_safe
@requires(Capability.INCIDENT_FIGURES_REGION)
def region(request: HttpRequest) -> HttpResponse:
    """Show the region per month and sector, or per month and kind, as far as the numbers may be shown."""
    by = choice(request, "per", ("sector", "vorm"), "sector")
    table = region_totals(until=timezone.localdate(), by="sector" if by == "sector" else "kind")
    context = {
        "table": table,
        "shown": table.shown(),
        "lead": f"{table.delivered} van de {table.organisations} organisaties leverden in deze twaalf maanden iets.",
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


@require_safe
@requires(Capability.INCIDENT_COMPLETENESS)
def complete(request: HttpRequest) -> HttpResponse:
    """Show who delivered, per month and per measurement round: never how much or what."""
    context = {"board": completeness(on=timezone.localdate()), "region_url": reverse("incidents:region")}
    return render(request, "incidents/completeness.html", context)
