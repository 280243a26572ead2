"""Editing one incident in parts, its talks of aftercare, and taking back the own report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_http_methods, require_POST

from core.models import Conflict
from core.params import choice, posted
from core.saving import show_refusal, try_to
from incidents import privacy, services
from incidents.choices import Status, TalkState
from incidents.forms.handling import ConfirmForm, TalkForm
from incidents.forms.parts import PartForm, WhereForm
from incidents.handling.fingerprints import fingerprint
from incidents.handling.parts import BY_SLUG, Part, label_of, value_of
from incidents.handling.talks import WAY_BACK
from incidents.models import AftercareTalk, Incident, Unit
from incidents.pages import clock_sentence
from incidents.views.handling import handled_or_404, reachable_or_404
from participants.access import Capability
from participants.guards import requires, user_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_HANDLE)
def change(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Edit one part of an incident. Who edits another part meanwhile is not in the way."""
    if slug not in BY_SLUG:
        raise Http404
    part, incident = BY_SLUG[slug], handled_or_404(request, reference)
    form = _form(request, part, incident)
    if request.method == "POST" and form.is_valid() and _save(request, part, incident, form):
        return redirect(incident)
    context = {
        "incident": incident,
        "part": part,
        "form": form,
        "findings": privacy.find(_typed(form)),
        "index_url": reverse("incidents:index"),
    }
    return render(request, "incidents/change.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, part: Part, incident: Incident) -> PartForm:
    more: dict[str, Any] = {}
    if part.form is WhereForm:
        units = Unit.objects.reachable(request.user, Capability.INCIDENTS_HANDLE)
        more["units"] = units.filter(organisation=incident.organisation_id)
    return part.form(posted(request), incident=incident, at=timezone.now(), **more)


def _save(request: HttpRequest, part: Part, incident: Incident, form: PartForm) -> bool:
    before = incident.clock_due_at
    try:
        changed = services.change_incident(
            incident=incident,
            actor=user_of(request),
            facts=form.facts,
            text=form.text,
            changed_at=timezone.now(),
            seen=form.cleaned_data["seen"],
        )
    except Conflict:
        _tell_conflict(form, part, incident)
        return False
    except ValidationError as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, f"{part.title}: bewaard.")
    if changed.clock_due_at != before:
        messages.info(
            request, f"De termijn is opnieuw berekend. {clock_sentence(changed.clock(timezone.now()), changed)}"
        )
    for finding in privacy.find(_typed(form)):
        messages.warning(request, f"Bewaard. Let op: dit lijkt op {finding.advice}")
    return True


def _tell_conflict(form: PartForm, part: Part, incident: Incident) -> None:
    """Say what stands there now, keep what was typed, and let the next attempt start from now."""
    typed = form.facts | form.text
    held = {name: getattr(incident.text if name in form.TEXT else incident, name) for name in typed}
    names = [name for name in part.form.names() if typed.get(name) != held.get(name)]
    current = [(label_of(part.form, name), value_of(incident, name, part.form) or "niets") for name in names]
    lines = format_html_join("", "<li>{}: nu staat er ‘{}’, u vulde iets anders in.</li>", current)
    text = "Iemand anders heeft dit deel intussen gewijzigd. Uw invoer staat nog in het formulier."
    form.add_error(None, ValidationError(format_html("{}<ul>{}</ul>", text, lines), code="conflict"))
    form.data = form.data.copy()
    form.data["seen"] = fingerprint(incident, incident.text, part.form.names())


def _typed(form: PartForm) -> str:
    """Return the free text of the form, as typed or as it stands."""
    return "\n".join(str(form[name].value() or "") for name in form.TEXT)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_HANDLE)
def talk(request: HttpRequest, reference: str, days: int) -> HttpResponse:
    """Answer one talk of aftercare; also after closing, because the last talk comes weeks later."""
    incident = handled_or_404(request, reference)
    rows = AftercareTalk.objects.reachable(request.user, Capability.INCIDENTS_HANDLE).select_related("incident")
    found: AftercareTalk = get_object_or_404(rows, incident=incident, after_days=days)
    form = TalkForm(posted(request), talk=found, today=timezone.localdate())
    back = reverse("incidents:talks") if choice(request, "van", {WAY_BACK}, "") else found.incident.get_absolute_url()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def write() -> Any:
            return services.answer_talk(
                talk=found,
                actor=user_of(request),
                state=TalkState(data["state"]),
                day=data["day"],
                answered_at=timezone.now(),
                version=data.get("version"),
            )

        if try_to(form, write, found.version):
            messages.success(request, f"{incident}, gesprek {found.when}: bewaard.")
            return redirect(back)
    context = {"incident": incident, "talk": found, "form": form, "back": back, "index_url": reverse("incidents:index")}
    return render(request, "incidents/talk.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Capability.INCIDENTS_HANDLE)
def plan_talks(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose the talks of an incident that has none. A double press makes them once."""
    incident = handled_or_404(request, reference)
    services.plan_talks(incident=incident, actor=user_of(request))
    messages.success(request, "De gesprekken staan erbij.")
    return redirect(incident)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_VIEW)
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Let a reporter take the own report back, as long as nobody took it up."""
    incident = reachable_or_404(request, reference)
    if incident.reporter_id != user_of(request).pk:
        raise Http404
    form = ConfirmForm(posted(request))

    def write() -> Any:
        return services.withdraw_own_report(incident=incident, actor=user_of(request))

    if request.method == "POST" and form.is_valid() and try_to(form, write, 0):
        messages.success(request, "Uw melding is ingetrokken.")
        return redirect(incident)
    context = {
        "incident": incident,
        "form": form,
        "is_possible": incident.status == Status.REPORTED,
        "index_url": reverse("incidents:index"),
    }
    return render(request, "incidents/withdraw.html", context, status=422 if form.errors else 200)
