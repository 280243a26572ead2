"""Errors of the API as problem+json (RFC 9457): what is wrong and what to do, in Dutch, all at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

CONTENT_TYPE = "application/problem+json"
API_PATH = "/api/"
TITLES = {
    400: "Uw verzoek klopt niet",
    401: "Een geldige sleutel ontbreekt",
    403: "Dit mag niet met deze sleutel",
    404: "Dit is er niet",
    405: "Dit kan hier niet",
    406: "Dit formaat leveren wij niet",
    409: "Iemand was u voor",
    413: "Wat u verstuurt is te groot",
    415: "Dit formaat lezen wij niet",
    422: "Deze Idempotency-Key is al gebruikt voor iets anders",
    429: "Te veel verzoeken",
    500: "Er ging iets mis bij ons",
    503: "Het portaal is even niet bereikbaar",
}
DETAILS = {
    401: "Stuur de kop ‘Authorization: Bearer <sleutel>’ mee met een sleutel die niet is verlopen of ingetrokken.",
    404: "Controleer het adres. Iets van een andere organisatie is er voor deze sleutel ook niet.",
    405: "Gebruik een methode die bij dit adres in de beschrijving staat.",
    406: "Vraag application/json.",
    415: "Stuur de inhoud als application/json.",
    422: "Gebruik voor elk nieuw verzoek een nieuwe Idempotency-Key.",
    429: "Wacht even en probeer het opnieuw; de kop Retry-After zegt hoe lang.",
    500: "Probeer het later opnieuw met dezelfde Idempotency-Key: er wordt niets dubbel bewaard.",
    503: "Probeer het over een minuut opnieuw met dezelfde Idempotency-Key.",
}


def is_api(request: HttpRequest | None) -> bool:
    """Tell whether a system asks, and not a person with a browser."""
    return request is not None and request.path_info.startswith(API_PATH)


def body(status: int, detail: str = "", problems: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """Return the members of a problem; each of `problems` is a field (empty: the whole) and a sentence."""
    found: dict[str, Any] = {"status": status, "title": TITLES.get(status, TITLES[400])}
    if text := detail or DETAILS.get(status, ""):
        found["detail"] = text
    if problems:
        found["errors"] = [{"veld": field, "melding": sentence} for field, sentence in problems]
    return found


def plain(status: int, detail: str = "") -> HttpResponse:
    """Return a problem outside a view of the API: an address that does not exist, a body that cannot be read."""
    response = HttpResponse(json.dumps(body(status, detail), ensure_ascii=False), CONTENT_TYPE, status=status)
    response["API-Version"] = settings.API_VERSION
    return response
