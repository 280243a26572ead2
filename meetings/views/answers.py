"""Who answered, who did not, and the reminder."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from meetings import documents
from meetings.services.inviting import remind_guests
from meetings.views.common import managed_or_404, tell_refusal, user_of
from participants.access import Capability
from participants.guards import requires


@requires(Capability.MEETINGS_MANAGE)
@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the answers, and which participants nobody comes from yet."""
    meeting = managed_or_404(request, pk)
    content = documents.answers_page(meeting, timezone.now())
    return render(request, "meetings/answers.html", {"meeting": meeting, "content": content})


@requires(Capability.MEETINGS_MANAGE)
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind who has not answered."""
    meeting = managed_or_404(request, pk)
    try:
        number = remind_guests(meeting=meeting, actor=user_of(request), at=timezone.now())
    except ValidationError as error:
        tell_refusal(request, error)
    else:
        messages.success(request, documents.reminded_sentence(number))
    return redirect("meetings:answers", pk)
