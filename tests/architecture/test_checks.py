"""All system checks, as `manage.py check --database default` runs them; pytest alone runs none."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import checks


def found() -> list[str]:
    """Return what the checks say, those of the database among them."""
    messages = checks.run_checks(databases=["default"])
    return [f"{message.id}: {message.msg}" for message in messages if not message.is_silenced()]


@pytest.mark.django_db
def test_no_system_check_finds_anything() -> None:
    assert found() == []


@pytest.mark.django_db
@pytest.mark.parametrize("tag", [checks.Tags.models, checks.Tags.database])
def test_a_failing_check_would_be_seen(tag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**kwargs: Any) -> list[checks.CheckMessage]:
        return [checks.Warning("broken", id="tests.W001")]

    registered = checks.registry.registry.registered_checks
    monkeypatch.setattr(checks.registry.registry, "registered_checks", {*registered})
    checks.register(fails, tag)
    assert found() == ["tests.W001: broken"]


@pytest.mark.django_db
def test_the_checks_of_our_own_are_among_them() -> None:
    names = {each.__name__ for each in checks.registry.registry.get_checks()}
    assert {
        "portal_views_state_a_capability",
        "models_with_an_organisation_are_scoped",
        "organisation_paths_exist",
        "rows_carry_their_organisation",
        "the_second_wall_stands",
    } <= names
