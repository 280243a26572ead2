"""A poster in the canteen, the coordinator to whom its reports go, and nobody counted yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from incidents.models import PosterLink
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents_letters import PosterFactory


@pytest.fixture(autouse=True)
def empty_cache(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def poster(organisation: Organisation) -> PosterLink:
    made: PosterLink = PosterFactory(organisation=organisation, label="Kantine")
    return made


@pytest.fixture
def coordinator(users: dict[Role, User]) -> User:
    return users[Role.COORDINATOR]
