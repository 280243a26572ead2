"""One incident: its clock, its four lights, its steps and its history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.audit import record
from core.params import posted
from core.saving import try_to
from incidents import privacy, services
from incidents.choices import DutyKind, DutyState, Status
from incidents.forms.handling import CloseForm, ConfirmForm, DuplicateForm, DutyForm
from incidents.handling.attached import attached_part
from incidents.handling.detail import duty_page, incident_page, proposed_conclusion
from incidents.models import Duty, Incident
from incidents.retention_pages import keeping_note
from participants.access import Capability, decide
from participants.guards import requires, user_of


@require_safe
@requires(Capability.INCIDENTS_VIEW)
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one incident. Reading somebody else's report is itself an event in the history."""
    incident = reachable_or_404(request, reference)
    now = timezone.now()
    may_handle = bool(decide(request.user, Capability.INCIDENTS_HANDLE, incident))
    if request.user.pk != incident.reporter_id or request.user.pk == incident.assigned_to_id:
        record(code="incidents.incident.read", actor=request.user, obj=incident)
    page = incident_page(incident, now, may_handle=may_handle, flow=list(FLOW.values()))
    context = {"incident": incident, **page, **attached_part(incident, user_of(request))}
    context |= keeping_note(incident, now, may_handle=may_handle)
    context["may_withdraw"] = incident.reporter_id == request.user.pk and incident.status == Status.REPORTED
    return render(request, "incidents/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_HANDLE)
def duty(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Answer one duty: done on, or not needed because."""
    if kind not in DutyKind.values:
        raise Http404
    incident = handled_or_404(request, reference)
    rows = Duty.objects.reachable(request.user, Capability.INCIDENTS_HANDLE).select_related("incident")
    found: Duty = get_object_or_404(rows, incident=incident, kind=kind)
    form = DutyForm(posted(request), duty=found, at=timezone.now())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        answer = {name: data[name] for name in ("done_at", "reason", "version")}

        def write() -> Any:
            state = DutyState(data["state"])
            return services.answer_duty(
                duty=found, actor=user_of(request), state=state, answered_at=timezone.now(), **answer
            )

        if try_to(form, write, found.version):
            messages.success(request, f"{found.get_kind_display().capitalize()}: bewaard.")
            return redirect(incident)
    context = {"incident": incident, "duty": found, "form": form, **duty_page(incident, found, timezone.now())}
    return render(request, "incidents/duty.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class FlowStep:
    """A step of the flow as a page: its address, its words, its form and the service that takes it."""

    slug: str
    label: str
    status: Status
    form: type[Form]
    explanation: str
    done: str
    call: Callable[[Any, Any, dict[str, Any]], Any]


def _plain(service: Callable[..., Any], moment: str = "") -> Callable[[Any, Any, dict[str, Any]], Any]:
    def call(incident: Incident, actor: Any, data: dict[str, Any]) -> Any:
        when = {moment: timezone.now()} if moment else {}
        return service(incident=incident, actor=actor, version=data.get("version"), **when)

    return call


def _close(incident: Incident, actor: Any, data: dict[str, Any]) -> Any:
    return services.close_incident(
        incident=incident,
        actor=actor,
        conclusion=data["conclusion"],
        closed_at=timezone.now(),
        version=data.get("version"),
    )


def _duplicate(incident: Incident, actor: Any, data: dict[str, Any]) -> Any:
    rows = Incident.objects.reachable(actor, Capability.INCIDENTS_HANDLE).submitted()
    original = rows.filter(organisation=incident.organisation_id, reference=data["reference"]).first()
    if original is None:
        raise ValidationError("Dat kenmerk is er niet in uw organisatie. Controleer het kenmerk.")
    return services.mark_duplicate(
        incident=incident, actor=actor, original=original, marked_at=timezone.now(), version=data.get("version")
    )


FLOW = {
    step.slug: step
    for step in (
        FlowStep(
            "oppakken",
            "Neem in behandeling",
            Status.IN_PROGRESS,
            ConfirmForm,
            "U wordt de behandelaar. De melder ziet dat er iemand mee bezig is.",
            "U behandelt dit voorval.",
            _plain(services.take_up_incident, "taken_at"),
        ),
        FlowStep(
            "wachten",
            "Zet op wachten",
            Status.WAITING,
            ConfirmForm,
            "De volgende stap is aan een ander, bijvoorbeeld de politie. De klok loopt door.",
            "Het voorval wacht op derden.",
            _plain(services.wait_for_others, "waiting_at"),
        ),
        FlowStep(
            "afhandelen",
            "Handel af",
            Status.CLOSED,
            CloseForm,
            "Afhandelen kan als alle vier de plichten zijn beantwoord.",
            "Het voorval is afgehandeld.",
            _close,
        ),
        FlowStep(
            "heropenen",
            "Heropen",
            Status.REOPENED,
            ConfirmForm,
            "Het voorval komt terug in de lijst met open voorvallen.",
            "Het voorval is weer open.",
            _plain(services.reopen_incident, "reopened_at"),
        ),
        FlowStep(
            "intrekken",
            "Trek in",
            Status.WITHDRAWN,
            ConfirmForm,
            "Voor een melding die per ongeluk is verstuurd. Zij blijft bewaard en telt niet meer mee.",
            "De melding is ingetrokken.",
            _plain(services.withdraw_incident, "withdrawn_at"),
        ),
        FlowStep(
            "dubbel",
            "Noteer als dubbel",
            Status.DUPLICATE,
            DuplicateForm,
            "Twee meldingen over hetzelfde voorval tellen als een.",
            "De melding staat als dubbel genoteerd.",
            _duplicate,
        ),
        FlowStep(
            "geen-vpt",
            "Geen VPT-voorval",
            Status.NOT_VPT,
            ConfirmForm,
            "Voor agressie tussen collega's of zonder band met de publieke taak. Het telt niet mee.",
            "Het voorval telt niet mee als VPT-voorval.",
            _plain(services.mark_not_vpt, "marked_at"),
        ),
    )
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_HANDLE)
def flow(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Take one step of the flow, after showing what it means."""
    if slug not in FLOW:
        raise Http404
    taken = FLOW[slug]
    incident = handled_or_404(request, reference)
    form = taken.form(posted(request), initial=_proposed(taken, incident))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if try_to(form, lambda: taken.call(incident, user_of(request), data), incident.version):
            messages.success(request, taken.done)
            for finding in privacy.find(data.get("conclusion", "")):
                messages.warning(request, f"Let op: de zin voor de melder lijkt op {finding.advice}")
            return redirect(incident)
    context = {
        "index_url": reverse("incidents:index"),
        "incident": incident,
        "step": taken,
        "form": form,
        "is_possible": incident.may_become(taken.status),
        "unanswered": [each for each in incident.duties.all() if each.state == DutyState.TODO],
    }
    return render(request, "incidents/flow.html", context, status=422 if form.errors else 200)


def _proposed(taken: FlowStep, incident: Incident) -> dict[str, Any]:
    sentence = proposed_conclusion(incident) if taken.form is CloseForm else ""
    return {"version": incident.version, "conclusion": sentence}


def reachable_or_404(request: HttpRequest, reference: str) -> Incident:
    """Return a sent incident that the user may see."""
    rows = Incident.objects.reachable(request.user, Capability.INCIDENTS_VIEW).submitted()
    return _fetch(rows, reference)


def handled_or_404(request: HttpRequest, reference: str) -> Incident:
    """Return a sent incident that the user may handle."""
    rows = Incident.objects.reachable(request.user, Capability.INCIDENTS_HANDLE).submitted()
    return _fetch(rows, reference)


def told_or_404(request: HttpRequest, reference: str) -> Incident:
    """Return a sent incident that the user may handle, with its text alone: for what is written about it."""
    rows = Incident.objects.reachable(request.user, Capability.INCIDENTS_HANDLE).submitted()
    incident: Incident = get_object_or_404(rows.select_related("text", "organisation"), reference=reference)
    return incident


def _fetch(rows: Any, reference: str) -> Incident:
    related = rows.select_related(
        "text", "organisation", "unit", "reporter__person", "assigned_to__person", "merged_into"
    )
    incident: Incident = get_object_or_404(related.prefetch_related("duties", "talks"), reference=reference)
    return incident
