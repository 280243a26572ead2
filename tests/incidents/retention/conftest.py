"""Files and ledger in a folder of the test, and an incident whose term is over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from incidents.models import Incident
from participants.access import Role
from participants.models import Organisation, User
from tests.incidents.retention.keeping import make_old


@pytest.fixture(autouse=True)
def private(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def old(organisation: Organisation, users: dict[Role, User]) -> Incident:
    """An incident that was closed 26 months ago, with words, two attachments and a reporter."""
    return make_old(organisation, users)
