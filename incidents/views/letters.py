"""Letters of one incident: choose, look, take it along, and note that it was sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.downloads import send_bytes
from core.params import posted
from core.saving import try_to
from incidents import services
from incidents.choices import DutyKind
from incidents.forms.letters import GiveLetterForm, LetterSentForm
from incidents.letters.composing import letter_for, settings_of
from incidents.letters.kinds import KINDS, LetterKind
from incidents.models import Incident
from incidents.pages import clock_sentence
from incidents.views.handling import told_or_404
from participants.access import Capability
from participants.guards import requires, user_of


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def choose(request: HttpRequest, reference: str) -> HttpResponse:
    """Show which letters there are."""
    incident = told_or_404(request, reference)
    context = {
        "incident": incident,
        "clock_sentence": clock_sentence(incident.clock(timezone.now()), incident),
        "reactions": [kind for kind in KINDS.values() if kind.duty == DutyKind.REACTION],
        "others": [kind for kind in KINDS.values() if kind.duty != DutyKind.REACTION],
    }
    return render(request, "incidents/letters/choose.html", context)


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def letter(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Show a letter as it will be, with the button to take it along and the one to say that it was sent."""
    kind = _kind_or_404(slug)
    incident = told_or_404(request, reference)
    form = GiveLetterForm(incident=incident)
    has_location = bool("has_location" in form.fields and form.fields["has_location"].initial)
    context = {
        "incident": incident,
        "kind": kind,
        "form": form,
        "letter": letter_for(incident, kind, on=timezone.localdate(), has_location=has_location),
        "clock_runs": incident.clock_due_at is not None and incident.clock_stopped_at is None,
        "format": settings_of(incident.organisation).get_letter_format_display(),
    }
    return render(request, "incidents/letters/letter.html", context)


@require_POST
@requires(Capability.INCIDENTS_HANDLE)
def download(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Give the letter as a file; that is an event in the history and does not stop the clock."""
    kind = _kind_or_404(slug)
    incident = told_or_404(request, reference)
    form = GiveLetterForm(request.POST, incident=incident)
    has_location = form.is_valid() and bool(form.cleaned_data.get("has_location"))
    name, content, mimetype = services.give_letter(
        incident=incident, actor=user_of(request), kind=kind, on=timezone.localdate(), has_location=has_location
    )
    return send_bytes(name, content, mimetype)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_HANDLE)
def sent(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Note that the letter was sent or the talk was held: from then on the clock stands still."""
    kind = _kind_or_404(slug)
    incident = told_or_404(request, reference)
    now = timezone.now()
    form = LetterSentForm(posted(request), kind=kind, incident=incident, at=now)
    if request.method == "POST" and form.is_valid() and _record(request, incident, kind, form, now):
        stopped = " De klok staat stil." if kind.duty == DutyKind.REACTION else ""
        messages.success(request, f"{kind.name}: {kind.deed}.{stopped}")
        return redirect(incident)
    context = {
        "incident": incident,
        "kind": kind,
        "form": form,
        "clock_sentence": clock_sentence(incident.clock(now), incident),
        "stops_clock": kind.duty == DutyKind.REACTION,
    }
    return render(request, "incidents/letters/sent.html", context, status=422 if form.errors else 200)


def _record(request: HttpRequest, incident: Incident, kind: LetterKind, form: LetterSentForm, now: Any) -> bool:
    def write() -> None:
        services.record_letter_sent(
            incident=incident,
            actor=user_of(request),
            kind=kind,
            sent_at=form.cleaned_data["sent_at"],
            ban_until=form.cleaned_data.get("ban_until"),
            recorded_at=now,
        )

    return try_to(form, write)


def _kind_or_404(slug: str) -> LetterKind:
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]
