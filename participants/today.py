"""What waits in participants: the lines of "Vandaag"."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from core.today import TodayLine, Urgency
from participants.access import Capability, Role, decide
from participants.models import Organisation, Seat, User


def today(user: User, at: datetime) -> list[TodayLine]:
    """Return the lines that wait for this user, most urgent first."""
    day = timezone.localdate(at)
    if decide(user, Capability.PARTICIPANTS_MANAGE):
        return [*_of_programme(user, day)]
    return [*_to_sign(user, day), *_without_handler(user, day), *_of_own(user, day)]


def _of_programme(user: User, day: date) -> list[TodayLine]:
    """Return what the project leader calls about: empty seats, agreements, sizes."""
    everyone = Organisation.objects.reachable(user, Capability.PARTICIPANTS_MANAGE).participating(day)
    admin = reverse("admin:participants_organisation_changelist")
    counted = [
        (
            Seat.objects.reachable(user, Capability.PARTICIPANTS_MANAGE).empty(day).count(),
            ("Er is nog 1 lege plaats.", "Er zijn nog {} lege plaatsen."),
            reverse("participants:occupation"),
            "Bekijk wie u belt",
        ),
        (
            everyone.registering_cases(day).without_role(Role.COORDINATOR, day).count(),
            (
                "Bij 1 deelnemer pakt niemand meldingen op: er is geen medewerker interne veiligheid.",
                "Bij {} deelnemers pakt niemand meldingen op: er is geen medewerker interne veiligheid.",
            ),
            reverse("participants:occupation"),
            "Bekijk wie u belt",
        ),
        (
            everyone.without_agreement().count(),
            ("1 deelnemer heeft geen verwerkersovereenkomst.", "{} deelnemers hebben geen verwerkersovereenkomst."),
            f"{admin}?mist=overeenkomst",
            "Bekijk de lijst",
        ),
        (
            everyone.without_size(day.year).count(),
            (f"Van 1 deelnemer mist de omvang in {day.year}.", f"Van {{}} deelnemers mist de omvang in {day.year}."),
            f"{admin}?mist=omvang",
            "Bekijk de lijst",
        ),
    ]
    return [
        TodayLine(one if count == 1 else many.format(count), url, action, Urgency.WAITING, count=count)
        for count, (one, many), url, action in counted
        if count
    ]


def _to_sign(user: User, day: date) -> list[TodayLine]:
    unsigned = Organisation.objects.reachable(user, Capability.COMMITMENT_SIGN).participating(day).unsigned()
    url = reverse("participants:commitments")
    return [TodayLine(f"De handtekening van {one} ontbreekt nog.", url, "Zet de handtekening") for one in unsigned]


def _without_handler(user: User, day: date) -> list[TodayLine]:
    """Tell the sponsor that reports come in and nobody of the own organisation takes them up."""
    own = Organisation.objects.reachable(user, Capability.ROUNDS_SIGN).participating(day).registering_cases(day)
    return [
        TodayLine(
            f"Bij {one} pakt niemand meldingen op: er is geen medewerker interne veiligheid.",
            one.get_absolute_url(),
            "Bekijk wat nodig is",
            Urgency.OVERDUE,
        )
        for one in own.without_role(Role.COORDINATOR, day)
    ]


def _of_own(user: User, day: date) -> list[TodayLine]:
    """Return what a coordinator can solve at the own organisation: a sponsor and the agreement."""
    if not decide(user, Capability.COLLEAGUES_MANAGE):
        return []
    own = Organisation.objects.reachable(user, Capability.COLLEAGUES_MANAGE).participating(day)
    without_sponsor = set(own.without_role(Role.SPONSOR, day).values_list("pk", flat=True))
    lines = []
    for one in own:
        url = one.get_absolute_url()
        if one.pk in without_sponsor:
            lines.append(TodayLine(f"{one} heeft nog geen sponsor.", url, "Bekijk wat nodig is"))
        if one.processor_agreement_on is None:
            sentence = f"{one} heeft nog geen verwerkersovereenkomst: u levert alleen aantallen per maand."
            lines.append(TodayLine(sentence, url, "Bekijk wat nodig is"))
    return lines
