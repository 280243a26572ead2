"""What waits in measures: the lines of "Vandaag"."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from core.text import counted
from core.today import TodayLine, Urgency
from measures.models import MatrixLine, Measure, OrganisationMeasureState, StateConfirmation
from measures.overview import STALE_DAYS
from participants.access import Capability, decide
from participants.models import Organisation, User


def today(user: User, at: datetime) -> list[TodayLine]:
    """Return the lines that wait for this user, most urgent first."""
    on = timezone.localdate(at)
    return [*_to_fill(user, on), *_to_confirm(user, on), *_empty_assurance(user)]


def _to_fill(user: User, on: date) -> list[TodayLine]:
    if not decide(user, Capability.STATES_FILL):
        return []
    lines = []
    measures = Measure.objects.count()
    states = OrganisationMeasureState.objects.reachable(user, Capability.STATES_FILL).as_of(on)
    for organisation in Organisation.objects.reachable(user, Capability.STATES_FILL).participating(on):
        answered = list(states.filter(organisation=organisation).values_list("recorded_on", flat=True))
        stale = sum(1 for day in answered if day < on - timedelta(days=STALE_DAYS))
        url = reverse("measures:fill", args=[organisation.pk])
        if len(answered) < measures:
            missing = measures - len(answered)
            lines.append(TodayLine(_missing(missing, organisation), url, "Invullen", Urgency.SOON, count=missing))
        if stale:
            lines.append(TodayLine(_stale(stale, organisation), url, "Klopt dit nog?", Urgency.OVERDUE, count=stale))
    return lines


def _missing(count: int, organisation: Organisation) -> str:
    what = counted(count, "maatregel is", "maatregelen zijn")
    return f"{what} voor {organisation} nog niet ingevuld."


def _stale(count: int, organisation: Organisation) -> str:
    what = counted(count, "kaart is", "kaarten zijn")
    return f"{what} van {organisation} elf maanden of langer niet bijgewerkt."


def _to_confirm(user: User, on: date) -> list[TodayLine]:
    if not decide(user, Capability.STATES_CONFIRM):
        return []
    lines = []
    for organisation in Organisation.objects.reachable(user, Capability.STATES_CONFIRM).participating(on):
        states = OrganisationMeasureState.objects.reachable(user, Capability.STATES_CONFIRM)
        latest = states.filter(organisation=organisation).order_by("-recorded_at").first()
        confirmations = StateConfirmation.objects.reachable(user, Capability.STATES_CONFIRM)
        if (
            latest
            and not confirmations.filter(organisation=organisation, confirmed_at__gte=latest.recorded_at).exists()
        ):
            sentence = f"De stand van {organisation} op de negen maatregelen wacht op uw bevestiging."
            lines.append(TodayLine(sentence, reverse("measures:cards", args=[organisation.pk]), "Bekijken"))
    return lines


def _empty_assurance(user: User) -> list[TodayLine]:
    if not decide(user, Capability.MEASURES_MANAGE):
        return []
    count = MatrixLine.objects.regular().without_assurance().count()
    if not count:
        return []
    sentence = f"Bij {counted(count, 'regel', 'regels')} van bijlage 1 staat nog niets bij borging."
    return [TodayLine(sentence, reverse("measures:gaps"), "Bekijken", count=count)]
