"""The poll: its page for the coordinator, and the three questions for whoever has the link."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.limits import is_too_often
from incidents.models import OrganisationRound, Poll
from incidents.models.poll import Experienced
from incidents.rounds import poll_links, poll_pages
from incidents.rounds.polls import poll_of
from incidents.services import poll as services
from participants.access import Capability, decide
from participants.guards import requires, user_of

ANSWERS_AN_HOUR = 120
"""From one address; a whole office may share one."""


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENT_FIGURES_OWN)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the poll of one organisation: its link as long as it is open, its outcome afterwards."""
    capability = Capability.ROUNDS_FILL if request.method == "POST" else Capability.INCIDENT_FIGURES_OWN
    rows = OrganisationRound.objects.reachable(request.user, capability).filter(round__opened_at__isnull=False)
    row = get_object_or_404(rows.select_related("round", "organisation"), pk=pk)
    if request.method == "POST":
        _act(request, row)
        return redirect("incidents:poll", row.pk)
    poll = poll_of(row.round, row.organisation_id)
    context = poll_pages.page(row, poll, may_fill=bool(decide(request.user, Capability.ROUNDS_FILL)))
    return render(request, "incidents/rounds/poll.html", context)


def _act(request: HttpRequest, row: OrganisationRound) -> None:
    """Do what the pressed button says."""
    actor, now, deed = user_of(request), timezone.now(), request.POST.get("doe")
    try:
        if deed == "open":
            services.open_poll(row=row, actor=actor, opened_at=now)
        elif deed == "sluit":
            services.close_poll(row=row, actor=actor, closed_at=now)
        elif deed == "nieuw":
            services.renew_link(row=row, actor=actor)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    except Poll.DoesNotExist:
        messages.error(request, "Er is nog geen peiling. Open er eerst een.")


@csrf_exempt  # nobody is signed in here: there is no authority to abuse, and a token would need a cookie
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the three questions, one tap each, without cookie and without account."""
    link = poll_links.read(token)
    poll = poll_links.find(link) if link else None
    if link is None or poll is None:
        return render(request, "incidents/rounds/poll_closed.html", status=404)
    if request.GET.get("klaar"):
        return render(request, "incidents/rounds/poll_done.html", {"poll": poll})
    given = {name: request.POST.get(name, "") for name in ("m", "g", "w")}
    if not poll_pages.is_complete(given):
        return render(request, "incidents/rounds/poll_answer.html", poll_pages.question(poll, given))
    return _count(request, link, poll, given)


def _count(request: HttpRequest, link: poll_links.PollLink, poll: Poll, given: dict[str, str]) -> HttpResponse:
    """Count a whole answer once."""
    done = redirect(f"{request.path}?klaar=1")
    if _is_pressed_twice(request):
        return done
    if is_too_often(request, what=f"poll {poll.pk}", most=ANSWERS_AN_HOUR, seconds=3600):
        return render(request, "incidents/rounds/poll_busy.html", status=429)
    is_yes, is_reported = given["m"] == Experienced.YES, given["g"] == "ja"
    try:
        services.answer_poll(
            poll_id=link.poll_id,
            organisation_id=link.organisation_id,
            key=link.key,
            experienced=given["m"],
            route=given["w"] if is_yes and is_reported else "",
            reason=given["w"] if is_yes and not is_reported else "",
        )
    except ValidationError:
        return render(request, "incidents/rounds/poll_answer.html", poll_pages.question(poll, {}), status=422)
    return done


def _is_pressed_twice(request: HttpRequest) -> bool:
    """Tell whether this page was sent just now; its key is of no person and is forgotten in ten minutes."""
    key = request.POST.get("k", "")
    return bool(key) and not cache.add(f"poll-page:{hashlib.sha256(key.encode()).hexdigest()[:32]}", 1, 600)
