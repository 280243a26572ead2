"""Writes of the budget: costs, their receipts, and new versions of the budget."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from budget.models import BudgetAmount, BudgetLine, BudgetVersion, Cost, CostState, Grant
from core import audit
from core.uploads import accept_upload
from participants.models import User

audit.declare("budget.cost.added", "{actor} voegde de kostenregel {object} toe")
audit.declare("budget.cost.changed", "{actor} wijzigde de kostenregel {object}")
audit.declare("budget.cost.deleted", "{actor} verwijderde de kostenregel {object}")
audit.declare("budget.receipt.added", "{actor} voegde een stuk toe bij {object}")
audit.declare("budget.receipt.downloaded", "{actor} haalde een stuk op van {object}")
audit.declare("budget.version.added", "{actor} maakte de begroting {object}")
audit.declare("budget.version.chosen", "{actor} liet de begroting {object} gelden")

Slot = Literal["receipt", "payment_proof"]


@transaction.atomic
def add_cost(*, grant: Grant, fields: Mapping[str, Any], actor: User, submit_key: uuid.UUID | None = None) -> Cost:
    """Add a cost, or something given for free. The same form sent twice gives the same cost."""
    existing = submit_key and Cost.objects.filter(submit_key=submit_key).first()
    if existing:
        return existing
    cost = Cost(grant=grant, submit_key=submit_key, **fields)
    _check(cost)
    cost.save()
    audit.record(code="budget.cost.added", actor=actor, obj=cost)
    return cost


@transaction.atomic
def change_cost(*, cost: Cost, version: int | None, fields: Mapping[str, Any], actor: User) -> Cost:
    """Change a cost; its state follows the table of allowed steps."""
    locked: Cost = Cost.objects.select_for_update().get(pk=cost.pk)
    locked.check_version(version)
    wanted = CostState(fields.get("state", locked.state))
    if not locked.may_become(wanted):
        now = locked.get_state_display()
        raise ValidationError({"state": f"Deze regel is {now}; de stap naar ‘{wanted.label}’ kan dan niet."})
    changed = [name for name, value in fields.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, fields[name])
    _check(locked)
    locked.save()
    audit.record(code="budget.cost.changed", actor=actor, obj=locked, changed=changed)
    return locked


def record_import(*, cost: Cost, actor: User) -> None:
    """Record that a spreadsheet added or changed this cost; the import itself saved it in its own transaction."""
    code = "budget.cost.changed" if cost.version else "budget.cost.added"
    audit.record(code=code, actor=actor, obj=cost, changed=["import"])


def _check(cost: Cost) -> None:
    """Validate, and refuse a line of another grant."""
    if cost.line is not None and cost.line.grant_id != cost.grant_id:
        raise ValidationError({"line": "Deze post hoort bij een andere subsidie. Kies een post van deze subsidie."})
    cost.full_clean(exclude=["submit_key"])


@transaction.atomic
def attach_file(*, cost: Cost, slot: Slot, upload: UploadedFile[bytes], actor: User) -> Cost:
    """Check and keep an invoice or receipt, or the proof of payment, with a cost."""
    locked: Cost = Cost.objects.select_for_update().get(pk=cost.pk)
    if locked.is_in_kind:
        raise ValidationError("Wat om niet is gegeven, heeft geen bon of betaalbewijs.")
    setattr(locked, slot, accept_upload(upload=upload, actor=actor))
    locked.save()
    audit.record(code="budget.receipt.added", actor=actor, obj=locked, changed=[slot])
    return locked


@transaction.atomic
def create_version(
    *,
    grant: Grant,
    name: str,
    dated_on: date,
    reason: str,
    amounts: Mapping[tuple[BudgetLine, int | None], Decimal | None],
    actor: User,
    submit_key: uuid.UUID | None = None,
) -> BudgetVersion:
    """Make a new budget that holds from now on. Earlier versions stay as they are.

    An amount of None leaves the place empty: no row, so that empty and zero stay apart.
    """
    existing = submit_key and BudgetVersion.objects.filter(submit_key=submit_key).first()
    if existing:
        return existing
    Grant.objects.select_for_update().get(pk=grant.pk)
    version = BudgetVersion(
        grant=grant, name=name, dated_on=dated_on, reason=reason, is_current=False, submit_key=submit_key
    )
    version.full_clean(exclude=["submit_key"])
    version.save()
    rows = [
        BudgetAmount(version=version, line=line, year=year, amount=amount)
        for (line, year), amount in amounts.items()
        if amount is not None
    ]
    for row in rows:
        row.full_clean(exclude=["version"])
    BudgetAmount.objects.bulk_create(rows)
    audit.record(code="budget.version.added", actor=actor, obj=version)
    return choose_version(version=version, actor=actor)


@transaction.atomic
def choose_version(*, version: BudgetVersion, actor: User) -> BudgetVersion:
    """Let one version of the budget hold; the one that held before no longer does."""
    Grant.objects.select_for_update().get(pk=version.grant_id)
    for other in BudgetVersion.objects.select_for_update().filter(grant_id=version.grant_id, is_current=True):
        if other.pk != version.pk:
            other.is_current = False
            other.save()
    locked: BudgetVersion = BudgetVersion.objects.select_for_update().get(pk=version.pk)
    locked.is_current = True
    locked.save()
    audit.record(code="budget.version.chosen", actor=actor, obj=locked)
    return locked
