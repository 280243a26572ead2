"""What waits in programme: the lines of "Vandaag"."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from core.today import TodayLine, Urgency
from participants.access import Capability, decide
from participants.models import User
from programme.models import IntendedResult, PlanItem, Programme


def today(user: User, at: datetime) -> list[TodayLine]:
    """Return the lines that wait for this user, most urgent first."""
    if not decide(user, Capability.PROGRAMME_MANAGE):
        return []
    programme = Programme.objects.current()
    if programme is None:
        return []
    on = timezone.localdate(at)
    return [*_overdue_items(programme, on), *_results(programme, on)]


def _overdue_items(programme: Programme, on: date) -> list[TodayLine]:
    late = PlanItem.objects.filter(programme=programme).overdue(on)
    found = late.aggregate(count=Count("pk"), first=Min("current_latest"))
    if not found["count"]:
        return []
    words = "activiteit had" if found["count"] == 1 else "activiteiten hadden"
    return [
        TodayLine(
            f"{found['count']} {words} al moeten plaatsvinden.",
            f"{reverse('programme:planning')}?stand=te-laat&weergave=tabel",
            "Planning bijwerken",
            Urgency.OVERDUE,
            found["first"],
            found["count"],
        )
    ]


def _results(programme: Programme, on: date) -> list[TodayLine]:
    results = IntendedResult.objects.filter(programme=programme)
    unproven = Q(proof_text="", proof_url="", proof_file__isnull=True)
    late_steps = Q(next_step_on__lt=on) & ~Q(state=5)
    found = results.aggregate(
        unproven=Count("pk", filter=unproven & Q(state__gte=4)),
        late=Count("pk", filter=late_steps),
        due=Min("next_step_on", filter=late_steps),
    )
    url, lines = reverse("programme:index"), []
    if found["late"]:
        words = "beoogd resultaat is" if found["late"] == 1 else "beoogde resultaten is"
        text = f"Bij {found['late']} {words} de volgende stap te laat."
        lines.append(TodayLine(text, url, "Resultaten bekijken", Urgency.OVERDUE, found["due"], found["late"]))
    if found["unproven"]:
        words = "resultaat is" if found["unproven"] == 1 else "resultaten zijn"
        text = f"{found['unproven']} {words} (bijna) bereikt, maar zonder bewijs."
        lines.append(TodayLine(text, url, "Bewijs toevoegen", Urgency.WAITING, None, found["unproven"]))
    return lines
