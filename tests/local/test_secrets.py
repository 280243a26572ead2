"""The keys of the demonstration: made once, closed to others, and the same for every command on its data."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from vpt_portal.local import services
from vpt_portal.local.places import Places


@pytest.fixture(autouse=True)
def nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ENCRYPTION_KEYS", "ENCRYPTION_KEYS_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgres://vpt_app@pg/vpt")
    monkeypatch.setenv("REDIS_URL", "redis://valkey")


def test_the_key_of_free_text_is_made_once_and_closed(tmp_path: Path) -> None:
    first, second = (services.environment(Places(tmp_path))["ENCRYPTION_KEYS"] for _ in range(2))
    assert first == second
    assert Fernet(first).decrypt(Fernet(first).encrypt(b"woorden")) == b"woorden"
    assert (tmp_path / "encryption_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["encryption_key"]


def test_another_folder_has_another_key(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = (services.environment(Places(tmp_path / name))["ENCRYPTION_KEYS"] for name in "ab")
    assert one != other


def test_a_key_that_is_given_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCRYPTION_KEYS", "given")
    assert services.environment(Places(tmp_path))["ENCRYPTION_KEYS"] == "given"
    assert not list(tmp_path.iterdir())


def test_without_a_folder_nothing_is_made(tmp_path: Path) -> None:
    assert "ENCRYPTION_KEYS" not in services.environment(Places(tmp_path / "nowhere"))
