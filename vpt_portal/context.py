"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the demonstration flag and the navigation of this user."""
    return {"is_demonstration": settings.IS_DEMONSTRATION}
