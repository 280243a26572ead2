"""Calling a service from a form: what it refuses is told in the form, with the typed text kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError

from core.forms import show_refusal
from core.models import Conflict


def try_to(form: Any, write: Callable[[], Any], current_version: int | None = None) -> bool:
    """Call a service and tell whether it worked; what it refuses becomes an error of the form.

    After a conflict the form gets the current version, when it is given: sending once more then wins.
    """
    try:
        write()
    except Conflict as conflict:
        _tell_conflict(form, conflict, current_version)
        return False
    except ValidationError as refusal:
        show_refusal(form, refusal)
        return False
    return True


def _tell_conflict(form: Any, conflict: Conflict, current_version: int | None) -> None:
    if current_version is None:
        form.add_error(None, str(conflict))
        return
    form.add_error(None, f"{conflict} Uw invoer staat nog in het formulier.")
    form.data = form.data.copy()
    form.data["version"] = str(current_version)
