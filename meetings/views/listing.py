"""Pages for all who take part: the list, one meeting, agreements, one's own calendar."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.downloads import send_bytes
from core.paging import page
from core.params import choice
from meetings import calendar, documents, links
from meetings.forms import FilterForm
from meetings.models import Agreement, Meeting, MeetingType
from meetings.services.presence import finish_agreement as finish
from meetings.views.common import meeting_or_404, user_of
from participants.access import Capability, decide
from participants.guards import requires
from participants.models import Person


@requires(Capability.MEETINGS_VIEW)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List what comes and what has been."""
    today = timezone.localdate()
    types = list(MeetingType.objects.all())
    slug = choice(request, "soort", {each.slug for each in types}, "")
    shown = choice(request, "toon", {"komend", "geweest"}, "komend")
    shows_past = shown == "geweest"
    rows = Meeting.objects.reachable(request.user, Capability.MEETINGS_VIEW).select_related("type", "organisation")
    rows = rows.filter(type__slug=slug) if slug else rows
    rows = rows.past(today) if shows_past else rows.upcoming(today)
    context = {
        "page": page(request, rows.with_answer_counts().prefetch_related("themes")),
        "form": FilterForm(initial={"toon": shown, "soort": slug}, types=types),
        "shows_past": shows_past,
        "may_manage": bool(decide(request.user, Capability.MEETINGS_MANAGE)),
    }
    return render(request, "meetings/index.html", context)


@requires(Capability.MEETINGS_VIEW)
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one meeting: what, when, who comes, and the report once it is there."""
    meeting = meeting_or_404(request, pk, Capability.MEETINGS_VIEW)
    may_manage = bool(decide(request.user, Capability.MEETINGS_MANAGE))
    context = documents.meeting_page(meeting, user_of(request), may_manage=may_manage, at=timezone.now())
    return render(request, "meetings/detail.html", {"content": context, "meeting": meeting, "submit_key": uuid4()})


@requires(Capability.MEETINGS_VIEW)
@require_safe
def meeting_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one meeting as a calendar file."""
    meeting = meeting_or_404(request, pk, Capability.MEETINGS_VIEW)
    entry = calendar.Entry(meeting, meeting.uid, request.build_absolute_uri(meeting.get_absolute_url()))
    content = calendar.feed([entry], name=meeting.title, at=timezone.now())
    return send_bytes(f"bijeenkomst-{meeting.pk}.ics", content, "text/calendar")


@requires(Capability.MEETINGS_VIEW)
@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """List what was agreed and is not done yet."""
    rows = Agreement.objects.reachable(request.user, Capability.MEETINGS_VIEW).open().soonest()
    context = {
        "page": page(request, rows.select_related("meeting", "owner_organisation", "owner_person")),
        "today": timezone.localdate(),
        "may_manage": bool(decide(request.user, Capability.MEETINGS_MANAGE)),
    }
    return render(request, "meetings/agreements.html", context)


@requires(Capability.MEETINGS_MANAGE)
@require_POST
def finish_agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick an agreement off."""
    rows = Agreement.objects.reachable(request.user, Capability.MEETINGS_MANAGE)
    agreement = get_object_or_404(rows, pk=pk)
    finish(agreement=agreement, actor=user_of(request), on=timezone.localdate())
    messages.success(request, "De afspraak is afgevinkt.")
    return redirect("meetings:agreements")


@requires(Capability.MEETINGS_VIEW)
@require_safe
def calendar_page(request: HttpRequest) -> HttpResponse:
    """Show the address of one's own calendar."""
    person = Person.objects.reachable(request.user, Capability.OWN_DATA).first()
    return render(request, "meetings/calendar.html", {"address": links.feed_url(person) if person else ""})
