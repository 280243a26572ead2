"""Marks of what an organisation delivered: the same content has the same mark, and a mark alone confirms no guess.

A mark is an HMAC with a secret of the organisation's own. The secret stands encrypted beside the incidents and never
changes: after a change of the encrypting keys the same file still adds nothing. It is taken over a digest and not over
the content, so that the unkeyed digests of before could be turned into marks without the words they were made of.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from incidents.models import DeliveryKey

_BYTES = 32
_LENGTH = 32
PREFIX = "k:"
ERASED = "e:"
"""Before the mark of a reference whose incident was anonymised: it leads to no file, and is known when it returns."""


def new_secret() -> str:
    """Return a secret as it is kept."""
    return base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def secret_of(organisation_id: int) -> bytes:
    """Return the secret of an organisation; the first time it is made. Of two at once the second waits and reads."""
    kept, _ = DeliveryKey.objects.get_or_create(organisation_id=organisation_id, defaults={"secret": new_secret()})
    return as_bytes(kept.secret)


def as_bytes(secret: str) -> bytes:
    """Return a kept secret as it is used."""
    return base64.b64decode(secret)


def mark(secret: bytes, digest: str) -> str:
    """Return the mark of a digest."""
    return hmac.digest(secret, digest.encode(), "sha256").hex()[:_LENGTH]


def erased(secret: bytes, reference: str) -> str:
    """Return what is kept of the reference of an anonymised incident; a mark is left as it is."""
    if not reference or is_mark(reference):
        return reference
    return ERASED + mark(secret, hashlib.sha256(reference.encode()).hexdigest())


def is_mark(reference: str) -> bool:
    """Tell whether this is a mark of ours, which says nothing to a reader."""
    prefix, rest = reference[: len(PREFIX)], reference[len(PREFIX) :].partition("#")[0]
    return prefix in (PREFIX, ERASED) and len(rest) == _LENGTH and set(rest) <= set("0123456789abcdef")
