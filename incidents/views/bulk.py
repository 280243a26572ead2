"""Several incidents at once, and who handles one: close with one sentence, or give to a colleague."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.params import posted
from core.saving import try_to
from core.text import counted
from incidents import privacy, services
from incidents.forms.bulk import AssignForm, CloseManyForm
from incidents.handling.queue import desk_of
from incidents.models import Incident
from incidents.scope import chosen_or_404
from incidents.services.bulk import Outcome, assign_incidents, close_incidents
from incidents.views.handling import handled_or_404
from participants.access import Capability
from participants.guards import requires, user_of
from participants.models import Organisation, User

MOST = 100
_TITLES = {"afhandelen": "Handel af", "toewijzen": "Wijs toe"}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_HANDLE)
def bulk(request: HttpRequest) -> HttpResponse:
    """Ask the one sentence or the colleague for the chosen incidents, do it, and tell of each that could not."""
    given = request.POST if request.method == "POST" else request.GET
    action = given.get("actie", "")
    if action not in _TITLES:
        raise Http404
    organisation = chosen_or_404(request, Capability.INCIDENTS_HANDLE)
    found = _chosen_rows(request, organisation, given.getlist("ref"))
    if not found:
        messages.info(request, "Kies eerst een of meer voorvallen in de lijst.")
        return redirect("incidents:list")
    form = CloseManyForm(posted(request)) if action == "afhandelen" else _assign_form(request, organisation)
    is_sent = request.method == "POST" and form.is_valid()
    outcomes = _write(request, action, found, form.cleaned_data) if is_sent else []
    if is_sent and all(outcome.is_done for outcome in outcomes):
        return redirect("incidents:list")
    context = {
        "action": action,
        "title": _TITLES[action],
        "organisation": organisation,
        "incidents": found,
        "form": form,
        "refused": [outcome for outcome in outcomes if not outcome.is_done],
        "index_url": reverse("incidents:index"),
        "list_url": reverse("incidents:list"),
    }
    return render(request, "incidents/bulk.html", context, status=422 if form.errors else 200)


def _chosen_rows(request: HttpRequest, organisation: Organisation, references: list[str]) -> list[Incident]:
    rows = Incident.objects.reachable(request.user, Capability.INCIDENTS_HANDLE).submitted()
    return list(rows.filter(organisation=organisation, reference__in=references[:MOST]).order_by("queue_at"))


def _assign_form(request: HttpRequest, organisation: Organisation) -> CloseManyForm | AssignForm:
    return AssignForm(posted(request), people=desk_of(organisation, at=timezone.now()).handlers)


def _write(request: HttpRequest, action: str, found: list[Incident], data: dict[str, Any]) -> list[Outcome]:
    actor, now = user_of(request), timezone.now()
    if action == "afhandelen":
        outcomes = close_incidents(incidents=found, actor=actor, conclusion=data["conclusion"], closed_at=now)
    else:
        assignee = _chosen(data["assignee"])
        outcomes = assign_incidents(incidents=found, actor=actor, assignee=assignee, assigned_at=now)
    _tell(request, action, outcomes, data)
    return outcomes


def _tell(request: HttpRequest, action: str, outcomes: list[Outcome], data: dict[str, Any]) -> None:
    done = sum(outcome.is_done for outcome in outcomes)
    if done:
        deed = "afgehandeld" if action == "afhandelen" else "toegewezen"
        messages.success(request, f"{counted(done, 'voorval', 'voorvallen')} {deed}.")
    for finding in privacy.find(data.get("conclusion", "")):
        messages.warning(request, f"Let op: de zin voor de melders lijkt op {finding.advice}")


def _chosen(value: str) -> User | None:
    """Return the colleague; that it is one of the own organisation is checked by form and service."""
    return None if value == "niemand" else User.objects.get(pk=value)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_HANDLE)
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Give one incident to a colleague of the own organisation, or to nobody."""
    incident = handled_or_404(request, reference)
    desk = desk_of(incident.organisation, at=timezone.now())
    chosen = str(incident.assigned_to_id or "niemand")
    form = AssignForm(posted(request), people=desk.handlers, initial={"assignee": chosen, "version": incident.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def write() -> Any:
            return services.assign_incident(
                incident=incident,
                actor=user_of(request),
                assignee=_chosen(data["assignee"]),
                assigned_at=timezone.now(),
                version=data.get("version"),
            )

        if try_to(form, write, incident.version):
            messages.success(request, "De behandelaar is bewaard.")
            return redirect(incident)
    context = {"incident": incident, "form": form, "index_url": reverse("incidents:index")}
    return render(request, "incidents/assign.html", context, status=422 if form.errors else 200)
