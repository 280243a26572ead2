"""Help with the report to the police: what to bring and ask, whom to call, and one A4 to take along."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.downloads import send_file
from core.params import posted
from incidents import services
from incidents.choices import DutyKind
from incidents.forms.aangifte import SheetForm
from incidents.handling.detail import help_url
from incidents.letters.composing import settings_of
from incidents.letters.sheet import POLICE_PHONE
from incidents.models import HelpSheet, IncidentSettings
from incidents.pages import day_words
from incidents.privacy import find
from incidents.views.handling import told_or_404
from participants.access import Capability
from participants.guards import requires, user_of

CHECK_AFTER = timedelta(days=182)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_HANDLE)
def police_help(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what helps at the desk of the police, and ask for the sheet."""
    incident = told_or_404(request, reference)
    form = SheetForm(posted(request))
    if request.method == "POST" and form.is_valid():
        sheet = services.request_sheet(
            incident=incident,
            actor=user_of(request),
            has_narrative=form.cleaned_data["has_narrative"],
            requested_at=timezone.now(),
        )
        return redirect(reverse("incidents:sheet", args=[incident.reference, sheet.pk]))
    arranged = settings_of(incident.organisation)
    context = {
        "incident": incident,
        "form": form,
        "findings": find(incident.text.narrative),
        "police_phone": POLICE_PHONE,
        "contacts": _contacts(arranged),
        "checked": _checked_words(arranged.contacts_checked_on),
        "settings_url": f"{reverse('incidents:settings')}?org={incident.organisation.code}",
        "help_url": help_url(DutyKind.POLICE_REPORT),
        "duty_url": reverse("incidents:duty", args=[incident.reference, DutyKind.POLICE_REPORT.value]),
    }
    return render(request, "incidents/aangifte/help.html", context, status=422 if form.errors else 200)


def _contacts(arranged: IncidentSettings) -> list[tuple[str, str]]:
    contacts = [("Politie", arranged.police_contact), ("OM", arranged.prosecution_contact)]
    return [(label, contact) for label, contact in contacts if contact]


def _checked_words(checked_on: date | None) -> str:
    """Ask whether a number still holds when nobody looked for half a year."""
    if checked_on is not None and checked_on >= timezone.localdate() - CHECK_AFTER:
        return f"Nagekeken op {day_words(checked_on)}."
    return "Klopt dit nummer nog?"


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def sheet(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Wait for the sheet, or take it along."""
    found = _sheet_or_404(request, reference, pk)
    return render(request, "incidents/aangifte/sheet.html", {"sheet": found, "incident": found.incident})


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def sheet_pdf(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """Give the sheet; that is an event in the history of the incident."""
    found = _sheet_or_404(request, reference, pk)
    if found.pdf is None:
        raise Http404
    return send_file(request, found.pdf, audit_code="incidents.help_sheet.downloaded", obj=found.incident)


def _sheet_or_404(request: HttpRequest, reference: str, pk: int) -> HelpSheet:
    rows = HelpSheet.objects.reachable(request.user, Capability.INCIDENTS_HANDLE)
    found: HelpSheet = get_object_or_404(
        rows.select_related("incident", "pdf", "job"), pk=pk, incident__reference=reference
    )
    return found
