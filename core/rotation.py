"""Changing the keys of free text: what an older key encrypted is encrypted again with the newest.

Each batch is a transaction of its own and what is on the newest key is left alone. So a run that was stopped half-way
goes on where it was, and a second run changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from core import uploads
from core.encryption import EncryptedTextField, ring
from core.isolation import EVERYTHING, within
from core.models import StoredFile

BATCH = 500
FILES = 20
Fields = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many rows of a table hold something encrypted, and how many of them were on an older key."""

    label: str
    seen: int
    changed: int


def encrypted_fields() -> dict[type[models.Model], list[Any]]:
    """Return every model that keeps encrypted text in a table of its own, with those fields."""
    found: dict[type[models.Model], list[Any]] = {}
    for model in apps.get_models(include_auto_created=True):
        fields = [field for field in model._meta.local_fields if isinstance(field, EncryptedTextField)]
        if fields and model._meta.managed and not model._meta.proxy:
            found[model] = fields
    return found


def rotate(*, batch: int = BATCH) -> Iterator[Rotated]:
    """Put all free text and all encrypted files on the newest key, one table after the other.

    Raises:
        cryptography.fernet.InvalidToken: for a text that fits none of the keys; nothing of its batch is changed.
    """
    for model, fields in encrypted_fields().items():
        yield _rotate_table(model, fields, batch)
    yield _rotate_files(min(batch, FILES))


def _rotate_table(model: type[models.Model], fields: Fields, batch: int) -> Rotated:
    last = seen = changed = 0
    while True:
        with within(EVERYTHING):
            rows = _locked(model, fields, last, batch)
            for pk, *stored in rows:
                seen += any(stored)
                fresh = [_on_newest(text) for text in stored]
                if fresh != stored:
                    _write(model, fields, pk, fresh)
                    changed += 1
        if not rows:
            return Rotated(model._meta.label, seen, changed)
        last = rows[-1][0]


def _locked(model: type[models.Model], fields: Fields, last: int, number: int) -> list[Any]:
    """Return keys with what is stored, as it is, of the rows after a key; nobody else changes them meanwhile."""
    quote = connection.ops.quote_name
    key = quote(str(model._meta.pk.column))
    columns = ", ".join([key, *(quote(field.column) for field in fields)])
    select = f"SELECT {columns} FROM {quote(model._meta.db_table)}"  # noqa: S608  names of our own
    with connection.cursor() as cursor:
        cursor.execute(f"{select} WHERE {key} > %s ORDER BY {key} LIMIT %s FOR UPDATE", [last, number])
        return list(cursor.fetchall())


def _write(model: type[models.Model], fields: Fields, pk: int, stored: list[str | None]) -> None:
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    update = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(str(model._meta.pk.column))} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(update, [*stored, pk])


def _on_newest(stored: str | None) -> str | None:
    """Return what to store: the same when the newest key fits already."""
    if not stored or _is_newest(stored.encode()):
        return stored
    return ring().rotate(stored.encode()).decode()


def _is_newest(token: bytes) -> bool:
    try:
        Fernet(settings.ENCRYPTION_KEYS[0]).decrypt(token)
    except InvalidToken:
        return False
    return True


def _rotate_files(batch: int) -> Rotated:
    """Write encrypted files anew under another key on disk, so that a crash leaves either the old or the new one."""
    last = seen = changed = 0
    while True:
        with transaction.atomic():
            rows = StoredFile.objects.select_for_update().filter(is_encrypted=True, pk__gt=last).order_by("pk")[:batch]
            found = list(rows)
            for row in found:
                seen += 1
                token = row.path.read_bytes() if row.path.is_file() else b""
                if token and not _is_newest(token):
                    uploads.replace(row, ring().rotate(token))
                    changed += 1
        if not found:
            return Rotated(StoredFile._meta.label, seen, changed)
        last = found[-1].pk
