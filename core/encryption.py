"""Free text that is unreadable in the database, in a dump and in a backup: encrypted by the portal, with its own keys.

The first key encrypts, all keys decrypt; so a key is changed by putting a new one first and rotating what is stored.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def ring() -> MultiFernet:
    """Return the keys in use, the newest first."""
    return _ring(tuple(settings.ENCRYPTION_KEYS))


def encrypt(text: str) -> str:
    """Return what is stored for this text; an empty text stays empty, so that it can be asked for."""
    return ring().encrypt(text.encode()).decode() if text else ""


def decrypt(stored: str) -> str:
    """Return the text.

    Raises:
        cryptography.fernet.InvalidToken: when no key fits; the text is lost only with its keys.
    """
    return ring().decrypt(stored.encode()).decode() if stored else ""


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """A text that the database holds encrypted. It cannot be searched or sorted; only empty can be asked for."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Decrypt what was read."""
        return None if value is None else decrypt(value)

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt what is written."""
        found = super().get_prep_value(value)
        return None if found is None else encrypt(str(found))
