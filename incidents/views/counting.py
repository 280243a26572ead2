"""Counts per month, for organisations that keep their cases elsewhere."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.components import TaskItem
from core.params import posted
from core.saving import save_form
from incidents.figures.own import last_months, month_words
from incidents.forms.handling import MonthForm
from incidents.models import MonthlyCount, MonthlyDelivery
from incidents.scope import chosen_or_404
from incidents.services import deliver_month
from incidents.vocabulary import KINDS
from participants.access import Capability
from participants.guards import requires, user_of
from participants.models import Organisation


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def months(request: HttpRequest) -> HttpResponse:
    """Show the last twelve months of the own organisation: delivered, nil or still missing."""
    organisation = chosen_or_404(request, Capability.INCIDENTS_HANDLE)
    today = timezone.localdate()
    wanted = last_months(today)
    rows = MonthlyDelivery.objects.reachable(request.user, Capability.INCIDENTS_HANDLE)
    found = {row.month: row for row in rows.filter(organisation=organisation, month__in=wanted)}
    items = [_item(month, found.get(month), organisation.code, today) for month in reversed(wanted)]
    context = {
        "items": items,
        "organisation": organisation,
        "lead": f"{organisation}: hoeveel voorvallen waren er per maand?",
        "registers_cases": organisation.can_register_cases(today),
        "index_url": reverse("incidents:index"),
    }
    return render(request, "incidents/months.html", context)


def _item(month: date, delivery: MonthlyDelivery | None, code: str, today: date) -> TaskItem:
    url = reverse("incidents:month", args=[month.year, month.month]) + f"?org={code}"
    if delivery is not None:
        hint = "Geen voorvallen in deze maand." if delivery.is_nil else "Aantallen geleverd."
        return TaskItem(month_words(month).capitalize(), url, "done", hint)
    if month == today.replace(day=1):
        return TaskItem(month_words(month).capitalize(), url, "todo", "Deze maand loopt nog.")
    return TaskItem(month_words(month).capitalize(), url, "late", "Nog niet geleverd. Ook ‘geen’ is een antwoord.")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_HANDLE)
def month(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Deliver one month, or correct it."""
    organisation = chosen_or_404(request, Capability.INCIDENTS_HANDLE)
    day = _month_or_404(year, number)
    rows = MonthlyDelivery.objects.reachable(request.user, Capability.INCIDENTS_HANDLE)
    delivery = rows.filter(organisation=organisation, month=day).first()
    found = MonthlyCount.objects.reachable(request.user, Capability.INCIDENTS_HANDLE)
    counts = dict(found.filter(organisation=organisation, month=day).values_list("kind", "count"))
    form = MonthForm(
        posted(request),
        kinds=[kind.code for kind in KINDS if kind.holds(day) or kind.code in counts],
        counts=counts,
        initial={"is_nil": bool(delivery and delivery.is_nil), "version": delivery.version if delivery else None},
    )
    if saved := save_form(request, form, lambda form: _deliver(request, organisation, day, form)):
        return saved
    context = {
        "form": form,
        "month": month_words(day),
        "title": f"Aantallen van {month_words(day)}",
        "index_url": reverse("incidents:index"),
        "months_url": _months_url(organisation),
    }
    return render(request, "incidents/month.html", context, status=422 if form.errors else 200)


def _deliver(request: HttpRequest, organisation: Organisation, day: date, form: MonthForm) -> tuple[str, str]:
    deliver_month(
        organisation=organisation,
        actor=user_of(request),
        month=day,
        counts=form.counts,
        is_nil=form.cleaned_data["is_nil"],
        delivered_at=timezone.now(),
        version=form.cleaned_data.get("version"),
    )
    return f"{month_words(day).capitalize()} is geleverd.", _months_url(organisation)


def _months_url(organisation: Organisation) -> str:
    return reverse("incidents:months") + f"?org={organisation.code}"


def _month_or_404(year: int, number: int) -> date:
    if not (2014 <= year <= 2100 and 1 <= number <= 12):
        raise Http404
    day = date(year, number, 1)
    if day > timezone.localdate():
        raise Http404
    return day
