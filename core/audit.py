"""The audit trail: who did what to which object, as one row and one Dutch sentence.

Apps declare their codes when imported (`services.py` or `audit_codes.py`). A row is written in the transaction of the
deed itself, and as a JSON line to the log, which also survives a rollback.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.utils.module_loading import autodiscover_modules

from core.models import AuditEvent

logger = logging.getLogger("audit")

has_second_factor: ContextVar[bool | None] = ContextVar("has_second_factor", default=None)
"""Whether the one who acts in this request signed in with a second factor; set by middleware, None outside."""

_SENTENCES: dict[str, str] = {}
_NOBODY = "Het portaal"
_GONE = "Een verwijderd account"


def declare(code: str, sentence: str) -> None:
    """Name an event and the sentence shown for it, with `{actor}` and `{object}` filled in.

    Raises:
        ValueError: when the code is not dotted, or was declared with another sentence.
    """
    if code.count(".") < 2:
        raise ValueError(f"audit code {code!r} must read app.object.past_tense")
    if _SENTENCES.setdefault(code, sentence) != sentence:
        raise ValueError(f"audit code {code!r} is declared twice")


@cache
def _discover() -> None:
    autodiscover_modules("services", "audit_codes")


def codes() -> dict[str, str]:
    """Return every declared code with its sentence."""
    _discover()
    return dict(_SENTENCES)


def record(
    *,
    code: str,
    actor: Any,
    obj: Model | None = None,
    organisation_id: int | None = None,
    changed: Iterable[str] = (),
) -> AuditEvent:
    """Write one event, in the caller's transaction.

    `actor` is the account, or None when the portal acts by itself. `changed` holds names of fields, never values.

    Raises:
        LookupError: when the code was not declared.
    """
    if code not in _SENTENCES:
        raise LookupError(f"audit code {code!r} is not declared")
    event = AuditEvent(
        code=code,
        actor_id=getattr(actor, "pk", None),
        organisation_id=organisation_id if organisation_id is not None else _organisation_of(obj),
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        object_label=str(obj)[:200] if obj is not None else "",
        changed=sorted(set(changed)),
        has_second_factor=has_second_factor.get(),
    )
    event.save(force_insert=True)
    logger.info(_as_line(event))
    return event


def _organisation_of(obj: Model | None) -> int | None:
    return getattr(obj, "organisation_id", None)


def _as_line(event: AuditEvent) -> str:
    """Return the event as one JSON line, without the label, which may name a person."""
    line = {
        "event": event.code,
        "id": event.pk,
        "actor": event.actor_id,
        "organisation": event.organisation_id,
        "object": f"{event.object_type}:{event.object_id}",
        "changed": event.changed,
        "second_factor": event.has_second_factor,
    }
    return json.dumps(line, ensure_ascii=False)


def sentence(event: AuditEvent) -> str:
    """Return the event in one Dutch sentence."""
    template = codes().get(event.code, "{actor}: " + event.code + " {object}")
    return template.format(actor=_name_of(event), object=event.object_label or "een onderdeel")


def _name_of(event: AuditEvent) -> str:
    if event.actor_id is None:
        return _NOBODY
    try:
        return str(event.actor)
    except ObjectDoesNotExist:
        return _GONE
