"""The comparison of two rounds: of the region as published, and of the own organisation."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from core.audit import record
from core.downloads import send_bytes
from core.isolation import of_organisations, within
from core.params import choice
from core.spreadsheets import write_csv, write_xlsx
from incidents.forms.rounds import PairForm
from incidents.models import MeasurementRound
from incidents.rounds import comparison_pages as pages
from incidents.rounds.comparison import Comparison, comparison, own_comparison
from incidents.rounds.comparison_figures import file_rows
from incidents.rounds.panel import forerunners, panel_of
from incidents.scope import scope_of
from participants.access import Capability
from participants.guards import requires
from participants.models import Organisation
from programme.figures import current_programme

_OWN, _REGION = Capability.INCIDENT_FIGURES_OWN, Capability.INCIDENT_FIGURES_REGION
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Pair = tuple[MeasurementRound, MeasurementRound]


def _rounds() -> list[MeasurementRound]:
    return list(MeasurementRound.objects.filter(opened_at__isnull=False).order_by("first_on", "pk"))


def _pair(request: HttpRequest, rounds: list[MeasurementRound]) -> Pair:
    """Return the two rounds that the address names, the older first; else the last two that are frozen.

    Raises:
        Http404: when there are no two rounds, or the address names what does not exist.
    """
    by_code = {each.code: each for each in rounds}
    if len(rounds) < 2:
        raise Http404
    frozen = [each for each in rounds if each.frozen_at is not None]
    latest = frozen[-2:] if len(frozen) > 1 else rounds[-2:]
    first = by_code.get(request.GET.get("eerst", latest[0].code))
    second = by_code.get(request.GET.get("daarna", latest[1].code))
    if first is None or second is None:
        raise Http404
    if first.pk == second.pk:
        first = next(each for each in rounds if each.pk != second.pk)
    return (first, second) if first.first_on <= second.first_on else (second, first)


@require_safe
@requires(_REGION)
def region(request: HttpRequest) -> HttpResponse:
    """Show the published comparison of two rounds."""
    return _show(request, _region, is_own=False)


@require_safe
@requires(_OWN)
def own(request: HttpRequest) -> HttpResponse:
    """Show the comparison of two rounds of the own organisation."""
    return _show(request, _own, is_own=True)


@require_safe
@requires(_REGION)
def region_file(request: HttpRequest) -> HttpResponse:
    """Give the published comparison as a file: the same numbers as the page."""
    return _file(request, _region(request, _pair(request, _rounds())), "vergelijking-regio")


@require_safe
@requires(_OWN)
def own_file(request: HttpRequest) -> HttpResponse:
    """Give the comparison of the own organisation as a file."""
    return _file(request, _own(request, _pair(request, _rounds())), "vergelijking-eigen")


def _region(request: HttpRequest, pair: Pair) -> Comparison:
    programme = current_programme()
    return comparison(*pair, region=programme.region_name if programme else "De regio")


def _own(request: HttpRequest, pair: Pair) -> Comparison:
    organisation = scope_of(request, _OWN).chosen
    if organisation is None:
        raise Http404
    return own_of(organisation, pair)


def own_of(organisation: Organisation, pair: Pair) -> Comparison:
    """Compare for one organisation; what went up in it belongs to it, and is only shown added up."""
    with within(of_organisations([organisation.pk, *forerunners(organisation.pk)])):
        panel = panel_of(*pair, only_root=organisation.pk)
        member = panel.members[0] if panel.members else None
        return own_comparison(*pair, member, organisation.name)


def _show(request: HttpRequest, find: Any, *, is_own: bool) -> HttpResponse:
    rounds = _rounds()
    context: dict[str, Any] = {"is_own": is_own, "rounds_url": reverse("incidents:rounds")}
    if len(rounds) < 2:
        return render(request, "incidents/rounds/comparison.html", context)
    pair = _pair(request, rounds)
    found = find(request, pair)
    query = {"eerst": pair[0].code, "daarna": pair[1].code}
    if is_own:
        scope = scope_of(request, _OWN)
        query |= {"org": scope.chosen.code} if scope.has_choice and scope.chosen else {}
        context["scope"] = scope
    file_url = reverse("incidents:own_comparison_file" if is_own else "incidents:comparison_file")
    context |= pages.page(found) | {
        "pair_form": PairForm({"eerst": pair[0].code, "daarna": pair[1].code}, rounds=rounds),
        "csv_url": f"{file_url}?{urlencode(query | {'soort': 'csv'})}",
        "xlsx_url": f"{file_url}?{urlencode(query | {'soort': 'xlsx'})}",
    }
    return render(request, "incidents/rounds/comparison.html", context)


def _file(request: HttpRequest, found: Comparison, name: str) -> HttpResponse:
    if not found.is_possible:
        raise Http404
    headers, rows = file_rows(found)
    record(code="incidents.comparison.exported", actor=request.user)
    if choice(request, "soort", ("csv", "xlsx"), "csv") == "xlsx":
        return send_bytes(f"{name}.xlsx", write_xlsx(headers=headers, rows=rows, title="Vergelijking"), _XLSX)
    return send_bytes(f"{name}.csv", write_csv(headers, rows), "text/csv; charset=utf-8")
