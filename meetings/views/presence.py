"""The day itself: the printed list, who is there, and closing."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.downloads import send_file
from core.params import int_or_404, posted
from meetings import documents
from meetings.forms import AgreementFormSet, CloseForm, WalkInForm
from meetings.models import Invitation, Meeting, Presence
from meetings.services.presence import add_walk_in, close_meeting, mark_presence
from meetings.services.sheet import ask_for_sheet, sheet_file, sheet_job
from meetings.views.common import managed_or_404, tell_refusal, user_of
from participants.access import Capability
from participants.guards import requires


@requires(Capability.MEETINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whether the printed list is there; POST has it made."""
    meeting = managed_or_404(request, pk)
    if request.method == "POST":
        ask_for_sheet(meeting=meeting, actor=user_of(request))
        return redirect("meetings:sheet", pk)
    return render(request, "meetings/sheet.html", {"meeting": meeting, "job": sheet_job(meeting, user_of(request))})


@requires(Capability.MEETINGS_MANAGE)
@require_safe
def sheet_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the printed list."""
    meeting = managed_or_404(request, pk)
    file = sheet_file(meeting, user_of(request))
    if file is None:
        raise Http404("Deze lijst is er nog niet.")
    return send_file(request, file, audit_code="meetings.presence_sheet.downloaded", obj=meeting)


@requires(Capability.MEETINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """List the guests on the phone; each button notes one exception."""
    meeting = managed_or_404(request, pk)
    if request.method == "POST":
        return _mark(request, meeting)
    context = {
        "meeting": meeting,
        "content": documents.presence_page(meeting),
        "form": WalkInForm(user=user_of(request)),
    }
    return render(request, "meetings/presence.html", context)


def _mark(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    rows = Invitation.objects.reachable(request.user, Capability.MEETINGS_MANAGE).filter(meeting=meeting)
    invitation = get_object_or_404(rows, pk=int_or_404(request.POST.get("guest")))
    presence = request.POST.get("presence", "")
    if presence not in Presence.values:
        raise Http404
    try:
        mark_presence(invitation=invitation, presence=Presence(presence), actor=user_of(request))
    except ValidationError as error:
        tell_refusal(request, error)
    return redirect(reverse("meetings:presence", args=[meeting.pk]) + f"#gast-{invitation.pk}")


@requires(Capability.MEETINGS_MANAGE)
@require_POST
def walk_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Add somebody who was not on the list."""
    meeting = managed_or_404(request, pk)
    form = WalkInForm(request.POST, user=user_of(request))
    if not form.is_valid():
        context = {"meeting": meeting, "content": documents.presence_page(meeting), "form": form}
        return render(request, "meetings/presence.html", context)
    try:
        guest = add_walk_in(meeting=meeting, actor=user_of(request), **form.cleaned_data)
    except ValidationError as error:
        tell_refusal(request, error)
        return redirect("meetings:presence", pk)
    messages.success(request, f"{guest.name} staat op de lijst.")
    return redirect("meetings:presence", pk)


@requires(Capability.MEETINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the meeting: three boxes and the agreements; the numbers are there already."""
    meeting = managed_or_404(request, pk)
    form = CloseForm(posted(request), instance=meeting)
    lines = AgreementFormSet(
        posted(request), prefix="afspraak", form_kwargs={"user": user_of(request), "meeting": meeting}
    )
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        try:
            close_meeting(
                meeting=form.instance,
                actor=user_of(request),
                at=timezone.now(),
                version=form.cleaned_data["version"],
                agreements=[line.draft() for line in lines if line.has_changed()],
                **form.report(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "De bijeenkomst is afgesloten. Het verslag staat op de pagina.")
            return redirect("meetings:detail", pk)
    context = {"meeting": meeting, "form": form, "lines": lines, "content": documents.closing_page(meeting)}
    return render(request, "meetings/close.html", context)
