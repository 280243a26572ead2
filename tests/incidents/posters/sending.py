"""Sends the form of a poster as somebody without an account."""

from __future__ import annotations

import uuid
from typing import Any

from django.test import Client
from django.urls import reverse

from incidents.models import PosterLink
from incidents.posters import token_of

ANSWERS = {
    "kinds": ["verbaal"],
    "when": "nu",
    "channel": "balie",
    "severity": "licht",
    "words": "De bezoeker schold.",
}


def url_of(poster: PosterLink) -> str:
    return reverse("poster:report", args=[token_of(poster)])


def send(poster: PosterLink, **changes: Any) -> Any:
    """Send the form as somebody without an account, a session or a cookie."""
    return Client().post(url_of(poster), {"submit_key": str(uuid.uuid4()), **ANSWERS, **changes})
