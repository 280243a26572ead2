"""Mails about meetings: who gets which, with which key against doubles.

A mail to many guests is rendered once; the name and the personal link are filled in afterwards for each guest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from django.conf import settings
from django.urls import reverse

from core.mails import RenderedMail, render_mail
from core.outbox import Attachment, NewMail, queue_mails
from meetings import calendar
from meetings.links import answer_url
from meetings.models import Invitation, Meeting
from participants.models import User

_NAME = "VPTNAAMVANDEGAST"
_LINK = "https://vpt-link-van-de-gast.example/"
_REQUEST = "text/calendar; method=REQUEST"
_CANCEL = "text/calendar; method=CANCEL"


@dataclass(frozen=True, slots=True)
class PersonalMail:
    """A rendered mail in which only the name and the link of the guest are still open."""

    shape: RenderedMail

    @classmethod
    def rendered(cls, template: str, meeting: Meeting, **context: Any) -> PersonalMail:
        """Render the template once for all guests of this meeting."""
        return cls(render_mail(template, {"meeting": meeting, "name": _NAME, "link": _LINK, **context}))

    def for_guest(self, name: str, link: str) -> RenderedMail:
        """Fill in the guest."""
        return RenderedMail(
            subject=self.shape.subject,
            text=self.shape.text.replace(_NAME, name).replace(_LINK, link),
            html=self.shape.html.replace(_NAME, escape(name)).replace(_LINK, escape(link)),
        )


def preview_invitation(meeting: Meeting, name: str) -> RenderedMail:
    """Return the invitation as a guest would get it, with a link that leads nowhere."""
    return PersonalMail.rendered("meetings/email/invitation", meeting).for_guest(name, settings.SITE_URL)


def queue_invitations(meeting: Meeting, invitations: Iterable[Invitation], *, at: datetime) -> None:
    """Write the first mail to each guest; one ever."""
    plain = PersonalMail.rendered("meetings/email/invitation", meeting)
    mails = []
    for invitation in invitations:
        mail = plain
        if invitation.replaces:
            mail = PersonalMail.rendered("meetings/email/invitation", meeting, replaces=invitation.replaces.name)
        mails.append(_with_request(mail, invitation, key=f"meetings:invite:{invitation.pk}", at=at))
    queue_mails(mails)


def queue_changes(meeting: Meeting, invitations: Iterable[Invitation], *, at: datetime) -> None:
    """Tell each guest about another day, hour or place; one per change of the meeting."""
    mail = PersonalMail.rendered("meetings/email/change", meeting)
    queue_mails(
        _with_request(mail, each, key=f"meetings:change:{each.pk}:{meeting.sequence}", at=at)
        for each in _at(meeting, invitations)
    )


def queue_reminders(meeting: Meeting, invitations: Iterable[Invitation], *, at: datetime) -> None:
    """Ask who has not answered once more; one a day at most, the rule of five days stands in the service."""
    mail = PersonalMail.rendered("meetings/email/reminder", meeting)
    queue_mails(_with_request(mail, each, key=f"meetings:remind:{each.pk}:{at:%Y%m%d}", at=at) for each in invitations)


def queue_cancellations(meeting: Meeting, invitations: Iterable[Invitation], *, at: datetime) -> None:
    """Tell each guest that the meeting does not take place, and clear it from the calendar; one ever."""
    mail = PersonalMail.rendered("meetings/email/cancellation", meeting)
    queue_mails(_cancellation(mail, each, at) for each in _at(meeting, invitations))


def queue_proof(meeting: Meeting, invitation: Invitation, *, actor: User, at: datetime) -> None:
    """Mail the invitation to the one who prepares it; one a minute. Its link leads back to the preparation."""
    url = settings.SITE_URL.rstrip("/") + reverse("meetings:invitation", args=[meeting.pk])
    mail = PersonalMail.rendered("meetings/email/invitation", meeting, is_proof=True)
    file = None
    if meeting.is_fixed:
        file = Attachment("proef.ics", calendar.request(invitation, url=url, at=at), _REQUEST)
    queue_mails([_mail(mail, invitation, url, file, key=f"meetings:proof:{meeting.pk}:{actor.pk}:{at:%Y%m%d%H%M}")])


def queue_new_links(invitations: list[Invitation], *, at: datetime) -> None:
    """Mail one person new links to all that he or she is invited to; one an hour."""
    person = invitations[0].person
    assert person is not None
    lines = [{"meeting": invitation.meeting, "link": answer_url(invitation)} for invitation in invitations]
    mail = render_mail("meetings/email/new_link", {"name": person.name, "lines": lines})
    key = f"meetings:new-link:{person.pk}:{at:%Y%m%d%H}"
    queue_mails([NewMail(person.email, mail.subject, mail.text, key, html=mail.html)])


def _at(meeting: Meeting, invitations: Iterable[Invitation]) -> Iterator[Invitation]:
    """Give each guest the meeting as it is now, instead of the row that was read before the change."""
    for invitation in invitations:
        invitation.meeting = meeting
        yield invitation


def _with_request(mail: PersonalMail, invitation: Invitation, *, key: str, at: datetime) -> NewMail:
    url = answer_url(invitation)
    file = Attachment("uitnodiging.ics", calendar.request(invitation, url=url, at=at), _REQUEST)
    return _mail(mail, invitation, url, file, key)


def _cancellation(mail: PersonalMail, invitation: Invitation, at: datetime) -> NewMail:
    url = answer_url(invitation)
    file = Attachment("afgelast.ics", calendar.cancellation(invitation, url=url, at=at), _CANCEL)
    return _mail(mail, invitation, url, file, key=f"meetings:cancel:{invitation.pk}")


def _mail(mail: PersonalMail, invitation: Invitation, url: str, file: Attachment | None, key: str) -> NewMail:
    assert invitation.person is not None
    filled = mail.for_guest(invitation.person.name, url)
    files = [file] if file else []
    return NewMail(invitation.person.email, filled.subject, filled.text, key, html=filled.html, attachments=files)
