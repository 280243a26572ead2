"""Pages of the coordinator about posters, and about the short reports that come in by them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.downloads import send_file
from core.paging import page
from core.params import posted
from core.saving import save_form, show_refusal
from incidents import privacy, services
from incidents.forms.poster import ConfirmMiniForm, PosterForm, RejectMiniForm
from incidents.models import Incident, MiniReport, PosterLink, Unit
from incidents.models.poster import MiniReportState
from incidents.pages import moment_words
from incidents.posters import address_of
from incidents.scope import chosen_or_404, scope_of
from incidents.vocabulary import CHANNELS, KINDS
from participants.access import Capability
from participants.guards import requires, user_of

_FORM = ["GET", "HEAD", "POST"]


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def index(request: HttpRequest) -> HttpResponse:
    """Show the posters with how many short reports came in by each."""
    rows = _posters(request).annotate(
        waiting=Count("mini_reports", filter=Q(mini_reports__state=MiniReportState.WAITING)),
        confirmed=Count("mini_reports", filter=Q(mini_reports__state=MiniReportState.CONFIRMED)),
        rejected=Count("mini_reports", filter=Q(mini_reports__state=MiniReportState.REJECTED)),
        last_at=Max("mini_reports__reported_at"),
    )
    scope = scope_of(request, Capability.INCIDENTS_HANDLE)
    shown = page(request, rows.order_by(F("revoked_at").asc(nulls_first=True), "label", "pk"))
    day = timezone.localdate()
    context = {
        "page": shown,
        "scope": scope,
        "may_make": any(each.can_register_cases(day) for each in scope.organisations),
        "waiting": _mini_reports(request).waiting().count(),
    }
    return render(request, "incidents/posters/index.html", context)


@require_http_methods(_FORM)
@requires(Capability.INCIDENTS_HANDLE)
def new(request: HttpRequest) -> HttpResponse:
    """Make a poster."""
    organisation = chosen_or_404(request, Capability.INCIDENTS_HANDLE)
    units = Unit.objects.reachable(request.user, Capability.INCIDENTS_HANDLE)
    form = PosterForm(posted(request), units=units.filter(organisation=organisation, is_current=True))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make_poster(
                organisation=organisation,
                actor=user_of(request),
                label=form.cleaned_data["label"],
                unit=form.cleaned_data.get("unit"),
                made_at=timezone.now(),
            )
        except ValidationError as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(made)
    context = {"form": form, "organisation": organisation}
    return render(request, "incidents/posters/new.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one poster: its address, its file and what can be done with it."""
    found = _poster_or_404(request, pk)
    counts = dict(found.mini_reports.values_list("state").annotate(number=Count("pk")))
    context = {
        "poster": found,
        "address": address_of(found),
        "counts": [(state.label, counts.get(state.value, 0)) for state in MiniReportState],
    }
    return render(request, "incidents/posters/poster.html", context)


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the poster as a file to print."""
    found = _poster_or_404(request, pk)
    if found.pdf is None:
        raise Http404
    return send_file(request, found.pdf, audit_code="incidents.poster.downloaded", obj=found)


@require_POST
@requires(Capability.INCIDENTS_HANDLE)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the file again, with the norm and telephone numbers of today."""
    found = _poster_or_404(request, pk)
    try:
        services.print_poster(poster=found, actor=user_of(request))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(found)


@require_http_methods(_FORM)
@requires(Capability.INCIDENTS_HANDLE)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a poster, after saying what that means."""
    found = _poster_or_404(request, pk)
    if request.method == "POST":
        services.revoke_poster(poster=found, actor=user_of(request), revoked_at=timezone.now())
        messages.success(request, f"De poster voor {found.label} is ingetrokken. Haal hem van de muur.")
        return redirect("incidents:posters")
    return render(request, "incidents/posters/revoke.html", {"poster": found})


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def mini_reports(request: HttpRequest) -> HttpResponse:
    """Show the short reports that wait, the oldest first."""
    rows = _mini_reports(request).waiting().select_related("poster").order_by("reported_at", "pk")
    shown = page(request, rows)
    lines = [(mini, KINDS.labels(mini.kinds).capitalize(), moment_words(mini.reported_at)) for mini in shown]
    return render(request, "incidents/posters/mini_reports.html", {"page": shown, "lines": lines})


@require_http_methods(_FORM)
@requires(Capability.INCIDENTS_HANDLE)
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a short report, or set it aside with a reason."""
    mini = get_object_or_404(_mini_reports(request).select_related("poster", "organisation", "incident"), pk=pk)
    is_rejecting = "reject" in request.POST
    confirm = ConfirmMiniForm(None if is_rejecting else posted(request))
    reject = RejectMiniForm(posted(request) if is_rejecting else None)
    if request.method == "POST":
        answer = _reject(request, mini, reject) if is_rejecting else _confirm(request, mini, confirm)
        if answer is not None:
            return answer
    context = {
        "mini": mini,
        "facts": _facts(mini),
        "confirm": confirm,
        "reject": reject,
        "opens_reject": is_rejecting,
        "findings": privacy.find(mini.words),
    }
    status = 422 if confirm.errors or reject.errors else 200
    return render(request, "incidents/posters/judge.html", context, status=status)


def _facts(mini: MiniReport) -> list[tuple[str, object]]:
    return [
        ("Wat", KINDS.labels(mini.kinds)),
        ("Wanneer", moment_words(mini.occurred_at, mini.occurred_precision)),
        ("Gemeld op", moment_words(mini.reported_at)),
        ("Waar", CHANNELS.label(mini.channel)),
        ("Ernst", mini.get_severity_display()),
        ("In eigen woorden", mini.words),
        ("Poster", mini.poster.label),
    ]


def _confirm(request: HttpRequest, mini: MiniReport, form: ConfirmMiniForm) -> HttpResponse | None:
    def save(form: ConfirmMiniForm) -> tuple[str, Incident]:
        incident = services.confirm_mini_report(
            mini_report=mini, actor=user_of(request), confirmed_at=timezone.now(), **form.cleaned_data
        )
        return f"Bevestigd. De melding heet nu {incident.reference} en telt mee.", incident

    return save_form(request, form, save)


def _reject(request: HttpRequest, mini: MiniReport, form: RejectMiniForm) -> HttpResponse | None:
    def save(form: RejectMiniForm) -> tuple[str, str]:
        services.reject_mini_report(
            mini_report=mini, actor=user_of(request), rejected_at=timezone.now(), **form.cleaned_data
        )
        return "De korte melding is afgewezen. Zij telt niet mee; de tekst is gewist.", "incidents:mini_reports"

    return save_form(request, form, save)


def _posters(request: HttpRequest) -> QuerySet[PosterLink]:
    rows = PosterLink.objects.reachable(request.user, Capability.INCIDENTS_HANDLE)
    return rows.select_related("organisation", "unit")


def _poster_or_404(request: HttpRequest, pk: int) -> PosterLink:
    return get_object_or_404(_posters(request).select_related("organisation", "unit", "pdf", "job"), pk=pk)


def _mini_reports(request: HttpRequest) -> Any:
    return MiniReport.objects.reachable(request.user, Capability.INCIDENTS_HANDLE)
