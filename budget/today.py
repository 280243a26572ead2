"""What waits in budget: the lines of "Vandaag"."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from budget.figures import current_grant
from budget.models import Cost
from core.today import TodayLine, Urgency
from participants.access import Capability, decide
from participants.models import User


def today(user: User, at: datetime) -> list[TodayLine]:
    """Return the lines that wait for this user, most urgent first."""
    if not decide(user, Capability.BUDGET_MANAGE):
        return []
    grant = current_grant()
    if grant is None:
        return []
    url, costs = reverse("budget:costs"), Cost.objects.filter(grant=grant)
    lines = []
    if missing := costs.unproven().count():
        words = "kostenregel mist" if missing == 1 else "kostenregels missen"
        text = f"{missing} {words} een bon of betaalbewijs."
        lines.append(TodayLine(text, f"{url}?missing=proof", "Bonnen toevoegen", Urgency.WAITING, None, missing))
    if empty := costs.without_amount().count():
        words = "kostenregel heeft" if empty == 1 else "kostenregels hebben"
        text = f"{empty} {words} nog geen bedrag."
        lines.append(TodayLine(text, f"{url}?missing=amount", "Bedragen invullen", Urgency.WAITING, None, empty))
    return lines
