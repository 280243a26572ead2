"""From a form to a service: what it refuses is told in the form, with the typed text kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.models import Conflict

Save = Callable[[Any], tuple[str, Any]]  # saves a form; what to tell and where to go on


def save_form(request: HttpRequest, form: Any, save: Save) -> HttpResponse | None:
    """Save a form that was sent and is right, tell so and go on; None as long as the form is still to be shown."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        message, target = save(form)
    except (Conflict, ValidationError) as refusal:
        show_refusal(form, refusal)
        return None
    messages.success(request, message)
    return redirect(target)


def try_to(form: Any, write: Callable[[], Any], current_version: int | None = None) -> bool:
    """Call a service and tell whether it worked; what it refuses becomes an error of the form.

    After a conflict the form gets the current version, when it is given: sending once more then wins.
    """
    try:
        write()
    except (Conflict, ValidationError) as refusal:
        if isinstance(refusal, Conflict) and current_version is not None:
            _let_next_win(form, refusal, current_version)
        else:
            show_refusal(form, refusal)
        return False
    return True


def _let_next_win(form: Any, conflict: Conflict, current_version: int) -> None:
    form.add_error(None, f"{conflict} Uw invoer staat nog in het formulier.")
    form.data = form.data.copy()
    form.data["version"] = str(current_version)


def show_refusal(form: Any, refusal: ValidationError | Conflict) -> None:
    """Put what a service refused at the fields that the form has, and the rest above it."""
    if isinstance(refusal, Conflict):
        form.add_error(None, refusal.sentence)
        return
    told = refusal.error_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.error_list}
    for name, errors in told.items():
        form.add_error(name if name in form.fields else None, errors)
