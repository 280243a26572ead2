"""What the pages of meetings share: fetching the meeting that the user reaches."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from meetings.models import Meeting
from participants.access import Capability
from participants.models import User


def user_of(request: HttpRequest) -> User:
    """Return the signed-in account."""
    assert isinstance(request.user, User)
    return request.user


def meeting_or_404(request: HttpRequest, pk: int, capability: Capability) -> Meeting:
    """Return the meeting if the user reaches it with this capability."""
    meeting: Meeting = get_object_or_404(
        Meeting.objects.reachable(request.user, capability).select_related("type", "organisation"), pk=pk
    )
    return meeting


def managed_or_404(request: HttpRequest, pk: int) -> Meeting:
    """Return the meeting if the user manages it."""
    return meeting_or_404(request, pk, Capability.MEETINGS_MANAGE)


def tell_refusal(request: HttpRequest, error: ValidationError) -> None:
    """Show why a service refused."""
    for sentence in error.messages:
        messages.error(request, sentence)


def submit_key(request: HttpRequest) -> UUID | None:
    """Return the key of a form that is a button only; an odd one counts as none."""
    try:
        return UUID(request.POST.get("submit_key", ""))
    except ValueError:
        return None
