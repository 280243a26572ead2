"""The address of a poster: the code of the organisation and a random key, in small groups that can be typed."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core.isolation import of_organisations, within
from incidents.models import PosterLink
from participants.models import Organisation

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without 0, o, 1, i and l: a key may be typed over."""
KEY_LENGTH = 32  # letters out of 31: 158 bits
_GROUP = 4
_CODE_LENGTH = 3


def new_key() -> str:
    """Return a random key; nobody finds one by trying."""
    return "".join(secrets.choice(LETTERS) for _ in range(KEY_LENGTH))


def digest_of(key: str) -> str:
    """Return what a key is looked up by: from this the key cannot be had."""
    return hashlib.sha256(key.encode()).hexdigest()


def token_of(poster: PosterLink) -> str:
    """Return the last part of the address of a poster, as printed."""
    groups = [poster.key[start : start + _GROUP] for start in range(0, len(poster.key), _GROUP)]
    return "-".join([poster.organisation.code.lower(), *groups])


def address_of(poster: PosterLink) -> str:
    """Return the whole address of a poster, as it stands in the code."""
    return settings.SITE_URL.rstrip("/") + reverse("poster:report", args=[token_of(poster)])


@dataclass(frozen=True, slots=True)
class Door:
    """What an address leads to: a poster that takes reports, one that was withdrawn, or nothing (no poster)."""

    poster: PosterLink | None = None
    is_open: bool = False


def open_door(token: str) -> Door:
    """Return what this address leads to; capitals and hyphens do not matter.

    A visitor without an account has no scope in the database. The code in front names the organisation, and only its
    rows are asked, by the digest of the key; so no table needs to stand outside the second wall.
    """
    plain = token.replace("-", "").lower()
    code, key = plain[:_CODE_LENGTH], plain[_CODE_LENGTH:]
    organisation = Organisation.objects.filter(code=code.upper()).first() if len(key) == KEY_LENGTH else None
    if organisation is None:
        return Door()
    with within(of_organisations([organisation.pk])):
        rows = PosterLink.objects.filter(organisation=organisation, digest=digest_of(key))
        poster: PosterLink | None = rows.select_related("organisation__sector").first()
    if poster is None or not hmac.compare_digest(poster.key.encode(), key.encode()):
        return Door()
    takes_reports = organisation.can_register_cases(timezone.localdate())
    return Door(poster, is_open=poster.revoked_at is None and takes_reports)
