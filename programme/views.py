"""Pages of the programme."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.downloads import send_file
from core.params import choice
from participants.access import Capability, decide
from participants.guards import requires
from programme import documents as pages
from programme import figures
from programme.conflicts import conflict_of
from programme.models import IntendedResult, PlanDocument, PlanItem, Programme

VIEW, MANAGE = Capability.PROGRAMME_VIEW, Capability.PROGRAMME_MANAGE


def page(request: HttpRequest, template: str, programme: Programme, **context: Any) -> HttpResponse:
    """Render a page with what every page of the programme shows."""
    shared = {"programme": programme, "tabs": pages.tabs(), "may_manage": bool(decide(request.user, MANAGE))}
    return render(request, template, {**shared, **context})


def in_programme(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Hand the current programme to a view; as long as there is none, tell so instead."""

    @wraps(view)
    def found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        programme = Programme.objects.current()
        if programme is None:
            return render(request, "programme/none.html")
        return view(request, programme, *args, **kwargs)

    return found


@requires(VIEW)
@in_programme
def index(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Show the intended results on one page, with proof and next step."""
    overview = figures.results_overview(programme)
    return page(
        request,
        "programme/index.html",
        programme,
        overview=overview,
        late=overview.late(timezone.localdate()),
        balance=figures.category_balance(programme),
        facts=pages.programme_facts(programme),
    )


@requires(VIEW)
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one result with the activities that serve it."""
    found = get_object_or_404(IntendedResult.objects.select_related("programme", "proof_file"), pk=pk)
    on = timezone.localdate()
    items = [pages.item_row(item, on) for item in found.plan_items.in_order()]
    return page(
        request,
        "programme/result.html",
        found.programme,
        result=found,
        kicker=f"Beoogd resultaat {found.number}",
        items=items,
        facts=pages.result_facts(found),
    )


@requires(VIEW)
def result_proof(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the file that proves a result."""
    found = get_object_or_404(IntendedResult.objects.select_related("proof_file"), pk=pk)
    if found.proof_file is None:
        raise Http404
    return send_file(request, found.proof_file, audit_code="programme.proof.downloaded", obj=found)


@requires(VIEW)
@in_programme
def planning(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Show the planning as soft bars or as a table, whole or in part."""
    on = timezone.localdate()
    chosen = choice(request, "stand", pages.FILTERS, "alles")
    shape = choice(request, "weergave", pages.SHAPES, "balken")
    every = list(PlanItem.objects.filter(programme=programme).in_order())
    items = pages.selected(every, chosen, on)
    return page(
        request,
        "programme/planning.html",
        programme,
        items=[pages.item_row(item, on) for item in items],
        line=figures.planning_timeline(items, programme, on) if shape == "balken" else None,
        summary=figures.planning_summary(every, on),
        filters=pages.filters(every, chosen, shape, on),
        shapes=pages.shapes(chosen, shape),
        conflict_count=PlanItem.objects.filter(programme=programme).with_disagreeing_sources().count(),
    )


@requires(VIEW)
def plan_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one activity: both dates, the sources, the links and the history."""
    items = PlanItem.objects.select_related("programme").with_parts()
    item, on = get_object_or_404(items, pk=pk), timezone.localdate()
    row = pages.item_row(item, on)
    return page(
        request,
        "programme/plan_item.html",
        item.programme,
        item=item,
        status=row.status,
        tone=row.tone,
        facts=pages.item_facts(item),
        sources=item.sources.all(),
        conflict=conflict_of(item),
        moves=item.moves.select_related("actor__person"),
    )


@requires(VIEW)
@in_programme
def conflicts(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Show where sources disagree about a date."""
    return page(request, "programme/conflicts.html", programme, conflicts=figures.open_conflicts(programme))


@requires(VIEW)
@in_programme
def decisions(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Show what the bodies decided."""
    return page(request, "programme/decisions.html", programme, rows=pages.decision_rows(figures.decisions(programme)))


@requires(VIEW)
@in_programme
def documents(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Show the register of documents."""
    found = programme.documents.select_related("file")
    return page(request, "programme/documents.html", programme, documents=found)


@requires(VIEW)
def document_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the file of a document."""
    found = get_object_or_404(PlanDocument.objects.select_related("file"), pk=pk)
    if found.file is None:
        raise Http404
    return send_file(request, found.file, audit_code="programme.document.downloaded", obj=found)
