"""Error pages: what happened, and what to do about it."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

from core.problems import is_api, plain
from core.ways_back import page_of


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request cannot be understood."""
    if is_api(request):
        return plain(400)
    return render(request, "errors/400.html", status=400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: no grant, with the reason and whom to ask."""
    return render(request, "errors/403.html", {"reason": str(exception)}, status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing here, or somebody else's."""
    if is_api(request):
        return plain(404)
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; no database is touched to say so. A database that does not answer is told as such: 503."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return plain(500) if is_api(request) else render(None, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open too long or came from elsewhere."""
    return render(request, "errors/403_csrf.html", {"back_url": page_of(request)}, status=403)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: a part that we need does not answer."""
    response = plain(503) if is_api(request) else render(None, "errors/503.html", status=503)
    response["Retry-After"] = "60"
    return response
