"""Personal links: to answer an invitation without an account, and to a calendar of one's own.

A link is signed for one purpose and one person. It stops working when the person's key is renewed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from core import links
from meetings.models import Invitation
from participants.models import Person

ANSWER = "meetings.answer"
FEED = "meetings.feed"
ANSWER_LASTS = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """What a personal link says: the invitation when it is genuine, and whether it is too old to act upon."""

    invitation: Invitation | None
    is_expired: bool = False

    @property
    def is_valid(self) -> bool:
        """Tell whether the link may be used."""
        return self.invitation is not None and not self.is_expired


def answer_url(invitation: Invitation) -> str:
    """Return the full address at which this guest answers."""
    return _absolute("meetings:answer", answer_token(invitation))


def answer_token(invitation: Invitation) -> str:
    """Return the token of one guest for one meeting."""
    assert invitation.person is not None
    return links.sign(ANSWER, [invitation.pk, invitation.person.link_key.hex])


def read_answer(token: str) -> AnswerLink:
    """Return whose link this is; a forged link, or one of a renewed key, belongs to nobody."""
    invitation = _invitation(links.read(ANSWER, token, None))
    if invitation is None:
        return AnswerLink(None)
    return AnswerLink(invitation, is_expired=links.read(ANSWER, token, ANSWER_LASTS) is None)


def feed_url(person: Person) -> str:
    """Return the full address of the person's own calendar."""
    return _absolute("meetings:feed", links.sign(FEED, person.link_key.hex))


def read_feed(token: str) -> Person | None:
    """Return whose calendar this is. A feed has no end: it stops when the person's key is renewed."""
    key = _key(links.read(FEED, token, None))
    if key is None:
        return None
    return Person.objects.select_related("user").filter(link_key=key).first()


def _invitation(value: object) -> Invitation | None:
    match value:
        case [int(pk), text] if key := _key(text):
            rows = Invitation.objects.select_related("meeting__type", "person", "organisation", "replacement")
            found: Invitation | None = rows.filter(pk=pk, person__link_key=key).first()
            return found
    return None


def _key(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _absolute(name: str, token: str) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(name, args=[token])
