"""A coordinator who delivers files, and a folder for them that is gone after the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from participants.access import Role
from participants.models import User

ClientFor = Callable[[Role | User | None], Client]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def client(client_for: ClientFor) -> Client:
    return client_for(Role.COORDINATOR)
