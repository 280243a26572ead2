"""The end of keeping, for who handles incidents: what goes when, keeping longer, the term, the register."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.paging import page
from core.params import posted
from core.saving import try_to
from incidents import retention_pages
from incidents.forms.retention import PauseForm, TermForm
from incidents.models import Incident, RemovalRecord
from incidents.models.retention import PauseReason
from incidents.retention import ENDED
from incidents.scope import chosen_or_404, scope_of
from incidents.services.retention import change_term, pause_retention, resume_retention
from participants.access import Capability
from participants.guards import requires, user_of
from participants.models import Organisation, User

HALF_YEAR = timedelta(days=183)


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def overview(request: HttpRequest) -> HttpResponse:
    """Show what is erased in the coming sixty days, what waits, and the term."""
    scope = scope_of(request, Capability.INCIDENTS_HANDLE)
    organisation, now = chosen_or_404(request, Capability.INCIDENTS_HANDLE), timezone.now()
    shown = page(request, retention_pages.ends_soon(user_of(request), organisation, now))
    waits = retention_pages.waiting(user_of(request), organisation, now)[: retention_pages.SHOWN]
    context = {
        "scope": scope,
        "organisation": organisation,
        "page": shown,
        "lines": retention_pages.end_lines(shown.object_list, now),
        "waiting": retention_pages.wait_lines(waits, now),
        "term_url": _with_code("incidents:retention_term", organisation),
        "register_url": _with_code("incidents:retention_register", organisation),
        "index_url": reverse("incidents:index"),
    }
    return render(request, "incidents/retention.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_HANDLE)
def pause(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep text and attachments of one incident longer."""
    incident = _ended_or_404(request, reference)
    form = PauseForm(posted(request), proposed=timezone.localdate() + HALF_YEAR)
    if request.method == "POST" and form.is_valid() and _pause(request, incident, form):
        messages.success(request, f"Tekst en bijlagen van {incident.reference} blijven langer bewaard.")
        return redirect(_with_code("incidents:retention", incident.organisation))
    context = {
        "incident": incident,
        "form": form,
        "title": f"{incident.reference} langer bewaren",
        "index_url": reverse("incidents:index"),
        "retention_url": _with_code("incidents:retention", incident.organisation),
    }
    return render(request, "incidents/retention_pause.html", context, status=422 if form.errors else 200)


def _pause(request: HttpRequest, incident: Incident, form: PauseForm) -> bool:
    try:
        pause_retention(
            incident=incident,
            actor=user_of(request),
            reason=PauseReason(form.cleaned_data["reason"]),
            until=form.cleaned_data["until"],
            paused_at=timezone.now(),
        )
    except ValidationError as refusal:
        form.add_error("until", refusal.messages)
        return False
    return True


@require_POST
@requires(Capability.INCIDENTS_HANDLE)
def resume(request: HttpRequest, reference: str) -> HttpResponse:
    """Let the term of one incident run again."""
    incident = _ended_or_404(request, reference)
    resume_retention(incident=incident, actor=user_of(request))
    messages.success(request, f"De bewaartermijn van {incident.reference} loopt weer. Wissen kondigen we eerst aan.")
    return redirect(_with_code("incidents:retention", incident.organisation))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_HANDLE)
def term(request: HttpRequest) -> HttpResponse:
    """Show or change how long text is kept."""
    organisation = chosen_or_404(request, Capability.INCIDENTS_HANDLE)
    initial = {"months": organisation.retention_months, "version": organisation.version}
    form = TermForm(posted(request), initial=initial)
    back = _with_code("incidents:retention", organisation)
    if request.method == "POST" and form.is_valid() and _change(form, organisation, user_of(request)):
        messages.success(request, f"De bewaartermijn is nu {form.cleaned_data['months']} maanden.")
        return redirect(back)
    context = {"form": form, "organisation": organisation, "back_url": back, "index_url": reverse("incidents:index")}
    return render(request, "incidents/retention_term.html", context, status=422 if form.errors else 200)


def _change(form: TermForm, organisation: Organisation, actor: User) -> bool:
    data = form.cleaned_data
    return try_to(
        form,
        lambda: change_term(organisation=organisation, actor=actor, months=data["months"], version=data["version"]),
    )


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def register(request: HttpRequest) -> HttpResponse:
    """Show the register of what was erased."""
    organisation = chosen_or_404(request, Capability.INCIDENTS_HANDLE)
    rows = RemovalRecord.objects.reachable(request.user, Capability.INCIDENTS_HANDLE)
    shown = page(request, rows.filter(organisation=organisation))
    context = {
        "page": shown,
        "lines": retention_pages.removal_lines(shown.object_list),
        "organisation": organisation,
        "index_url": reverse("incidents:index"),
        "retention_url": _with_code("incidents:retention", organisation),
    }
    return render(request, "incidents/retention_register.html", context)


def _with_code(name: str, organisation: Organisation) -> str:
    return f"{reverse(name)}?org={organisation.code}"


def _ended_or_404(request: HttpRequest, reference: str) -> Incident:
    rows: Any = Incident.objects.reachable(request.user, Capability.INCIDENTS_HANDLE)
    rows = rows.filter(status__in=ENDED, anonymised_at=None).select_related("organisation")
    incident: Incident = get_object_or_404(rows, reference=reference)
    return incident
