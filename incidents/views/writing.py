"""Calling a service from a form: what it refuses is told in the form, with the typed text kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError

from core.models import Conflict


def try_to(form: Any, write: Callable[[], Any], current_version: int) -> bool:
    """Call a service and tell whether it worked; what it refuses becomes an error of the form."""
    try:
        write()
    except Conflict as conflict:
        form.add_error(None, f"{conflict} Uw invoer staat nog in het formulier.")
        form.data = form.data.copy()
        form.data["version"] = str(current_version)
        return False
    except ValidationError as refusal:
        for message in refusal.messages:
            form.add_error(None, message)
        return False
    return True
