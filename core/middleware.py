"""Middleware of the kernel."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render

from core.models import Conflict
from core.oddinput import any_odd, has_odd, is_odd_encoded, is_odd_path
from core.problems import is_api, plain

GetResponse = Callable[[HttpRequest], HttpResponse]

_BODIES = ("POST", "PUT", "PATCH", "DELETE")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_JSON = "application/json"
_DEEPEST = 50
CONFLICT = 409

ODD = "Uw verzoek bevat een teken dat wij niet kunnen verwerken. Verwijder het en probeer het opnieuw."
UNREADABLE = "Uw verzoek is onderweg afgebroken of beschadigd. Probeer het opnieuw."
TOO_MANY = "Uw verzoek bevat te veel velden of bestanden."
TOO_LARGE = "Wat u verstuurt is te groot. Kies een kleiner bestand of kort de tekst in."
WRONG_TYPE = "Dit soort gegevens kunnen wij hier niet verwerken."


class PrivateResponseMiddleware:
    """Tells browsers and proxies to keep no copy of a signed-in page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cache-Control", "private, no-store")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class Refused(Exception):
    """A request that no form of ours can send, with the status and the sentence that answer it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class OddInputMiddleware:
    """Refuses what no form of ours can send, with a sentence instead of an error of ours."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            check(request)
        except Refused as refusal:
            return refuse(request, refusal.status, refusal.sentence)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what a view found out later."""
        if isinstance(exception, Conflict):
            return refuse(request, CONFLICT, exception.sentence)
        if isinstance(exception, Refused):
            return refuse(request, exception.status, exception.sentence)
        return None


def check(request: HttpRequest) -> None:
    """Look at path, query, cookies and body.

    Raises:
        Refused: with 400, 413 or 415.
    """
    if is_odd_path(request.path_info) or is_odd_encoded(request.META.get("QUERY_STRING", "")):
        raise Refused(400, ODD)
    if any_odd(request.COOKIES.values()):
        raise Refused(400, ODD)
    try:
        request.GET  # noqa: B018  reading parses
    except SuspiciousOperation:
        raise Refused(400, TOO_MANY) from None
    if request.method in _BODIES:
        _check_body(request)


def _check_body(request: HttpRequest) -> None:
    if _length(request) == 0:
        return
    if request.content_type in _FORMS:
        _check_form(request)
    elif request.content_type == _JSON or (request.content_type or "").endswith("+json"):
        _check_json(request)
    else:
        raise Refused(415, WRONG_TYPE)


def _length(request: HttpRequest) -> int:
    text = str(request.META.get("CONTENT_LENGTH") or "0")
    if not (text.isascii() and text.isdigit()):
        raise Refused(400, UNREADABLE)
    length = int(text)
    if request.content_type == "multipart/form-data" and length > _most_bytes(request):
        raise Refused(413, TOO_LARGE)
    return length


def _most_bytes(request: HttpRequest) -> int:
    """Return how many bytes a form with files may have here; a few addresses take a larger file."""
    most: int = settings.LARGE_UPLOADS.get(request.path_info, settings.UPLOAD_MAX_BYTES * 2)
    return most


def _check_form(request: HttpRequest) -> None:
    tail = _watch(request)
    try:
        if tail is None and is_odd_encoded(request.body.decode("latin-1")):
            raise Refused(400, ODD)
        names_and_values = [text for name, values in request.POST.lists() for text in (name, *values)]
        files = [str(file.name) for _, found in request.FILES.lists() for file in found]
    except RequestDataTooBig:
        raise Refused(413, TOO_LARGE) from None
    except (TooManyFieldsSent, TooManyFilesSent):
        raise Refused(400, TOO_MANY) from None
    except (MultiPartParserError, UnreadablePostError, BadRequest, SuspiciousOperation, UnicodeError, ValueError):
        raise Refused(400, UNREADABLE) from None
    if any_odd(names_and_values) or any_odd(files):
        raise Refused(400, ODD)
    if tail is not None and not tail.is_complete:
        raise Refused(400, UNREADABLE)


class _Tail:
    """Remembers the end of a multipart body: a truncated one parses as if it were complete."""

    def __init__(self, stream: Any, boundary: bytes) -> None:
        self._stream = stream
        self._closing = b"--" + boundary + b"--"
        self._end = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def read(self, *args: Any) -> bytes:
        """Pass on, keeping the last bytes."""
        chunk: bytes = self._stream.read(*args)
        self._end = (self._end + chunk)[-len(self._closing) - 16 :] if chunk else self._end
        return chunk

    @property
    def is_complete(self) -> bool:
        """Tell whether the closing boundary was the last thing sent."""
        return self._closing in self._end


def _watch(request: HttpRequest) -> _Tail | None:
    """Follow the reading of a multipart body; None for other bodies and for one that was read before."""
    if request.content_type != "multipart/form-data" or not hasattr(request, "_stream"):
        return None
    boundary = (request.content_params or {}).get("boundary", "")
    tail = _Tail(request._stream, boundary.encode("latin-1", "replace"))
    request._stream = tail  # type: ignore[assignment]
    return tail


def _check_json(request: HttpRequest) -> None:
    try:
        body = request.body
    except RequestDataTooBig:
        raise Refused(413, TOO_LARGE) from None
    except UnreadablePostError:
        raise Refused(400, UNREADABLE) from None
    try:
        value: Any = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refused(400, UNREADABLE) from None
    if has_odd(value) or _depth(value) > _DEEPEST:
        raise Refused(400, ODD)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _depth(value: Any) -> int:
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        part, depth = waiting.pop()
        deepest = max(deepest, depth)
        children = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        waiting += [(child, depth + 1) for child in children]
    return deepest


def refuse(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """Answer with a page that says this sentence; a system gets it as a problem."""
    if is_api(request):
        return plain(status, sentence)
    heading = "Iemand was u voor" if status == CONFLICT else "Dit verzoek kan niet worden verwerkt"
    return render(request, "errors/refused.html", {"heading": heading, "reason": sentence}, status=status)
