"""Taking the own cases along: ask, wait, download."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.audit import record
from core.downloads import send_chunks
from core.models import Job
from core.params import posted
from incidents.delivery import vault
from incidents.delivery.samples import XLSX
from incidents.forms.delivery import ExportForm
from incidents.pages import short_moment
from incidents.scope import chosen_or_404
from incidents.services import case_export
from participants.access import Capability, organisations
from participants.guards import requires, user_of
from participants.models import Organisation


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_HANDLE)
def exports(request: HttpRequest) -> HttpResponse:
    """Ask for a file with the own cases, and find those of today."""
    organisation = chosen_or_404(request, Capability.INCIDENTS_HANDLE)
    form = ExportForm(posted(request))
    if request.method == "POST" and form.is_valid():
        job = case_export.ask_for_export(organisation=organisation, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        return redirect("incidents:export", job.pk)
    context = {
        "form": form,
        "organisation": organisation,
        "lead": f"Alle voorvallen van {organisation} in één bestand, dat ook weer kan worden ingelezen.",
        "jobs": [
            (each, short_moment(each.created_at))
            for each in _jobs(request).filter(status="done")[:5]
            if _is_there(each)
        ],
        **_crumbs(),
    }
    return render(request, "incidents/delivery/exports.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a file is."""
    job = get_object_or_404(_jobs(request), pk=pk)
    context = {"job": job, "is_there": _is_there(job), **_crumbs()}
    return render(request, "incidents/delivery/export.html", context)


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the file; each download is recorded."""
    job = get_object_or_404(_jobs(request), pk=pk)
    if not _is_there(job):
        raise Http404
    reached = organisations(request.user, Capability.INCIDENTS_HANDLE)
    organisation: Organisation = get_object_or_404(reached, pk=job.organisation_id)
    record(code="incidents.export.downloaded", actor=request.user, obj=organisation, organisation_id=organisation.pk)
    is_xlsx = job.result["format"] == "xlsx"
    name = f"voorvallen-{organisation.code}-{job.created_at:%Y-%m-%d}.{job.result['format']}"
    return send_chunks(name, vault.chunks_of(_key(job)), XLSX if is_xlsx else "text/csv; charset=utf-8")


def _jobs(request: HttpRequest) -> Any:
    """Return the user's own jobs for organisations that are still within reach."""
    reached = organisations(request.user, Capability.INCIDENTS_HANDLE).values("pk")
    return Job.objects.filter(kind=case_export.KIND, actor=user_of(request), organisation_id__in=reached).order_by(
        "-pk"
    )


def _key(job: Job) -> UUID:
    return UUID(hex=job.result["key"])


def _is_there(job: Job) -> bool:
    return bool(job.status == "done" and job.result.get("key") and vault.path_of(_key(job)).is_file())


def _crumbs() -> dict[str, str]:
    return {"index_url": reverse("incidents:index"), "exports_url": reverse("incidents:exports")}
