"""Registering: one question a screen, saved at each answer, sent from the screen that shows them all."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.params import submit_key
from incidents import privacy
from incidents.handlers import handlers_of
from incidents.handling.queue import number_words, waiting_of
from incidents.models import Incident
from incidents.pages import ago_words, answer_lines, clock_sentence, next_steps
from incidents.registering.steps import BY_SLUG, STEPS, Step, after, before, number_of
from incidents.scope import scope_of
from incidents.services import discard_draft, save_answer, send_report, start_report
from incidents.services.registering import missing_answers
from participants.access import Capability, decide
from participants.guards import requires, user_of

MOST_DRAFTS = 30
"""More than anybody leaves behind before a draft expires."""
_TOLD = ("text", "organisation", "organisation__sector", "unit")


@require_safe
@requires(Capability.INCIDENTS_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """Show the way in: is everybody safe, report, own drafts, and what waits."""
    scope = scope_of(request, Capability.INCIDENTS_REPORT)
    chosen, now = scope.chosen, timezone.now()
    may_register = bool(chosen and chosen.can_register_cases(timezone.localdate(now)))
    rows = Incident.objects.reachable(request.user, Capability.INCIDENTS_VIEW)
    waiting = waiting_of(rows, user_of(request), at=now)
    may_handle = bool(decide(request.user, Capability.INCIDENTS_HANDLE))
    begun = _drafts(request).with_answers().order_by("-saved_at")
    context = {
        "scope": scope,
        "organisation": chosen,
        "may_register": may_register,
        "drafts": [(draft, ago_words(draft.created_at, now)) for draft in begun[:MOST_DRAFTS]],
        "may_handle": may_handle,
        "waiting": waiting,
        "open_count": number_words(waiting.open),
        "submit_key": uuid.uuid4(),
        "list_url": reverse("incidents:list"),
        "light_url": reverse("incidents:light") + (f"?org={chosen.code}" if chosen and scope.has_choice else ""),
        "counts_url": reverse("incidents:months") if may_handle and not may_register else "",
        "figures_url": reverse("incidents:figures") if decide(request.user, Capability.INCIDENT_FIGURES_OWN) else "",
        "rounds_url": reverse("incidents:rounds") if decide(request.user, Capability.ROUNDS_FILL) else "",
    }
    return render(request, "incidents/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_REPORT)
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a draft and go to the first question. A double press makes one draft.

    Who had to sign in anew after the press comes here without one, and finds the button again.
    """
    if request.method != "POST":
        return redirect("incidents:index")
    organisation = scope_of(request, Capability.INCIDENTS_REPORT).chosen
    if organisation is None:
        raise Http404
    key = submit_key(request)
    try:
        incident = start_report(
            organisation=organisation, actor=user_of(request), submit_key=key, started_at=timezone.now()
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("incidents:index")
    return redirect("incidents:step", incident.reference, STEPS[0].slug)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_REPORT)
