"""What an edition can be made of: pieces that exist already, copied in with a link to where they live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from apothekerskast.models import Item
from meetings.models import Meeting
from newsletters.models import BlockKind
from participants.access import Capability
from participants.models import User
from programme.models import IntendedResult

_EACH = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A block that could be laid in an edition. `key` is what the form sends; `path` a path of this portal."""

    key: str
    kind: BlockKind
    heading: str
    text: str
    path: str = ""
    link_text: str = ""


_EMPTY = [
    Suggestion("text", BlockKind.TEXT, "Nieuw bericht", "Schrijf hier uw bericht."),
    Suggestion(
        "question", BlockKind.QUESTION, "Vraag van de maand", "Waar loopt u tegenaan? Antwoord gewoon op deze mail."
    ),
]


def suggestions(user: User, at: datetime) -> list[Suggestion]:
    """Return what this user may put in an edition now, own text first."""
    return [*_EMPTY, *_meetings(user, at), *_items(user), *_results()]


def suggestion_for(key: str, user: User, at: datetime) -> Suggestion | None:
    """Return the suggestion with this key, if it may still be used."""
    return next((suggestion for suggestion in suggestions(user, at) if suggestion.key == key), None)


def _meetings(user: User, at: datetime) -> list[Suggestion]:
    """Meetings of the whole network that are still to come; never a home visit."""
    coming = Meeting.objects.reachable(user, Capability.MEETINGS_VIEW).filter(
        starts_at__gte=at, is_announced=True, organisation__isnull=True
    )
    return [
        Suggestion(
            f"meeting-{meeting.pk}",
            BlockKind.MEETING,
            meeting.title,
            f"Op {date_format(timezone.localtime(meeting.starts_at), 'l j F Y')}, {meeting.place or 'plaats volgt'}.",
            meeting.get_absolute_url(),
            "Lees meer en meld u aan",
        )
        for meeting in coming.exclude(status="cancelled").order_by("starts_at")[:_EACH]
    ]


def _items(user: User) -> list[Suggestion]:
    """The newest items on the shelf."""
    shelf = Item.objects.reachable(user, Capability.APOTHEKERSKAST_VIEW).published()
    return [
        Suggestion(
            f"item-{item.pk}",
            BlockKind.ITEM,
            item.title,
            item.summary,
            item.get_absolute_url(),
            "Bekijk het in de apothekerskast",
        )
        for item in shelf[:_EACH]
    ]


def _results() -> list[Suggestion]:
    """Intended results that have something to show."""
    shown = IntendedResult.objects.filter(programme__is_current=True).exclude(proof_text="").order_by("number")
    return [
        Suggestion(f"result-{result.pk}", BlockKind.RESULT, result.title, result.proof_text) for result in shown[:8]
    ]
