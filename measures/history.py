"""What a cell of annex 1 said before: read from the version rows that the database itself keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from measures.models import COLUMNS, MatrixLine
from participants.models import User


@dataclass(frozen=True, slots=True)
class OldText:
    """A text that a cell had, until somebody changed it."""

    text: str
    changed_at: datetime
    changed_by: str


def cell_history(line: MatrixLine) -> dict[str, list[OldText]]:
    """Return per column the texts that were replaced, newest first, with who replaced them and when."""
    versions = list(line.versions.order_by("pgh_id"))  # type: ignore[attr-defined]
    names = _names({version.edited_by_id for version in versions})
    found: dict[str, list[OldText]] = {name: [] for name in COLUMNS}
    for older, newer in pairwise(versions):
        for name in COLUMNS:
            if getattr(older, name) != getattr(newer, name):
                who = names.get(newer.edited_by_id, "het portaal (bestand)")
                found[name].insert(0, OldText(getattr(older, name), newer.edited_at, who))
    return found


def _names(ids: set[int | None]) -> dict[int, str]:
    users = User.objects.filter(pk__in=[pk for pk in ids if pk]).select_related("person")
    return {user.pk: str(user) for user in users}
