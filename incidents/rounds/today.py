"""The lines of "Vandaag" about measurement rounds."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from core.text import counted
from core.today import TodayLine, Urgency
from incidents.models import MeasurementRound, OrganisationRound
from participants.access import Capability, decide
from participants.models import User

State = OrganisationRound.State


def rounds_today(user: User, at: datetime) -> list[TodayLine]:
    """Return what waits: a number to confirm, a number to sign, a round that is not complete."""
    lines: list[TodayLine] = []
    if decide(user, Capability.ROUNDS_FILL):
        lines += _to_confirm(user, at)
    if decide(user, Capability.ROUNDS_SIGN):
        lines += _to_sign(user)
    if decide(user, Capability.ROUNDS_MANAGE):
        lines += _to_complete(user, at)
    return lines


def _to_confirm(user: User, at: datetime) -> list[TodayLine]:
    """Return a line for each own number that may be confirmed now."""
    today = timezone.localdate(at)
    rows = (
        OrganisationRound.objects.reachable(user, Capability.ROUNDS_FILL)
        .filter(round__opened_at__isnull=False, round__last_on__lt=today, frozen_at__isnull=True)
        .exclude(state=State.CONFIRMED)
        .select_related("round", "organisation")
        .order_by("round__freeze_on", "organisation__name")
    )
    lines = []
    for row in rows:
        is_late = today > row.round.freeze_on
        if is_late and row.reopened_at is None:
            continue
        back = row.sent_back_at is not None
        deed = "is teruggestuurd; kijk het na" if back else "wacht op uw bevestiging; ook ‘geen’ is een antwoord"
        sentence = f"Het aantal van {row.organisation} voor de {row.round.label} {deed}."
        due_on = None if is_late else row.round.freeze_on
        url = reverse("incidents:round", args=[row.pk])
        lines.append(TodayLine(sentence, url, "Bevestig", Urgency.SOON, due_on))
    return lines


def _to_sign(user: User) -> list[TodayLine]:
    rows = (
        OrganisationRound.objects.reachable(user, Capability.ROUNDS_SIGN)
        .filter(state=State.CONFIRMED, signed_at__isnull=True)
        .select_related("round", "organisation")
        .order_by("round__first_on")
    )
    return [
        TodayLine(
            f"Het aantal van {row.organisation} voor de {row.round.label} wacht op uw handtekening.",
            reverse("incidents:round", args=[row.pk]),
            "Teken",
            Urgency.SOON,
        )
        for row in rows
    ]


def _to_complete(user: User, at: datetime) -> list[TodayLine]:
    """Return a line for each open round whose days are over and that still misses organisations."""
    today = timezone.localdate(at)
    rounds = MeasurementRound.objects.filter(opened_at__isnull=False, frozen_at__isnull=True, last_on__lt=today)
    lines = []
    for each in rounds.order_by("freeze_on"):
        rows = OrganisationRound.objects.reachable(user, Capability.ROUNDS_MANAGE).filter(round=each).taking_part()
        missing = rows.exclude(state=State.CONFIRMED).count()
        if not missing:
            continue
        verb = "heeft" if missing == 1 else "hebben"
        sentence = f"{counted(missing, 'organisatie', 'organisaties')} {verb} de {each.label} nog niet bevestigd."
        url = reverse("incidents:round_board", args=[each.pk])
        lines.append(TodayLine(sentence, url, "Bel of herinner", Urgency.SOON, each.freeze_on, missing))
    return lines
