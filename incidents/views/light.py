"""Light incidents: one tap counts, another takes back, and within a day it can become a report after all."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.params import submit_key
from incidents.figures.light import LIGHT_KINDS, NOT_MIXED
from incidents.models import LightIncident
from incidents.models.light import UPGRADE_TERM
from incidents.pages import ago_words
from incidents.scope import chosen_or_404, scope_of
from incidents.services.light import count_light, place_light, undo_light, upgrade_light
from incidents.vocabulary import CHANNELS
from participants.access import Capability
from participants.guards import requires, user_of

SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_REPORT)
def light(request: HttpRequest) -> HttpResponse:
    """Show a big button for each kind and what was counted since yesterday; or count one."""
    if request.method == "POST":
        return _count(request)
    scope = scope_of(request, Capability.INCIDENTS_REPORT)
    now = timezone.now()
    recent = _own(request).recent_of(user_of(request), since=now - UPGRADE_TERM).select_related("upgraded_to")
    found = list(recent[: SHOWN + 1])
    context = {
        "scope": scope,
        "organisation": scope.chosen,
        "may_count": bool(scope.chosen and scope.chosen.can_register_cases(timezone.localdate(now))),
        "kinds": LIGHT_KINDS,
        "channels": CHANNELS,
        "rows": [_row(each, now) for each in found[:SHOWN]],
        "has_more": len(found) > SHOWN,
        "org_code": scope.chosen.code if scope.chosen and scope.has_choice else "",
        "index_url": reverse("incidents:index"),
        "submit_key": uuid.uuid4(),
        "not_mixed": NOT_MIXED,
    }
    return render(request, "incidents/light.html", context)


@dataclass(frozen=True, slots=True)
class CountedRow:
    """One counted light incident in words, with what may still be done with it."""

    pk: int
    title: str
    when: str
    place: str
    may_change: bool
    key: uuid.UUID
    reference: str
    report_url: str


def _row(light: LightIncident, at: datetime) -> CountedRow:
    report, place = light.upgraded_to, CHANNELS.label(light.channel)
    return CountedRow(
        pk=light.pk,
        title=str(light).capitalize(),
        when=", ".join(part for part in (ago_words(light.counted_at, at), place) if part),
        place=place,
        may_change=light.may_change(at),
        key=uuid.uuid4(),
        reference=report.reference if report else "",
        report_url=reverse("incidents:sent", args=[report.reference]) if report else "",
    )


def _count(request: HttpRequest) -> HttpResponse:
    organisation = chosen_or_404(request, Capability.INCIDENTS_REPORT)
    try:
        count_light(
            organisation=organisation,
            actor=user_of(request),
            kind=request.POST.get("kind", ""),
            submit_key=submit_key(request),
            counted_at=timezone.now(),
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return _back(request)


@require_POST
@requires(Capability.INCIDENTS_REPORT)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was counted."""
    _try(request, lambda: undo_light(light=_one(request, pk), actor=user_of(request), at=timezone.now()))
    return _back(request)


@require_POST
@requires(Capability.INCIDENTS_REPORT)
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Add where it was."""
    found, channel = _one(request, pk), request.POST.get("channel", "")
    _try(request, lambda: place_light(light=found, actor=user_of(request), channel=channel, at=timezone.now()))
    return _back(request)


@require_POST
@requires(Capability.INCIDENTS_REPORT)
def upgrade(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a report of it after all, with what is known filled in."""
    found, key = _one(request, pk), submit_key(request)
    draft = _try(request, lambda: upgrade_light(light=found, actor=user_of(request), submit_key=key, at=timezone.now()))
    return redirect("incidents:check", draft.reference) if draft else _back(request)


def _try(request: HttpRequest, act: Callable[[], Any]) -> Any:
    try:
        return act()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return None


def _own(request: HttpRequest) -> Any:
    return LightIncident.objects.reachable(request.user, Capability.INCIDENTS_REPORT).filter(
        counted_by=user_of(request)
    )


def _one(request: HttpRequest, pk: int) -> LightIncident:
    found: LightIncident = get_object_or_404(_own(request), pk=pk)
    return found


def _back(request: HttpRequest) -> HttpResponse:
    response = redirect("incidents:light")
    code = request.POST.get("org", "")
    if code and code.isalnum():
        response["Location"] += f"?org={code}"
    return response
