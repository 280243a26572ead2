"""Keeps delivered files for as long as they are needed: encrypted, below the private folder, written and read in
pieces, so that the length of a file says nothing about memory.
"""

from __future__ import annotations

import io
import os
import time
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from core.encryption import decrypt_bytes, encrypt_bytes

_PIECE = 256 * 1024
_FOLDER = "deliveries"


def path_of(key: uuid.UUID) -> Path:
    """Return the place of a kept file."""
    return Path(settings.PRIVATE_ROOT) / _FOLDER / key.hex


def keep(chunks: Iterable[bytes]) -> uuid.UUID:
    """Write a file, a piece at a time, and return its key. The file is whole before it has its name."""
    key = uuid.uuid4()
    path = path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as file:
            for piece in _pieces(chunks):
                stored = encrypt_bytes(piece)
                file.write(len(stored).to_bytes(4, "big") + stored)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    part.chmod(0o640)
    part.rename(path)
    return key


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= _PIECE:
            yield bytes(held[:_PIECE])
            del held[:_PIECE]
    if held:
        yield bytes(held)


def chunks_of(key: uuid.UUID) -> Iterator[bytes]:
    """Read a kept file, a piece at a time.

    Raises:
        FileNotFoundError: when it was removed.
    """
    with path_of(key).open("rb") as file:
        while size := file.read(4):
            yield decrypt_bytes(file.read(int.from_bytes(size, "big")))


class Reading(io.RawIOBase):
    """A kept file as a stream."""

    def __init__(self, key: uuid.UUID) -> None:
        self._chunks = chunks_of(key)
        self._held = b""

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as the present piece goes."""
        if not self._held:
            self._held = next(self._chunks, b"")
        taken = min(len(buffer), len(self._held))
        buffer[:taken], self._held = self._held[:taken], self._held[taken:]
        return taken


def remove(key: uuid.UUID | None) -> None:
    """Delete a kept file; one that is gone is gone."""
    if key is not None:
        path_of(key).unlink(missing_ok=True)


def remove_old(*, older_than: float) -> int:
    """Delete what was kept longer than so many seconds, whatever a row says of it; return how many."""
    limit = time.time() - older_than
    old = [path for path in (Path(settings.PRIVATE_ROOT) / _FOLDER).glob("*") if path.stat().st_mtime < limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
