"""Open work that moves along when a role is handed over, and personal data that other apps keep.

Apps above this one offer it by convention, so that nothing here imports them: a module `<app>/handover.py` with
`move_open_work(*, organisation, from_user, to_user, actor)` and `<app>/own_data.py` with `own_data(user) -> dict`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from participants.models import Organisation, User


def _offered(module: str, function: str) -> dict[str, Callable[..., Any]]:
    return {
        app: import_string(f"{app}.{module}.{function}")
        for app in settings.OWN_APPS
        if app != "participants" and find_spec(f"{app}.{module}")
    }


def move_open_work(*, organisation: Organisation | None, from_user: User | None, to_user: User, actor: User) -> None:
    """Let every app move the open work of one account to another, within one organisation."""
    if organisation is None or from_user is None:
        return
    for move in _offered("handover", "move_open_work").values():
        move(organisation=organisation, from_user=from_user, to_user=to_user, actor=actor)


def own_data_of_apps(user: User) -> dict[str, Any]:
    """Return what the other apps keep about this account, by app."""
    return {app: collect(user) for app, collect in _offered("own_data", "own_data").items()}
