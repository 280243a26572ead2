"""The page behind the code on a poster: a short report without an account, a session or a cookie.

Nothing of the visitor is kept: no address, no account, also not of somebody who happens to be signed in. The address
of the computer is counted for a few minutes as a digest that changes each day, so that nobody can flood a poster.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from core.isolation import of_organisations, within
from core.limits import is_too_often
from core.params import posted
from incidents import services
from incidents.choices import DayPart, Severity
from incidents.forms.poster import MiniReportForm
from incidents.letters.composing import settings_of
from incidents.models import PosterLink
from incidents.posters import Door, open_door
from incidents.registering.examples import severity_examples
from incidents.vocabulary import CHANNELS, KINDS

MOST_OF_ONE_ADDRESS = 20
WINDOW = 600  # seconds


@csrf_exempt  # there is no session whose rights somebody could borrow, and so no cookie is needed
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, token: str) -> HttpResponse:
    """Ask five things on one screen and keep the answers until the coordinator looks at them."""
    door = open_door(token)
    if door.poster is None or not door.is_open:
        return _closed(request, door)
    form = MiniReportForm(posted(request), organisation=door.poster.organisation, at=timezone.now())
    status = 200
    if request.method == "POST":
        answer, status = _receive(request, token, door.poster, form)
        if answer is not None:
            return answer
    return render(request, "incidents/mini/report.html", _screen(door.poster, token, form), status=status)


def _receive(
    request: HttpRequest, token: str, poster: PosterLink, form: MiniReportForm
) -> tuple[HttpResponse | None, int]:
    """Keep what was sent; None when the form is shown again, with its status."""
    if not form.is_valid():
        return None, 422
    if form.is_by_machine:
        return redirect("poster:thanks", token), 302
    if form.findings:
        return None, 200
    if is_too_often(request, what="mini report", most=MOST_OF_ONE_ADDRESS, seconds=WINDOW):
        return _busy(request, poster), 429
    try:
        services.send_mini_report(
            poster=poster,
            answers=form.answers,
            submit_key=form.cleaned_data["submit_key"],
            sent_at=form.at,
        )
    except ValidationError as refusal:
        return (_busy(request, poster) if refusal.code == "limit" else _closed(request, Door(poster))), 429
    return redirect("poster:thanks", token), 302


def _screen(poster: PosterLink, token: str, form: MiniReportForm) -> dict[str, Any]:
    organisation, day = poster.organisation, form.today
    examples = severity_examples(organisation.sector.slug)
    kinds = [kind for kind in KINDS if kind.holds(day)]
    chosen = {name: form.chosen(name) for name in ("kinds", "when", "channel", "severity", "part")}
    return {
        "organisation": organisation,
        "poster": poster,
        "token": token,
        "form": form,
        "chosen": chosen,
        "tiles": [kind for kind in kinds if kind.tile],
        "more": [kind for kind in kinds if not kind.tile],
        "opens_more": any(kind.code in chosen["kinds"] for kind in kinds if not kind.tile),
        "moments": form.fields["when"].choices,  # type: ignore[attr-defined]
        "parts": [(part.value, part.label.capitalize()) for part in DayPart],
        "places": CHANNELS,
        "severities": [(each, each.label.capitalize(), examples.get(each, "")) for each in Severity],
        "findings": form.findings if form.is_bound and not form.errors else [],
    }


@login_not_required
@require_safe
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Say what happens next."""
    door = open_door(token)
    if door.poster is None:
        return _closed(request, door)
    return render(request, "incidents/mini/thanks.html", {"token": token, **_around(door.poster)})


@login_not_required
@require_safe
def collegial(request: HttpRequest, token: str) -> HttpResponse:
    """Stop where it was a colleague: that belongs with the confidential adviser."""
    door = open_door(token)
    if door.poster is None:
        return _closed(request, door)
    return render(request, "incidents/mini/collegial.html", {"token": token, **_around(door.poster)})


def _around(poster: PosterLink) -> dict[str, Any]:
    """Return what stands around a page: the organisation and whom to ask."""
    with within(of_organisations([poster.organisation_id])):
        contact = settings_of(poster.organisation).reporter_contact
    return {"organisation": poster.organisation, "contact": contact}


def _closed(request: HttpRequest, door: Door) -> HttpResponse:
    """Say kindly that this address takes no reports, and what to do instead."""
    around = _around(door.poster) if door.poster else {}
    return render(request, "incidents/mini/closed.html", around, status=410 if door.poster else 404)


def _busy(request: HttpRequest, poster: PosterLink) -> HttpResponse:
    return render(request, "incidents/mini/busy.html", _around(poster), status=429)
