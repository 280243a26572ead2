"""What waits in the cupboard: the lines of "Vandaag"."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from apothekerskast.models import Borrowing, Item, Wish
from core.today import TodayLine, Urgency
from participants.access import Capability, decide
from participants.models import User

_ASK_AFTER = timedelta(days=30)


def today(user: User, at: datetime) -> list[TodayLine]:
    """Return the lines that wait for this user, most urgent first."""
    day = timezone.localdate(at)
    lines: list[TodayLine] = []
    if decide(user, Capability.APOTHEKERSKAST_MANAGE):
        lines += _for_leader(user, day)
    if decide(user, Capability.APOTHEKERSKAST_BORROW):
        lines += _for_borrower(user, day)
    return lines


def _for_leader(user: User, day: date) -> list[TodayLine]:
    items = reverse("admin:apothekerskast_item_changelist")
    wishes = reverse("admin:apothekerskast_wish_changelist")
    items_reached = Item.objects.reachable(user, Capability.APOTHEKERSKAST_MANAGE)
    offered = items_reached.waiting().count()
    late = items_reached.past_review(day).count()
    asked = Wish.objects.open().count()
    lines = []
    if offered:
        text = "Eén aangeboden item wacht" if offered == 1 else f"{offered} aangeboden items wachten"
        lines.append(TodayLine(f"{text} op plaatsing in de kast.", f"{items}?status__exact=offered", "Bekijken"))
    if late:
        text = "Eén item in de kast is" if late == 1 else f"{late} items in de kast zijn"
        lines.append(
            TodayLine(f"{text} te lang niet bekeken.", f"{items}?bekijken=ja", "Nakijken", Urgency.SOON, count=late)
        )
    if asked:
        text = "Eén vraag" if asked == 1 else f"{asked} vragen"
        lines.append(TodayLine(f"{text} aan de kast zonder antwoord.", f"{wishes}?answered_on__isempty=1", "Bekijken"))
    return lines


def _for_borrower(user: User, day: date) -> list[TodayLine]:
    open_questions = Borrowing.objects.reachable(user, Capability.APOTHEKERSKAST_BORROW).filter(
        helped="",
        borrowed_on__lte=day - _ASK_AFTER,
    )
    return [
        TodayLine(
            f"U leent ‘{borrowing.item}’ een maand: hielp het?", borrowing.item.get_absolute_url(), "Antwoord geven"
        )
        for borrowing in open_questions.select_related("item")[:2]
    ]
