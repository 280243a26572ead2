"""Pages of the budget."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render

from budget import charts, figures
from budget import documents as pages
from budget.forms import CompareForm, CostFilterForm
from budget.models import BudgetVersion, Cost, Grant
from core.downloads import send_file
from core.paging import page as paginate
from participants.access import Capability, decide
from participants.guards import requires

VIEW, MANAGE = Capability.BUDGET_VIEW, Capability.BUDGET_MANAGE


def page(request: HttpRequest, template: str, grant: Grant, **context: Any) -> HttpResponse:
    """Render a page with what every page of the budget shows."""
    shared = {"grant": grant, "tabs": pages.tabs(), "may_manage": bool(decide(request.user, MANAGE))}
    return render(request, template, {**shared, **context})


def on_grant(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Hand the grant of the current programme to a view; as long as there is none, tell so instead."""

    @wraps(view)
    def found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        grant = figures.current_grant()
        if grant is None:
            return render(request, "budget/none.html")
        return view(request, grant, *args, **kwargs)

    return found


def _budget(request: HttpRequest, grant: Grant, version: BudgetVersion | None) -> HttpResponse:
    overview = figures.overview(grant, version)
    return page(
        request,
        "budget/index.html",
        grant,
        overview=overview,
        rows=pages.budget_table(overview),
        groups=pages.use_groups(overview),
        facts=pages.grant_facts(grant, overview),
        figure=charts.budget_figure(overview) if overview.version else None,
        tone="info" if overview.carry.is_covered else "late",
        is_old=overview.version is not None and not overview.version.is_current,
    )


@requires(VIEW)
@on_grant
def index(request: HttpRequest, grant: Grant) -> HttpResponse:
    """Show the budget that holds now: lines and years, the carry-over, and what is left."""
    return _budget(request, grant, None)


@requires(VIEW)
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the budget as it was in one version."""
    found = get_object_or_404(BudgetVersion.objects.select_related("grant__programme"), pk=pk)
    return _budget(request, found.grant, found)


@requires(VIEW)
@on_grant
def versions(request: HttpRequest, grant: Grant) -> HttpResponse:
    """Show the versions, and what differs between two of them."""
    found = list(grant.versions.annotate(total=Sum("amounts__amount")).order_by("-dated_on", "-pk"))
    form = CompareForm(request.GET if "van" in request.GET else None, grant=grant)
    if not form.is_bound and len(found) > 1:
        form = CompareForm({"van": found[1].pk, "naar": found[0].pk}, grant=grant)
    pair = form.cleaned_data if form.is_bound and form.is_valid() else {}
    changes = figures.compare(pair["van"], pair["naar"]) if pair else []
    return page(request, "budget/versions.html", grant, versions=found, form=form, pair=pair, changes=changes)


@requires(VIEW)
@on_grant
def costs(request: HttpRequest, grant: Grant) -> HttpResponse:
    """Show the costs, narrowed by line, year, state and what is missing."""
    form = CostFilterForm(request.GET, grant=grant, years=_years(grant))
    found = form.narrow(Cost.objects.filter(grant=grant).with_parts())
    sums = found.aggregate(count=Count("pk"), sum=Sum("amount"), open=Count("pk", filter=_open()))
    shown = paginate(request, found)
    rows = [pages.cost_row(cost) for cost in shown]
    return page(request, "budget/costs.html", grant, form=form, shown=shown, rows=rows, sums=sums)


def _open() -> Q:
    return Q(is_in_kind=False, amount__isnull=True)


def _years(grant: Grant) -> list[int]:
    used = set(Cost.objects.filter(grant=grant).values_list("year", flat=True).distinct())
    return sorted(used | set(grant.years.values_list("year", flat=True)))


@requires(VIEW)
def cost(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one cost with its receipt and proof of payment."""
    found = get_object_or_404(Cost.objects.select_related("grant").with_parts(), pk=pk)
    return page(
        request, "budget/cost.html", found.grant, cost=found, row=pages.cost_row(found), facts=pages.cost_facts(found)
    )


@requires(VIEW)
def receipt(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the invoice or receipt of a cost."""
    return _file(request, pk, "receipt")


@requires(VIEW)
def payment_proof(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the proof of payment of a cost."""
    return _file(request, pk, "payment_proof")


def _file(request: HttpRequest, pk: int, slot: str) -> HttpResponseBase:
    found = get_object_or_404(Cost.objects.with_parts(), pk=pk)
    stored = getattr(found, slot)
    if stored is None:
        raise Http404
    return send_file(request, stored, audit_code="budget.receipt.downloaded", obj=found)
