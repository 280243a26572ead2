"""Forms of the project leader on the budget: one form, one service call."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from budget import figures, forms, services
from budget.models import BudgetVersion, Cost, Grant
from budget.views import MANAGE, on_grant, page
from core.params import posted
from core.saving import Save, save_form
from participants.guards import requires, user_of


def _handle(request: HttpRequest, grant: Grant, form: Any, save: Save, template: str, **context: Any) -> HttpResponse:
    """Show the form, or save it and go on; what the service refuses stands in the form."""
    return save_form(request, form, save) or page(request, template, grant, form=form, **context)


def _add(request: HttpRequest, grant: Grant, form_class: Any, title: str, message: str) -> HttpResponse:
    def save(form: Any) -> tuple[str, Any]:
        key = form.cleaned_data["submit_key"]
        cost = services.add_cost(grant=grant, fields=form.values(), actor=user_of(request), submit_key=key)
        return message, cost

    draft = Cost(grant=grant, year=figures.nearest_year(grant, timezone.localdate()))
    form = form_class(posted(request), grant=grant, instance=draft)
    url = reverse("budget:costs")
    return _handle(request, grant, form, save, "budget/form.html", title=title, cancel_url=url)


@requires(MANAGE)
@on_grant
def cost_add(request: HttpRequest, grant: Grant) -> HttpResponse:
    """Add a cost."""
    return _add(request, grant, forms.CostForm, "Kosten toevoegen", "De kostenregel is toegevoegd.")


@requires(MANAGE)
@on_grant
def in_kind_add(request: HttpRequest, grant: Grant) -> HttpResponse:
    """Record something that was given for free."""
    return _add(request, grant, forms.InKindForm, "Om niet vastleggen", "Vastgelegd wat om niet is gegeven.")


@requires(MANAGE)
def cost_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a cost, or what was given for free."""
    cost = get_object_or_404(Cost.objects.select_related("grant"), pk=pk)
    url = cost.get_absolute_url()

    def save(form: Any) -> tuple[str, Any]:
        version = form.cleaned_data["version"]
        services.change_cost(cost=cost, version=version, fields=form.values(), actor=user_of(request))
        return "De wijziging is opgeslagen.", url

    form_class = forms.InKindForm if cost.is_in_kind else forms.CostForm
    form = form_class(posted(request), grant=cost.grant, instance=cost)
    title = "Om niet wijzigen" if cost.is_in_kind else "Kosten wijzigen"
    return _handle(request, cost.grant, form, save, "budget/form.html", title=title, cancel_url=url)


@requires(MANAGE)
def file_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an invoice, a receipt or the proof of payment to a cost."""
    cost = get_object_or_404(Cost.objects.posted().select_related("grant"), pk=pk)

    def save(form: forms.FileForm) -> tuple[str, Any]:
        data = form.cleaned_data
        services.attach_file(cost=cost, slot=data["slot"], upload=data["upload"], actor=user_of(request))
        return "Het stuk is toegevoegd.", cost.get_absolute_url()

    slot = "payment_proof" if cost.receipt_id and not cost.payment_proof_id else "receipt"
    form = forms.FileForm(posted(request), request.FILES or None, initial={"slot": slot})
    return _handle(
        request,
        cost.grant,
        form,
        save,
        "budget/form.html",
        title="Bon of betaalbewijs toevoegen",
        lead=cost.description,
        cancel_url=cost.get_absolute_url(),
    )


@requires(MANAGE)
@on_grant
def version_add(request: HttpRequest, grant: Grant) -> HttpResponse:
    """Make a new version of the budget, starting from the one that holds now."""

    def save(form: forms.VersionForm) -> tuple[str, Any]:
        data = form.cleaned_data
        version = services.create_version(
            grant=grant,
            name=data["name"],
            dated_on=data["dated_on"],
            reason=data["reason"],
            amounts=form.amounts(),
            actor=user_of(request),
            submit_key=data["submit_key"],
        )
        return f"De begroting ‘{version}’ geldt nu. De vorige blijft bewaard.", reverse("budget:index")

    overview = figures.overview(grant)
    initial = {"dated_on": timezone.localdate()}
    form = forms.VersionForm(posted(request), overview=overview, initial=initial)
    return _handle(request, grant, form, save, "budget/version_form.html", overview=overview)


@requires(MANAGE)
@require_POST
def version_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an earlier version hold again."""
    version = services.choose_version(version=get_object_or_404(BudgetVersion, pk=pk), actor=user_of(request))
    messages.success(request, f"De begroting ‘{version}’ geldt nu.")
    return redirect("budget:index")
