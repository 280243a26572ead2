"""Free text that is unreadable in the database, in a dump and in a backup: encrypted by the portal, with its own keys.

The first key encrypts, all keys decrypt; so a key is changed by putting a new one first and rotating what is stored.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.lookups import Exact


@lru_cache(maxsize=4)
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def ring() -> MultiFernet:
    """Return the keys in use, the newest first."""
    return _ring(tuple(settings.ENCRYPTION_KEYS))


def encrypt(text: str) -> str:
    """Return what is stored for this text; an empty text stays empty, so that it can be asked for."""
    return ring().encrypt(text.encode()).decode() if text else ""


def encrypt_bytes(content: bytes) -> bytes:
    """Return what is written to disk for this content."""
    return ring().encrypt(content)


def decrypt_bytes(stored: bytes) -> bytes:
    """Return the content of an encrypted file.

    Raises:
        cryptography.fernet.InvalidToken: when no key fits.
    """
    return ring().decrypt(stored)


def decrypt(stored: str) -> str:
    """Return the text.

    Raises:
        cryptography.fernet.InvalidToken: when no key fits; the text is lost only with its keys.
    """
    return ring().decrypt(stored.encode()).decode() if stored else ""


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """A text that the database holds encrypted. It cannot be searched or sorted; only empty can be asked for.

    `max_length` counts the characters of the text itself: what is stored is longer.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Decrypt what was read."""
        return None if value is None else decrypt(value)

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt what is written."""
        found = super().get_prep_value(value)
        return None if found is None else encrypt(str(found))

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse to search in what is encrypted: it would find nothing, in silence."""
        return super().get_lookup(lookup_name) if lookup_name in ("exact", "isnull") else None


class EncryptedJSONField(EncryptedTextField):
    """Plain data (what JSON can hold) that the database holds encrypted; nothing is read as the field's default."""

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """Decrypt what was read."""
        return json.loads(decrypt(value)) if value else self.get_default()

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt what is written."""
        return encrypt(json.dumps(value)) if value else ""


@EncryptedTextField.register_lookup
class OnlyEmpty(Exact):
    """Asks whether a text is empty; any other text is stored differently each time."""

    def get_prep_lookup(self) -> Any:
        """Refuse every text but the empty one.

        Raises:
            FieldError: because the question would be answered wrongly.
        """
        if self.rhs != "":
            raise FieldError("an encrypted text can only be compared with the empty text")
        return super().get_prep_lookup()
