"""Middleware of the whole portal: asking to sign in, and a page for an address that cannot be opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from core.problems import is_api
from core.ways_back import page_of

NOT_ALLOWED = 405


class SignInMiddleware(LoginRequiredMiddleware):
    """Asks to sign in, and leads back to a page: behind the address of a button there is none."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        """Lead to the page for signing in."""
        if request.method in ("GET", "HEAD"):
            answer: HttpResponseRedirect = super().handle_no_permission(request, view_func)
            return answer
        return redirect_to_login(
            page_of(request), self.get_login_url(view_func), self.get_redirect_field_name(view_func)
        )


class ButtonAddressMiddleware:
    """Gives the address of a button, opened as if it were a page, the words that Django leaves out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Keep the answer and its status, and fill it."""
        response = self.get_response(request)
        if response.status_code != NOT_ALLOWED or response.streaming or response.content or is_api(request):
            return response
        filled = render(request, "errors/405.html", status=NOT_ALLOWED)
        filled["Allow"] = response.headers.get("Allow", "")
        return filled
