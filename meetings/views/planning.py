"""Planning a meeting: choosing a template, copying, changing, cancelling."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.params import posted
from meetings.forms import CancelForm, MeetingForm
from meetings.models import Meeting, MeetingType
from meetings.services.planning import cancel_meeting, change_meeting, copy_meeting, new_meeting, plan_meeting
from meetings.views.common import managed_or_404, submit_key, tell_refusal, user_of
from participants.access import Capability
from participants.guards import requires


@requires(Capability.MEETINGS_MANAGE)
@require_safe
def choose_type(request: HttpRequest) -> HttpResponse:
    """Offer the templates, and the last meetings to copy."""
    former = Meeting.objects.reachable(request.user, Capability.MEETINGS_MANAGE).past(timezone.localdate())
    context = {
        "types": MeetingType.objects.all(),
        "former": former.filter(status="held").select_related("type")[:5],
        "submit_key": uuid4(),
    }
    return render(request, "meetings/choose_type.html", context)


@requires(Capability.MEETINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, slug: str) -> HttpResponse:
    """Plan a meeting from a template."""
    kind = get_object_or_404(MeetingType, slug=slug)
    form = MeetingForm(posted(request), instance=new_meeting(type=kind), user=user_of(request))
    if request.method == "POST" and form.is_valid():
        meeting = plan_meeting(
            meeting=form.instance,
            themes=form.cleaned_data["themes"],
            actor=user_of(request),
            submit_key=form.cleaned_data["submit_key"],
        )
        messages.success(request, "De bijeenkomst staat erin. Kies nu wie u uitnodigt.")
        return redirect("meetings:guests", meeting.pk)
    return render(request, "meetings/create.html", {"form": form, "type": kind})


@requires(Capability.MEETINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a meeting; invited guests are told about another day, hour or place."""
    meeting = managed_or_404(request, pk)
    form = MeetingForm(posted(request), instance=meeting, user=user_of(request))
    if request.method == "POST" and form.is_valid():
        try:
            change_meeting(
                meeting=form.instance,
                themes=form.cleaned_data["themes"],
                actor=user_of(request),
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "De wijziging is bewaard.")
            return redirect("meetings:detail", pk)
    return render(request, "meetings/change.html", {"form": form, "meeting": meeting})


@requires(Capability.MEETINGS_MANAGE)
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new draft from this meeting."""
    meeting = managed_or_404(request, pk)
    made = copy_meeting(meeting=meeting, actor=user_of(request), submit_key=submit_key(request))
    messages.success(request, "Dit is de kopie. Gasten, agenda en tekst zijn meegekomen; kies nog een dag.")
    return redirect("meetings:change", made.pk)


@requires(Capability.MEETINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason and cancel."""
    meeting = managed_or_404(request, pk)
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            cancel_meeting(
                meeting=meeting, reason=form.cleaned_data["reason"], actor=user_of(request), at=timezone.now()
            )
        except ValidationError as error:
            tell_refusal(request, error)
        else:
            messages.success(request, "De bijeenkomst is afgelast. De gasten krijgen bericht.")
        return redirect("meetings:detail", pk)
    return render(request, "meetings/cancel.html", {"form": form, "meeting": meeting})
