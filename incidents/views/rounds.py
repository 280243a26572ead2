"""Measurement rounds: the own number of an organisation, and the board of the project leader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.params import posted
from core.saving import save_form, try_to
from incidents.forms.rounds import ParticipationForm, ReopenForm, SendBackForm
from incidents.models import MeasurementRound, OrganisationRound
from incidents.rounds import filling, pages
from incidents.rounds.board import round_board
from incidents.services import rounds as services
from participants.access import Capability, decide
from participants.guards import requires, user_of

_OWN, _FILL, _SIGN = Capability.INCIDENT_FIGURES_OWN, Capability.ROUNDS_FILL, Capability.ROUNDS_SIGN
_BOARD, _MANAGE = Capability.INCIDENT_COMPLETENESS, Capability.ROUNDS_MANAGE


@require_safe
@requires(_OWN)
def index(request: HttpRequest) -> HttpResponse:
    """Show the rounds in which the own organisation takes part, and how far it is."""
    rows = (
        OrganisationRound.objects.reachable(request.user, _OWN)
        .filter(round__opened_at__isnull=False)
        .select_related("round", "organisation")
        .order_by("-round__first_on", "organisation__name")
    )
    context = {
        "items": [pages.item(row, may_fill=bool(decide(request.user, _FILL))) for row in rows],
        "comparison_url": reverse("incidents:own_comparison"),
    }
    return render(request, "incidents/rounds/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(_OWN)
def participation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the number of one organisation; its coordinator states it and confirms it here."""
    row = _row_or_404(request, pk, _FILL if request.method == "POST" else _OWN)
    tally = filling.tally_of(row)
    form = _form(request, row, tally)
    if request.method == "POST" and form.is_valid() and _state(request, row, form):
        return redirect("incidents:round", row.pk)
    context = pages.participation(row, tally, user=user_of(request), at=timezone.now())
    context |= {"form": form, "back_form": SendBackForm(initial={"version": row.version})}
    return render(request, "incidents/rounds/participation.html", context, status=422 if form.errors else 200)


def _row_or_404(request: HttpRequest, pk: int, capability: Capability) -> OrganisationRound:
    rows = OrganisationRound.objects.reachable(request.user, capability).filter(round__opened_at__isnull=False)
    found: OrganisationRound = get_object_or_404(rows.select_related("round", "organisation", "confirmed_by"), pk=pk)
    return found


def _form(request: HttpRequest, row: OrganisationRound, tally: filling.Tally | None) -> ParticipationForm:
    source = filling.source_of(row.organisation, row.round)
    initial: dict[str, Any] = {}
    if row.state == OrganisationRound.State.NOT_STARTED:
        initial["source"] = source
    if row.count is None and tally is not None and source != OrganisationRound.Source.CASES:
        initial["count"] = tally.count
    return ParticipationForm(
        posted(request),
        row=row,
        most_days=filling.possible_days(row.organisation, row.round),
        may_use_cases=source == OrganisationRound.Source.CASES,
        initial=initial,
    )


def _state(request: HttpRequest, row: OrganisationRound, form: ParticipationForm) -> bool:
    confirms = request.POST.get("doe") == "bevestig"

    def write() -> None:
        services.state_participation(
            row=row,
            actor=user_of(request),
            statement=form.statement,
            confirms=confirms,
            stated_at=timezone.now(),
            version=form.cleaned_data.get("version"),
        )

    if not try_to(form, write):
        return False
    messages.success(request, "Bevestigd. Dank u wel." if confirms else "Bewaard. Bevestigen kan later.")
    return True


@require_POST
@requires(_SIGN)
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the sponsor sign the number, or send it back."""
    row = _row_or_404(request, pk, _SIGN)
    form = SendBackForm(request.POST)

    def save(form: SendBackForm) -> tuple[str, str]:
        return _sign(request, row, form, timezone.now()), reverse("incidents:round", args=[row.pk])

    return save_form(request, form, save) or _refused(request, row, form)


def _sign(request: HttpRequest, row: OrganisationRound, form: SendBackForm, at: datetime) -> str:
    version = form.cleaned_data.get("version")
    if request.POST.get("doe") == "terug":
        remark = form.cleaned_data["remark"]
        services.send_back_participation(
            row=row, actor=user_of(request), remark=remark, sent_back_at=at, version=version
        )
        return "Teruggestuurd met uw opmerking."
    services.sign_participation(row=row, actor=user_of(request), signed_at=at, version=version)
    return "Getekend. Dank u wel."


def _refused(request: HttpRequest, row: OrganisationRound, form: SendBackForm) -> HttpResponse:
    tally = filling.tally_of(row)
    context = pages.participation(row, tally, user=user_of(request), at=timezone.now())
    context |= {"back_form": form, "form": None}
    return render(request, "incidents/rounds/participation.html", context, status=422)


@require_safe
@requires(_BOARD)
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who is ready with a round and whom to call; never how many incidents there were."""
    measurement = get_object_or_404(MeasurementRound, pk=pk)
    now = timezone.now()
    found = round_board(measurement, at=now, pause=now - services.REMINDER_PAUSE)
    context = pages.board(found, may_manage=bool(decide(request.user, _MANAGE)), at=now)
    return render(request, "incidents/rounds/board.html", context)


@require_POST
@requires(_MANAGE)
def open_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a round for everybody who takes part in its days."""
    measurement = get_object_or_404(MeasurementRound, pk=pk)

    def open_it() -> str:
        number = services.open_round(measurement=measurement, actor=user_of(request), opened_at=timezone.now())
        return pages.opened_sentence(measurement, number)

    return _from_the_board(request, measurement, open_it)


@require_POST
@requires(_MANAGE)
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail who must still confirm or sign."""
    measurement = get_object_or_404(MeasurementRound, pk=pk)

    def mail() -> str:
        number = services.remind_organisations(measurement=measurement, actor=user_of(request), at=timezone.now())
        return pages.reminded_sentence(number)

    return _from_the_board(request, measurement, mail)


def _from_the_board(request: HttpRequest, measurement: MeasurementRound, act: Callable[[], str]) -> HttpResponse:
    """Do what a button of the board asks, and tell on the board what came of it."""
    try:
        messages.success(request, act())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("incidents:round_board", measurement.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(_MANAGE)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one organisation fill in again after the freeze, with the reason."""
    rows = OrganisationRound.objects.reachable(request.user, _MANAGE).select_related("round", "organisation")
    row = get_object_or_404(rows.defer("count", "serious_count", "late_count"), pk=pk, frozen_at__isnull=False)
    form = ReopenForm(posted(request), initial={"version": row.version})
    board_url = reverse("incidents:round_board", args=[row.round_id])

    def save(form: ReopenForm) -> tuple[str, str]:
        services.reopen_participation(
            row=row,
            actor=user_of(request),
            reason=form.cleaned_data["reason"],
            reopened_at=timezone.now(),
            version=form.cleaned_data.get("version"),
        )
        return f"{row.organisation} kan de meting opnieuw invullen.", board_url

    if saved := save_form(request, form, save):
        return saved
    context = {"row": row, "form": form, "board_url": board_url}
    return render(request, "incidents/rounds/reopen.html", context, status=422 if form.errors else 200)
