"""A copy of the register of what was removed, in a file outside the database, and applying it after a restore.

A backup that is put back brings removed text back to life. The file holds numbers only; kept apart from the backups of
the database it tells what must be removed again.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from core.isolation import EVERYTHING, of_organisations, within
from incidents.models import RemovalRecord
from incidents.retention import KEEPING
from incidents.services.retention import remove


def ledger_path() -> Path:
    """Return the place of the file: beside the private files, in the data folder."""
    return Path(settings.DATA_DIR) / "removals.jsonl"


def write_ledger() -> int:
    """Add to the file what stands in the register and not yet there; return how many lines were added."""
    path = ledger_path()
    known = {_mark(line) for line in read_ledger(path)}
    with within(EVERYTHING):
        lines = [line for line in map(_as_line, RemovalRecord.objects.order_by("pk")) if _mark(line) not in known]
    if lines:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
    return len(lines)


def _mark(line: dict[str, Any]) -> tuple[Any, ...]:
    """Return what tells one removal from another: after a restore a number may be of another row."""
    return line["what"], line["object_id"], line["organisation"], line["label"], line["removed_at"]


def _as_line(row: RemovalRecord) -> dict[str, Any]:
    return {
        "what": row.what,
        "object_id": row.object_id,
        "label": row.label,
        "organisation": row.organisation_id,
        "batch": str(row.batch),
        "removed_at": row.removed_at.isoformat(),
    }


def read_ledger(path: Path) -> Iterator[dict[str, Any]]:
    """Give the lines of the file; a last line that was cut off by a crash is left out."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def replay(path: Path) -> dict[str, int]:
    """Remove again what the file says, where a restored backup brought it back; return how many of each."""
    counts = dict.fromkeys(KEEPING, 0)
    for line in read_ledger(path):
        counts[line["what"]] += _replay_one(line)
    return counts


def _replay_one(line: dict[str, Any]) -> bool:
    """Remove one row, when it is the same one and was not removed yet.

    A restored database gives numbers out again: the same one has the same reference or, without one, was there
    before it was removed.
    """
    keeping = KEEPING[line["what"]]
    with within(of_organisations([line["organisation"]])):
        rows = keeping.model._default_manager.select_for_update(of=("self",))
        row = rows.filter(pk=line["object_id"], organisation=line["organisation"]).first()
        removed_at = datetime.fromisoformat(line["removed_at"])
        if row is None or keeping.name_of(row) != line["label"] or not keeping.is_alive(row):
            return False
        if (begun := _BEGUN.get(line["what"])) and getattr(row, begun) > removed_at:
            return False
        remove(keeping, row, at=removed_at, batch=uuid.UUID(line["batch"]))
        return True


_BEGUN = {"korte_melding": "reported_at", "bestand": "uploaded_at"}
"""When a row without a reference came in."""