def step(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Ask one question of a draft, or save its answer and go on."""
    if slug not in BY_SLUG:
        raise Http404
    asked = BY_SLUG[slug]
    incident = _own_or_404(request, reference)
    if not incident.is_draft:
        return _sent_already(request, incident)
    now = timezone.now()
    if request.method == "POST":
        form = asked.form(request.POST, incident=incident, at=now)
        if form.is_valid():
            return _save(request, incident, asked, form)
        status = 422
    else:
        form, status = asked.form(incident=incident, at=now), 200
    return render(request, "incidents/step.html", _step_context(request, incident, asked, form), status=status)


def _sent_already(request: HttpRequest, incident: Incident) -> HttpResponse:
    """Lead who comes back to a question, by a second tab or the way back, to the report as it was sent."""
    messages.info(request, "Deze melding is al verstuurd. Hier is zij niet meer te wijzigen.")
    return redirect("incidents:sent", incident.reference)


def _save(request: HttpRequest, incident: Incident, asked: Step, form: Any) -> HttpResponse:
    try:
        save_answer(
            incident=incident, actor=user_of(request), facts=form.facts, text=form.text, saved_at=timezone.now()
        )
    except ValidationError as refusal:
        messages.info(request, " ".join(refusal.messages))
        return redirect("incidents:sent", incident.reference)
    following = after(asked)
    if "wijzig" in request.GET or following is None:
        return redirect("incidents:check", incident.reference)
    return redirect("incidents:step", incident.reference, following.slug)


def _step_context(request: HttpRequest, incident: Incident, asked: Step, form: Any) -> dict[str, Any]:
    previous = before(asked)
    check = reverse("incidents:check", args=[incident.reference])
    back = reverse("incidents:step", args=[incident.reference, previous.slug]) if previous else ""
    returns = "wijzig" in request.GET or not number_of(asked)
    context: dict[str, Any] = {
        "incident": incident,
        "organisation": incident.organisation,
        "step": asked,
        "number": number_of(asked),
        "total": len(STEPS),
        "form": form,
        "back_url": check if returns else back or reverse("incidents:index"),
        "is_change": "wijzig" in request.GET,
        "patterns": privacy.for_the_phone() if asked.slug == "waar" else None,
        "saved_at": incident.saved_at if incident.saved_at > incident.created_at else None,
    }
    return context | form.screen(user_of(request), request.GET.get("dag", ""))


@require_POST
@requires(Capability.INCIDENTS_REPORT)
def autosave(request: HttpRequest, reference: str) -> HttpResponse:
    """Save the words while they are typed, and answer with the gentle warning; an extra that works with JavaScript."""
    incident = _draft_or_404(request, reference)
    form = BY_SLUG["woorden"].form(request.POST, incident=incident, at=timezone.now())
    saved_at = timezone.now()
    if form.is_valid():
        save_answer(incident=incident, actor=user_of(request), facts={}, text=form.text, saved_at=saved_at)
        findings = privacy.find_all(*form.text.values())
    else:
        findings, saved_at = [], incident.saved_at
    context = {"findings": findings, "saved_at": saved_at, "errors": form.errors}
    return render(request, "incidents/parts/saved.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_REPORT)
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Show all answers with a way to change each, and send from the same screen."""
    incident = _own_or_404(request, reference)
    if not incident.is_draft:
        return redirect("incidents:sent", incident.reference)
    if request.method == "POST":
        try:
            send_report(incident=incident, actor=user_of(request), sent_at=timezone.now())
            return redirect("incidents:sent", incident.reference)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("incidents:check", incident.reference)
    has_units = bool(incident.unit_id) or incident.organisation.units.filter(is_current=True).exists()
    lines = answer_lines(incident, has_units=has_units)
    context = {
        "incident": incident,
        "lines": lines,
        "next_url": next((line.url for line in lines if line.is_missing), ""),
        "missing": missing_answers(incident),
        "findings": privacy.find_all(incident.text.narrative, incident.text.location, incident.text.own_reference),
        "back_url": reverse("incidents:step", args=[incident.reference, STEPS[-1].slug]),
    }
    return render(request, "incidents/check.html", context)


@require_safe
@requires(Capability.INCIDENTS_REPORT)
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm: the reference, the clock in words, and three next steps with their dates."""
    incident = _own_or_404(request, reference)
    if incident.is_draft:
        return redirect("incidents:check", incident.reference)
    may_handle = bool(decide(request.user, Capability.INCIDENTS_HANDLE))
    context = {
        "incident": incident,
        "organisation": incident.organisation,
        "clock_sentence": clock_sentence(incident.clock(timezone.now()), incident, may_handle=may_handle),
        "steps": next_steps(incident),
        "may_handle": may_handle,
        "has_handler": may_handle or bool(handlers_of(incident.organisation_id, on=timezone.localdate())),
    }
    return render(request, "incidents/sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_REPORT)
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """Throw a draft away, after asking."""
    incident = _draft_or_404(request, reference)
    if request.method == "POST":
        try:
            discard_draft(incident=incident, actor=user_of(request))
            messages.success(request, "Het concept is weggegooid.")
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect("incidents:index")
    return render(request, "incidents/discard.html", {"incident": incident})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_REPORT)
def collegial(request: HttpRequest, reference: str) -> HttpResponse:
    """Stop where it was a colleague: that belongs with the confidential adviser, and the draft goes away on request."""
    incident = _draft_or_404(request, reference)
    if request.method == "POST":
        discard_draft(incident=incident, actor=user_of(request))
        messages.success(request, "Het concept is weggegooid. Er is niets van bewaard.")
        return redirect("incidents:index")
    return render(request, "incidents/collegial.html", {"incident": incident, "organisation": incident.organisation})


def _drafts(request: HttpRequest) -> Any:
    rows = Incident.objects.reachable(request.user, Capability.INCIDENTS_REPORT)
    return rows.drafts_of(user_of(request)).select_related(*_TOLD)


def _draft_or_404(request: HttpRequest, reference: str) -> Incident:
    incident: Incident = get_object_or_404(_drafts(request), reference=reference)
    return incident


def _own_or_404(request: HttpRequest, reference: str) -> Incident:
    """Return an incident of which the user is the reporter, sent or not."""
    rows = Incident.objects.reachable(request.user, Capability.INCIDENTS_REPORT).filter(reporter=user_of(request))
    incident: Incident = get_object_or_404(rows.select_related(*_TOLD), reference=reference)
    return incident
