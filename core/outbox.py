"""Mail as rows: written in the transaction that causes it, sent by a worker, never lost and never doubled in silence.

Order matters (ADR 0005). A mail is claimed in one statement and that is committed. Then it is sent, and marked. A
crash in between leaves a row that says "sending": bulk mail becomes "uncertain" (at most once), other mail is sent
again (at least once). The Message-ID follows from the row, so that most mail systems drop a double themselves.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import transaction

from core import hints
from core.models import MailStatus, OutgoingMail


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small file that travels with a mail, such as a calendar file."""

    filename: str
    content: bytes
    mimetype: str

    def as_json(self) -> dict[str, str]:
        """Return the attachment as it is kept in the row."""
        content = base64.b64encode(self.content).decode("ascii")
        return {"filename": self.filename, "mimetype": self.mimetype, "content": content}

    @classmethod
    def from_json(cls, kept: dict[str, str]) -> Attachment:
        """Return the attachment that was kept."""
        return cls(kept["filename"], base64.b64decode(kept["content"]), kept["mimetype"])


@dataclass(frozen=True, slots=True)
class NewMail:
    """A mail that is about to be written; see `queue_mail` for the meaning of each part."""

    recipient: str
    subject: str
    text: str
    dedup_key: str
    html: str = ""
    is_bulk: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    attachments: list[Attachment] = field(default_factory=list)
    not_before: datetime | None = None
    guard: str = ""


Guard = Callable[[OutgoingMail], bool]
_GUARDS: dict[str, Guard] = {}


def guard(name: str) -> Callable[[Guard], Guard]:
    """Register a check that is asked just before sending; a mail for which it says no is skipped."""

    def register(check: Guard) -> Guard:
        _GUARDS[name] = check
        return check

    return register


def guard_allows(mail: OutgoingMail) -> bool:
    """Ask the mail's guard. A name without a check is a mistake of ours, and raises LookupError."""
    if not mail.guard:
        return True
    hints.discover_tasks()
    return _GUARDS[mail.guard](mail)


def queue_mail(
    *,
    recipient: str,
    subject: str,
    text: str,
    html: str = "",
    dedup_key: str,
    is_bulk: bool = False,
    headers: dict[str, str] | None = None,
    attachments: list[Attachment] | None = None,
    not_before: datetime | None = None,
    guard: str = "",
) -> OutgoingMail:
    """Write one mail; it leaves after the commit of the caller's transaction.

    `dedup_key` names the intention, such as `meetings.invitation:12:345`: the same key gives the row that exists.
    `is_bulk` mail goes out at most once, other mail at least once. `not_before` postpones.

    Raises:
        ValueError: when the address or a header cannot be sent.
    """
    mail = NewMail(
        recipient=recipient,
        subject=subject,
        text=text,
        html=html,
        dedup_key=dedup_key,
        is_bulk=is_bulk,
        headers=headers or {},
        attachments=attachments or [],
        not_before=not_before,
        guard=guard,
    )
    row = _as_row(mail)
    values = {name: getattr(row, name) for name in _WRITTEN}
    kept, is_new = OutgoingMail.objects.get_or_create(dedup_key=dedup_key, defaults=values)
    if is_new:
        transaction.on_commit(hints.mail_waits)
    return kept


def queue_mails(mails: Iterable[NewMail], batch_size: int = 500) -> int:
    """Write many mails at once and return how many were offered; keys that exist are left alone."""
    rows = [_as_row(mail) for mail in mails]
    OutgoingMail.objects.bulk_create(rows, batch_size=batch_size, ignore_conflicts=True)
    transaction.on_commit(hints.mail_waits)
    return len(rows)


_WRITTEN = "recipient subject text html headers attachments message_id guard is_bulk status not_before".split()


def _as_row(mail: NewMail) -> OutgoingMail:
    _refuse_odd(mail)
    row = OutgoingMail(
        recipient=mail.recipient,
        subject=" ".join(mail.subject.split())[:250],
        text=mail.text,
        html=mail.html,
        headers=dict(mail.headers),
        attachments=[attachment.as_json() for attachment in mail.attachments],
        dedup_key=mail.dedup_key,
        message_id=message_id(mail.dedup_key),
        guard=mail.guard,
        is_bulk=mail.is_bulk,
        status=MailStatus.QUEUED,
    )
    if mail.not_before is not None:
        row.not_before = mail.not_before
    return row


def _refuse_odd(mail: NewMail) -> None:
    """Refuse what would end as a header of its own, before it is written instead of after."""
    if "@" not in parseaddr(mail.recipient)[1]:
        raise ValueError("the recipient is not an address")
    lines = [mail.recipient, mail.dedup_key, *mail.headers, *mail.headers.values()]
    if any("\n" in line or "\r" in line or "\0" in line for line in lines):
        raise ValueError("an address or header of a mail holds a line break")


def message_id(dedup_key: str) -> str:
    """Return the Message-ID that belongs to this intention, the same at each attempt."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(dedup_key.encode()).hexdigest()[:32]}@{host}>"


def send_waiting(**options: Any) -> int:
    """Send what waits, now and in this process; returns how many mails were dealt with (see `core.delivery`)."""
    from core import delivery  # delivery imports this module

    return delivery.send_waiting(**options)
