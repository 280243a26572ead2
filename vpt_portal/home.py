"""The home page of each role: what waits, in a few sentences."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from vpt_portal.today import lines_for


def home(request: HttpRequest) -> HttpResponse:
    """Show at most five lines that wait for this user, and the ways in."""
    assert request.user.is_authenticated
    return render(request, "home.html", {"lines": lines_for(request.user, timezone.now())[:5]})


@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """Answer the load balancer; says nothing about content."""
    return JsonResponse({"status": "ok"})


def components(request: HttpRequest) -> HttpResponse:
    """Show every component of the library once, for developers."""
    return render(request, "components_page.html")
