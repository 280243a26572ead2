"""Pages of the reports: the list of editions, one edition to read, and making a new one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.downloads import send_file
from core.jobs import retry
from core.paging import page
from core.params import posted
from participants.access import Capability, decide
from participants.guards import requires
from reports.documents import ProgressReport
from reports.forms import ReportForm
from reports.models import Report, ReportStatus
from reports.services import publish_report, report_context, request_report


def _readable(request: HttpRequest) -> QuerySet[Report]:
    """Return what this user may read: what is published, and for who makes them the others too."""
    everything = Report.objects.select_related("pdf", "job")
    return everything if decide(request.user, Capability.REPORTS_MANAGE) else everything.published()


@require_safe
@requires(Capability.REPORTS_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """The editions, newest on top, each with one button to download."""
    context = {
        "page": page(request, _readable(request), per_page=12),
        "may_manage": bool(decide(request.user, Capability.REPORTS_MANAGE)),
    }
    return render(request, "reports/index.html", context)


@require_safe
@requires(Capability.REPORTS_VIEW)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition on the screen, with the same words and figures as the PDF."""
    found = get_object_or_404(_readable(request), pk=pk)
    may_manage = bool(decide(request.user, Capability.REPORTS_MANAGE))
    if found.status == ReportStatus.MAKING:
        return render(request, "reports/making.html", {"report": found, "job": found.job})
    context = report_context(found, ProgressReport.thaw(found.content))
    return render(request, "reports/report.html", {**context, "may_manage": may_manage})


@require_safe
@requires(Capability.REPORTS_VIEW)
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF of an edition: the same file for everybody, every time."""
    found = get_object_or_404(_readable(request), pk=pk)
    if found.pdf is None:
        raise Http404
    return send_file(request, found.pdf, audit_code="reports.report.downloaded", obj=found)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.REPORTS_MANAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a progress report."""
    form = ReportForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = request_report(actor=request.user, **form.cleaned_data)
        messages.success(request, "Het rapport wordt gemaakt. Dat duurt meestal minder dan een halve minuut.")
        return redirect(made)
    return render(request, "reports/new.html", {"form": form})


@require_POST
@requires(Capability.REPORTS_MANAGE)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a concept to board and ministry."""
    found = get_object_or_404(Report, pk=pk)
    try:
        done = publish_report(report=found, actor=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"Editie {done.number} staat klaar voor het bestuur en het ministerie.")
    return redirect(found)


@require_POST
@requires(Capability.REPORTS_MANAGE)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try once more to make a report that failed."""
    found = get_object_or_404(Report.objects.select_related("job"), pk=pk)
    if found.job is not None:
        retry(found.job)
        messages.success(request, "We proberen het opnieuw.")
    return redirect(found)
