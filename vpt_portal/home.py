"""The home page of each role: what waits, in a few sentences."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import formats, timezone

from participants.models import User
from vpt_portal import showcase
from vpt_portal.today import lines_for

LINES_SHOWN = 5


def home(request: HttpRequest) -> HttpResponse:
    """Show at most five lines that wait for this user, and the ways in."""
    assert request.user.is_authenticated
    now = timezone.now()
    lines = lines_for(request.user, now)
    return render(
        request,
        "home.html",
        {
            "greeting": greeting(request.user, timezone.localtime(now)),
            "lead": formats.date_format(timezone.localdate(now), "l j F Y").capitalize() + ".",
            "lines": lines[:LINES_SHOWN],
            "more": max(len(lines) - LINES_SHOWN, 0),
        },
    )


def greeting(user: User, at: datetime) -> str:
    """Return a greeting that fits the hour, with the person's name."""
    words = [(6, "Goedenacht"), (12, "Goedemorgen"), (18, "Goedemiddag"), (24, "Goedenavond")]
    hello = next(word for hour, word in words if at.hour < hour)
    person = getattr(user, "person", None)
    return f"{hello}, {person}" if person else hello


@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """Answer the load balancer; says nothing about content."""
    return JsonResponse({"status": "ok"})


def components(request: HttpRequest) -> HttpResponse:
    """Show every component of the library once, for developers."""
    return render(request, "components_page.html", showcase.context())
