"""Writes of the programme: the planning moves with a reason, results get their proof, decisions are recorded."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from core import audit
from core.models import StoredFile
from core.softdates import SoftDate
from core.uploads import accept_upload
from participants.models import User
from programme.models import Decision, IntendedResult, PlanItem, PlanItemMove, PlanStatus, Programme

audit.declare("programme.plan_item.added", "{actor} zette {object} in de planning")
audit.declare("programme.plan_item.changed", "{actor} wijzigde {object} in de planning")
audit.declare("programme.plan_item.moved", "{actor} verschoof {object}")
audit.declare("programme.plan_item.realised", "{actor} meldde dat {object} heeft plaatsgevonden")
audit.declare("programme.plan_item.dropped", "{actor} liet {object} vervallen")
audit.declare("programme.plan_item.reopened", "{actor} zette {object} terug in de planning")
audit.declare("programme.result.changed", "{actor} werkte {object} bij")
audit.declare("programme.proof.added", "{actor} voegde een bewijsstuk toe bij {object}")
audit.declare("programme.proof.downloaded", "{actor} haalde het bewijsstuk op van {object}")
audit.declare("programme.decision.recorded", "{actor} legde een besluit vast: {object}")
audit.declare("programme.decision.changed", "{actor} wijzigde het besluit {object}")
audit.declare("programme.document.downloaded", "{actor} haalde {object} op")

REASON_MISSING = "Geef in één regel de reden. Die staat straks ook in het voortgangsverslag."


def _apply(obj: Any, fields: Mapping[str, Any]) -> list[str]:
    """Set the fields that differ and return their names."""
    changed = [name for name, value in fields.items() if getattr(obj, name) != value]
    for name in changed:
        setattr(obj, name, fields[name])
    return changed


def _locked_item(item: PlanItem, version: int | None) -> PlanItem:
    locked: PlanItem = PlanItem.objects.select_for_update().get(pk=item.pk)
    locked.check_version(version)
    return locked


def _needs_reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": REASON_MISSING})
    return reason


def _step_to(item: PlanItem, status: PlanStatus) -> None:
    if not item.may_become(status):
        now = item.get_status_display()
        raise ValidationError(f"Deze activiteit is {now}; de stap naar ‘{status.label}’ kan dan niet.")
    item.status = status


def _note(item: PlanItem, was: str, reason: str, actor: User | None, at: datetime) -> None:
    PlanItemMove.objects.create(
        item=item, from_text=was, to_text=_when(item), status=item.status, reason=reason, actor=actor, moved_at=at
    )


def _when(item: PlanItem) -> str:
    return str(item.current)


@transaction.atomic
def add_plan_item(
    *,
    programme: Programme,
    fields: Mapping[str, Any],
    actor: User,
    results: Iterable[IntendedResult] = (),
    measures: Iterable[Any] = (),
    submit_key: uuid.UUID | None = None,
) -> PlanItem:
    """Put an activity in the planning; its first date becomes both the original and the present one."""
    existing = submit_key and PlanItem.objects.filter(submit_key=submit_key).first()
    if existing:
        return existing
    item = PlanItem(programme=programme, submit_key=submit_key, **fields)
    item.original = item.current
    item.full_clean(exclude=["submit_key"])
    item.save()
    item.results.set(results)
    item.measures.set(measures)
    audit.record(code="programme.plan_item.added", actor=actor, obj=item)
    return item


@transaction.atomic
def change_plan_item(
    *,
    item: PlanItem,
    version: int | None,
    fields: Mapping[str, Any],
    actor: User,
    results: Iterable[IntendedResult] | None = None,
    measures: Iterable[Any] | None = None,
) -> PlanItem:
    """Change words and links of an activity. Its date moves with `move_plan_item` only, with a reason."""
    locked = _locked_item(item, version)
    changed = _apply(locked, {name: value for name, value in fields.items() if name not in ("current", "original")})
    locked.full_clean()
    locked.save()
    if results is not None:
        locked.results.set(results)
    if measures is not None:
        locked.measures.set(measures)
    audit.record(code="programme.plan_item.changed", actor=actor, obj=locked, changed=changed)
    return locked


@transaction.atomic
def move_plan_item(
    *, item: PlanItem, version: int | None, to: SoftDate, reason: str, actor: User, at: datetime
) -> PlanItem:
    """Give an activity another date. The first date stays; the reason is compulsory and kept in the history."""
    locked = _locked_item(item, version)
    reason, was = _needs_reason(reason), _when(locked)
    if str(to) == was:
        raise ValidationError({"current": "Dit is de datum die er al staat. Vul een andere datum in."})
    _step_to(locked, PlanStatus.MOVED)
    locked.current, locked.reason, locked.happened_on = to, reason, None
    locked.save()
    _note(locked, was, reason, actor, at)
    audit.record(code="programme.plan_item.moved", actor=actor, obj=locked, changed=["current", "reason", "status"])
    return locked


@transaction.atomic
def realise_plan_item(
    *, item: PlanItem, version: int | None, happened_on: date | None, remark: str, actor: User, at: datetime
) -> PlanItem:
    """Record that an activity took place, on a day or (ongoing ones) without one."""
    locked = _locked_item(item, version)
    if happened_on is not None and happened_on > at.date():
        raise ValidationError({"happened_on": "Deze dag ligt in de toekomst. Vul de dag in waarop het gebeurde."})
    _step_to(locked, PlanStatus.REALISED)
    locked.happened_on = happened_on
    locked.save()
    _note(locked, _when(locked), remark.strip() or "Heeft plaatsgevonden.", actor, at)
    audit.record(code="programme.plan_item.realised", actor=actor, obj=locked, changed=["happened_on", "status"])
    return locked


@transaction.atomic
def drop_plan_item(*, item: PlanItem, version: int | None, reason: str, actor: User, at: datetime) -> PlanItem:
    """Record that an activity will not take place, with the reason."""
    locked = _locked_item(item, version)
    reason = _needs_reason(reason)
    _step_to(locked, PlanStatus.DROPPED)
    locked.reason = reason
    locked.save()
    _note(locked, _when(locked), reason, actor, at)
    audit.record(code="programme.plan_item.dropped", actor=actor, obj=locked, changed=["reason", "status"])
    return locked


@transaction.atomic
def reopen_plan_item(*, item: PlanItem, version: int | None, reason: str, actor: User, at: datetime) -> PlanItem:
    """Put a realised or dropped activity back in the planning, with the reason."""
    locked = _locked_item(item, version)
    reason = _needs_reason(reason)
    _step_to(locked, PlanStatus.MOVED if locked.has_moved else PlanStatus.PLANNED)
    locked.reason, locked.happened_on = reason, None
    locked.save()
    _note(locked, _when(locked), reason, actor, at)
    audit.record(code="programme.plan_item.reopened", actor=actor, obj=locked, changed=["reason", "status"])
    return locked


@transaction.atomic
def update_result(
    *,
    result: IntendedResult,
    version: int | None,
    fields: Mapping[str, Any],
    actor: User,
    proof: UploadedFile[bytes] | None = None,
) -> IntendedResult:
    """Record how far an intended result is, its proof (words, link, file) and the next step."""
    locked: IntendedResult = IntendedResult.objects.select_for_update().get(pk=result.pk)
    locked.check_version(version)
    changed = _apply(locked, fields)
    if proof is not None:
        locked.proof_file = _accepted(proof, actor)
        audit.record(code="programme.proof.added", actor=actor, obj=locked, changed=["proof_file"])
    locked.full_clean()
    locked.save()
    audit.record(code="programme.result.changed", actor=actor, obj=locked, changed=changed)
    return locked


def _accepted(upload: UploadedFile[bytes], actor: User) -> StoredFile:
    """Check and store a file; a refusal is told at the field of the form."""
    try:
        return accept_upload(upload=upload, actor=actor)
    except ValidationError as error:
        raise ValidationError({"proof_upload": error.messages}) from error


@transaction.atomic
def record_decision(
    *, programme: Programme, fields: Mapping[str, Any], actor: User, submit_key: uuid.UUID | None = None
) -> Decision:
    """Record what a body decided, as one source tells it. Another source may tell it differently: a second record."""
    existing = submit_key and Decision.objects.filter(submit_key=submit_key).first()
    if existing:
        return existing
    decision = Decision(programme=programme, submit_key=submit_key, **fields)
    decision.full_clean(exclude=["submit_key"])
    decision.save()
    audit.record(code="programme.decision.recorded", actor=actor, obj=decision)
    return decision


@transaction.atomic
def change_decision(*, decision: Decision, version: int | None, fields: Mapping[str, Any], actor: User) -> Decision:
    """Correct a recorded decision."""
    locked: Decision = Decision.objects.select_for_update().get(pk=decision.pk)
    locked.check_version(version)
    changed = _apply(locked, fields)
    locked.full_clean()
    locked.save()
    audit.record(code="programme.decision.changed", actor=actor, obj=locked, changed=changed)
    return locked
