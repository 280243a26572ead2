"""Who reaches what: the one place where rights are stated, tried from all sides."""

from __future__ import annotations

import pytest

from participants.access import Capability, Role, decide
from participants.models import Organisation, User

pytestmark = pytest.mark.django_db


def test_coordinator_reaches_the_own_organisation_only(
    users: dict[Role, User], organisation: Organisation, other_organisation: Organisation
) -> None:
    user = users[Role.COORDINATOR]
    assert decide(user, Capability.ORGANISATION_VIEW, organisation)
    assert not decide(user, Capability.ORGANISATION_VIEW, other_organisation)
