"""Choosing guests and sending the invitation."""

from __future__ import annotations

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings import documents
from meetings.forms import GuestForm
from meetings.guests import GuestRule, count
from meetings.mails import preview_invitation
from meetings.services.inviting import invite_guests, send_proof
from meetings.services.planning import choose_guests
from meetings.views.common import managed_or_404, tell_refusal, user_of
from participants.access import Capability
from participants.guards import requires

MAIL_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": [SELF],
    "frame-ancestors": [SELF],
    "form-action": [NONE],
    "base-uri": [NONE],
}


@requires(Capability.MEETINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose guests by role, sector and organisation, with the number of people that this means.

    Without JavaScript "Tel opnieuw" shows the number; with it the number follows each tick.
    """
    meeting = managed_or_404(request, pk)
    today = timezone.localdate()
    given = request.POST if request.method == "POST" else request.GET or None
    form = GuestForm(given, meeting=meeting, user=user_of(request), on=today)
    rule = form.rule() if form.is_bound and form.is_valid() else GuestRule.of(meeting)
    if request.method == "POST" and form.is_valid():
        choose_guests(meeting=meeting, rule=rule, actor=user_of(request))
        return redirect("meetings:invitation", pk)
    context = {"form": form, "meeting": meeting, "count": count(rule, today)}
    return render(
        request, "meetings/parts/count.html" if request.headers.get("HX-Request") else "meetings/guests.html", context
    )


@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
@requires(Capability.MEETINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the invitation as guests will see it; POST sends it to those who did not get it yet."""
    meeting = managed_or_404(request, pk)
    if request.method == "POST":
        try:
            number = invite_guests(meeting=meeting, actor=user_of(request), at=timezone.now())
        except ValidationError as error:
            tell_refusal(request, error)
            return redirect("meetings:invitation", pk)
        messages.success(request, documents.sent_sentence(number))
        return redirect("meetings:answers", pk)
    context = {"meeting": meeting, "content": documents.invitation_page(meeting, timezone.now())}
    return render(request, "meetings/invitation.html", context)


@csp_replace(MAIL_POLICY)  # type: ignore[arg-type]
@xframe_options_sameorigin
@requires(Capability.MEETINGS_MANAGE)
@require_safe
def invitation_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the mail alone, for the frame of the preview: a mail carries its own style."""
    meeting = managed_or_404(request, pk)
    return HttpResponse(preview_invitation(meeting, str(request.user)).html)


@requires(Capability.MEETINGS_MANAGE)
@require_POST
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail the invitation to oneself."""
    meeting = managed_or_404(request, pk)
    send_proof(meeting=meeting, actor=user_of(request), at=timezone.now())
    messages.success(request, f"De proef is onderweg naar {request.user.email}.")  # type: ignore[union-attr]
    return redirect("meetings:invitation", pk)
