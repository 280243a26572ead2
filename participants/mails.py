"""Mails about accounts."""

from __future__ import annotations

from core.mails import render_mail
from core.models import OutgoingMail
from core.outbox import queue_mail
from participants.models import Person


def welcome(person: Person) -> OutgoingMail:
    """Tell somebody that there is an account, and how to sign in without a password."""
    rendered = render_mail("participants/email/welcome", {"person": person})
    return queue_mail(
        recipient=person.email,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        dedup_key=f"participants.welcome:{person.user_id}",
    )
