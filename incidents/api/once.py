"""The same request twice is done once: a system that hears nothing sends again, with the same Idempotency-Key."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from incidents.api.problems import InvalidInput, KeyReused
from incidents.delivery.marks import mark, secret_of
from incidents.models import ApiRequest
from participants.models import Organisation

HEADER = "Idempotency-Key"
LONGEST = 100
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered, now and when the same is asked again."""

    status: int
    body: dict[str, Any]


def key_of(headers: Any) -> str:
    """Return the idempotency key.

    Raises:
        InvalidInput: without one, or with one that is too long or odd.
    """
    key = str(headers.get(HEADER, "")).strip().strip('"')
    if not key:
        raise InvalidInput([(HEADER, "Stuur de kop Idempotency-Key mee, met voor elk verzoek een nieuwe waarde.")])
    if len(key) > LONGEST or not key.isascii() or not key.isprintable():
        raise InvalidInput([(HEADER, f"Gebruik ten hoogste {LONGEST} gewone tekens, bijvoorbeeld een UUID.")])
    return key


@transaction.atomic
def answer_once(*, organisation: Organisation, key: str, content: bytes, work: Callable[[], Answer]) -> Answer:
    """Do the work and keep its answer, or give the answer of before. Two at once wait for each other.

    Work that fails keeps nothing, so that the key may come again.

    Raises:
        KeyReused: when the key came before with other content.
    """
    fingerprint = mark(secret_of(organisation.pk), hashlib.sha256(content).hexdigest())
    try:
        with transaction.atomic():
            row = ApiRequest.objects.create(organisation=organisation, key=key, fingerprint=fingerprint)
    except IntegrityError:
        row = ApiRequest.objects.get(organisation=organisation, key=key)
        if row.fingerprint != fingerprint:
            raise KeyReused from None
        return Answer(row.status, row.body)
    answer = work()
    row.status, row.body = answer.status, answer.body
    row.save(update_fields=["status", "body"])
    return answer


def forget_old() -> int:
    """Delete answers that no system asks for any more; return how many."""
    return int(ApiRequest.objects.filter(received_at__lt=timezone.now() - KEPT_FOR).delete()[0])
