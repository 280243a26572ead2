"""Where a form stood: the page to come back to, when what was sent could not be taken in."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

_LOOKING = ("GET", "HEAD")


def page_of(request: HttpRequest) -> str:
    """Return the page that was asked for, or the one on which the button stood: a button has no page of its own.

    A service worker may speak for a page under its own name; that is no page either.
    """
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()})
    parts = urlsplit(came_from if is_ours else "")
    is_page = bool(parts.netloc) and not parts.path.startswith("//") and not parts.path.endswith(".js")
    if request.method in _LOOKING or not is_page:
        return request.get_full_path()
    return parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
