"""What a view of the API raises, as a problem."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core import problems
from core.models import Conflict


class InvalidInput(Exception):
    """What was sent cannot be taken; each problem names its field (empty: the whole) and says what to do."""

    def __init__(self, found: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(sentence for _, sentence in found))
        self.found = list(found)


class KeyReused(Exception):
    """The same idempotency key came with another content."""


def as_response(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception into a problem (the exception handler of the API); None lets the portal answer."""
    status, detail = _read(exc)
    if not status:
        return None
    headers = {}
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    set_rollback()
    found = exc.found if isinstance(exc, InvalidInput) else ()
    return Response(
        problems.body(status, detail, found), status=status, headers=headers, content_type=problems.CONTENT_TYPE
    )


def _read(exc: Exception) -> tuple[int, str]:
    if isinstance(exc, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return 401, ""
    for kind, answer in _ANSWERS.items():
        if isinstance(exc, kind):
            return answer(exc)
    return 0, ""


_ANSWERS: dict[type[Exception], Callable[[Any], tuple[int, str]]] = {
    InvalidInput: lambda exc: (400, "Verbeter de velden hieronder en stuur alles opnieuw. Er is niets bewaard."),
    ValidationError: lambda exc: (400, " ".join(exc.messages)),
    exceptions.ParseError: lambda exc: (400, "De inhoud is geen geldige JSON. Er is niets bewaard."),
    PermissionDenied: lambda exc: (403, str(exc)),
    Http404: lambda exc: (404, ""),
    Conflict: lambda exc: (409, exc.sentence),
    KeyReused: lambda exc: (422, ""),
    exceptions.APIException: lambda exc: (exc.status_code, ""),
}
