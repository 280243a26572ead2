"""Meetings in the cockpit of the project leader: lists that answer questions. The work itself is on the pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import ManyToManyField, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from meetings.models import Agreement, Invitation, Meeting, MeetingStatus, MeetingType
from participants.access import Capability
from participants.admin_base import PortalAdmin


class MeetingsAdmin(PortalAdmin):
    """Rights of all pages below; several choices are boxes to tick, which work without JavaScript."""

    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}

    view_capability = Capability.MEETINGS_MANAGE
    change_capability: Capability | None = Capability.MEETINGS_MANAGE


class ReportFilter(admin.SimpleListFilter):
    """Which meetings have no report, and which are without a date."""

    title = "wat er nog moet"
    parameter_name = "moet"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the questions."""
        return [("verslag", "zonder verslag"), ("datum", "zonder vaste dag"), ("antwoord", "wacht op antwoorden")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Answer the question."""
        now = timezone.now()
        rows: Any = queryset
        match self.value():
            case "verslag":
                return rows.without_report(now)
            case "datum":
                return rows.filter(starts_at__isnull=True, status="draft")
            case "antwoord":
                return rows.awaiting_answers(now)
        return queryset


class UnansweredFilter(admin.SimpleListFilter):
    """Who did not answer."""

    title = "antwoord"
    parameter_name = "wie"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the question."""
        return [("open", "wie antwoordde niet")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Answer the question for meetings to come."""
        rows: Any = queryset
        if self.value() == "open":
            return rows.unanswered().filter(meeting__starts_at__gt=timezone.now())
        return queryset


class OverdueFilter(admin.SimpleListFilter):
    """Which agreements are late."""

    title = "stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the questions."""
        return [("open", "open"), ("te-laat", "over tijd")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Answer the question."""
        rows: Any = queryset
        if self.value() == "open":
            return rows.open()
        if self.value() == "te-laat":
            return rows.overdue(timezone.localdate())
        return queryset


@admin.register(MeetingType)
class MeetingTypeAdmin(MeetingsAdmin):
    """The templates of meetings."""

    list_display = ("name", "duration_minutes", "is_for_organisation")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Meeting)
class MeetingAdmin(MeetingsAdmin):
    """All meetings, with what is still to be done. Sending and closing is done on the page of the meeting."""

    list_display = ("title", "type", "moment_text", "status", "answers", "page_link")
    list_filter = (ReportFilter, "status", "type")
    search_fields = ("title", "place")
    list_select_related = ("type",)
    readonly_fields = ("status", "page_link")
    fieldsets = (
        (None, {"fields": ("type", "title", "status", "page_link", "organisation", "is_announced")}),
        (
            "Wanneer en waar",
            {"fields": ("when", "when_source", "other_when", "other_when_source", "place", "is_room_free")},
        ),
        ("Inhoud", {"fields": ("themes", "agenda", "invitation_text")}),
        ("Verslag", {"fields": ("discussed", "agreed", "for_apothekerskast")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep what stands in the guests' calendars for the page that tells them about a change."""
        told = ("type", "title", "organisation", "place") if obj and obj.status != MeetingStatus.DRAFT else ()
        return (*self.readonly_fields, *told)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Delete drafts only: what guests know of is cancelled, on its page."""
        may = super().has_delete_permission(request, obj)
        return may and obj is not None and obj.status == MeetingStatus.DRAFT

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Add the counts of the list."""
        rows: Any = super().get_queryset(request)
        return rows.with_answer_counts()

    @admin.display(description="wanneer", ordering="starts_at")
    def moment_text(self, meeting: Meeting) -> str:
        """Say when it is."""
        return meeting.moment

    @admin.display(description="antwoorden")
    def answers(self, meeting: Any) -> str:
        """Say how many said yes."""
        return f"{meeting.said_yes} van {meeting.guests} ja, {meeting.unanswered} open" if meeting.guests else "–"

    @admin.display(description="in het portaal")
    def page_link(self, meeting: Meeting) -> SafeString | str:
        """Lead to the page on which the work is done."""
        if meeting.pk is None:
            return "–"
        return format_html('<a href="{}">Open de bijeenkomst</a>', reverse("meetings:detail", args=[meeting.pk]))


@admin.register(Invitation)
class InvitationAdmin(MeetingsAdmin):
    """All guests: the call list of who did not answer."""

    list_display = ("name", "organisation", "meeting", "answer", "reminded_at", "presence")
    list_filter = (UnansweredFilter, "answer", "presence", "meeting__type")
    search_fields = ("person__name", "guest_name", "organisation__name", "meeting__title")
    list_select_related = ("person", "organisation", "meeting")
    change_capability = None

    @admin.display(description="naam", ordering="person__name")
    def name(self, invitation: Invitation) -> str:
        """Name the guest."""
        return invitation.name


@admin.register(Agreement)
class AgreementAdmin(MeetingsAdmin):
    """What was agreed, with who does it and by when."""

    list_display = ("text", "owner_organisation", "owner_person", "due", "done_on", "meeting")
    list_filter = (OverdueFilter, "owner_organisation")
    search_fields = ("text", "owner_organisation__name", "owner_person__name")
    list_select_related = ("owner_organisation", "owner_person", "meeting")
    raw_id_fields = ("meeting", "owner_person")
