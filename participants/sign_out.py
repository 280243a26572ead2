"""Signing out: the browser forgets what it kept of the portal, except a report that was not sent yet."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LogoutView
from django.http import HttpRequest, HttpResponseBase

CACHE, STORAGE = '"cache"', '"storage"'


class SignOutView(LogoutView):
    """Ends the session. Storage is cleared when the page says that nothing waits in it any more.

    The cookie of a trusted device stays, for as long as that device is trusted.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Sign out, and tell the browser what to forget."""
        is_empty = request.POST.get("leeg") == "1"
        response: HttpResponseBase = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = f"{CACHE}, {STORAGE}" if is_empty else CACHE
        return response
