"""Attachments of one incident: add, open, remove."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.audit import record
from core.downloads import send_file
from core.text import counted
from incidents.forms.attachments import AttachmentsForm
from incidents.handling.attached import attached_part, visible_attachments
from incidents.models import Attachment, Incident
from incidents.services.attachments import add_attachments, may_remove, remove_attachment
from participants.access import Capability
from participants.guards import requires, user_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_VIEW)
def attachments(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the files of an incident and take new ones."""
    incident = _incident_or_404(request, reference)
    if request.method != "POST" and incident.reporter_id != request.user.pk:
        record(code="incidents.incident.read", actor=request.user, obj=incident)
    form = AttachmentsForm(request.POST, request.FILES) if request.method == "POST" else AttachmentsForm()
    if request.method == "POST" and form.is_valid() and (number := _add(request, incident, form)):
        messages.success(request, f"{counted(number, 'bijlage', 'bijlagen').capitalize()} toegevoegd.")
        return redirect(incident.get_absolute_url() + "#bijlagen")
    title = f"Bijlagen bij {incident.reference}"
    context = {"incident": incident, "title": title, "index_url": reverse("incidents:index")}
    context |= attached_part(incident, user_of(request), form)
    return render(request, "incidents/attachments.html", context, status=422 if form.errors else 200)


def _add(request: HttpRequest, incident: Incident, form: AttachmentsForm) -> int:
    try:
        added = add_attachments(
            incident=incident,
            actor=user_of(request),
            files=form.uploads,
            submit_key=form.cleaned_data["submit_key"],
            added_at=timezone.now(),
        )
    except ValidationError as refusal:
        for message in refusal.messages:
            form.add_error("chosen", message)
        return 0
    return len(added)


@require_safe
@requires(Capability.INCIDENTS_VIEW)
def attachment(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """Give one file out, under the name that it was given; opening it is an event in the history."""
    incident = _incident_or_404(request, reference)
    found = _attachment_or_404(request, incident, pk)
    return send_file(
        request,
        found.stored_file,
        audit_code="incidents.attachment.downloaded",
        obj=incident,
        filename=found.name,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_VIEW)
def remove(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take one file away, after asking."""
    incident = _incident_or_404(request, reference)
    found = _attachment_or_404(request, incident, pk)
    if not may_remove(user_of(request), found):
        raise PermissionDenied("Alleen wie het voorval behandelt of de bijlage toevoegde, verwijdert haar.")
    if request.method == "POST":
        remove_attachment(attachment=found, actor=user_of(request))
        messages.success(request, "De bijlage is verwijderd.")
        return redirect(incident.get_absolute_url() + "#bijlagen")
    context = {"incident": incident, "attachment": found, "index_url": reverse("incidents:index")}
    return render(request, "incidents/remove_attachment.html", context)


def _incident_or_404(request: HttpRequest, reference: str) -> Incident:
    rows: Any = Incident.objects.reachable(request.user, Capability.INCIDENTS_VIEW).submitted()
    incident: Incident = get_object_or_404(rows.select_related("organisation"), reference=reference)
    return incident


def _attachment_or_404(request: HttpRequest, incident: Incident, pk: int) -> Attachment:
    found: Attachment = get_object_or_404(visible_attachments(user_of(request), incident), pk=pk)
    found.incident = incident
    return found
