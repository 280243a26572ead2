"""Sends the mails of the outbox: claim, commit, send, mark. See `core.outbox` for what is promised."""

from __future__ import annotations

import logging
import os
import smtplib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone

from core.models import MailStatus, OutgoingMail
from core.outbox import Attachment, guard_allows

logger = logging.getLogger(__name__)

BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440)]
STALE_AFTER = timedelta(minutes=4)  # twice the hard time limit of a task
FORGET_AFTER = timedelta(days=2)

CLAIM = """
UPDATE core_outgoingmail SET status = 'sending', attempts = attempts + 1, claimed_at = clock_timestamp(), worker = %s
WHERE id = (SELECT id FROM core_outgoingmail WHERE status IN ('queued', 'later') AND not_before <= clock_timestamp()
            ORDER BY is_bulk, not_before, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING *
"""
MARK = """
UPDATE core_outgoingmail SET status = %s, last_error = %s, not_before = clock_timestamp() + %s,
       sent_at = CASE WHEN %s = 'sent' THEN clock_timestamp() END
WHERE id = %s AND status = 'sending' AND worker = %s
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt."""

    status: MailStatus
    error: str = ""
    is_connection_usable: bool = True


class NoServer(Exception):
    """The mail server cannot be reached; nothing was handed over."""


def worker_name() -> str:
    """Return the name of this process, so that nobody marks another's row."""
    return f"{socket.gethostname()}:{os.getpid()}"[:80]


def claim() -> OutgoingMail | None:
    """Take one waiting mail, in one statement, so that no two workers can hold it."""
    return next(iter(OutgoingMail.objects.raw(CLAIM, [worker_name()])), None)


def send_waiting(*, limit: int = 10_000, seconds: float = 60.0) -> int:
    """Send what waits, over one connection, until nothing waits or time is up; return how many were claimed."""
    until = time.monotonic() + seconds
    done = 0
    server = Server()
    try:
        while done < limit and time.monotonic() < until:
            mail = claim()
            if mail is None:
                break
            done += 1
            if not deliver(mail, server):
                break
    finally:
        server.close()
    return done


def deliver(mail: OutgoingMail, server: Server) -> bool:
    """Send one claimed mail and mark it; False when the mail server cannot be reached.

    For mail that must arrive the row stays locked over the sending, so that the sweep of stale rows leaves it alone.
    """
    with _locked(mail):
        outcome = attempt(mail, server)
        mark(mail, outcome)
    return outcome.is_connection_usable


@contextmanager
def _locked(mail: OutgoingMail) -> Iterator[None]:
    if mail.is_bulk:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '120s'")
            cursor.execute("SELECT 1 FROM core_outgoingmail WHERE id = %s FOR UPDATE", [mail.pk])
        yield


class Server:
    """One connection to the mail server for a whole batch, opened when first needed."""

    def __init__(self) -> None:
        self._backend: BaseEmailBackend | None = None

    def send(self, message: EmailMultiAlternatives) -> None:
        """Hand over one message.

        Raises:
            NoServer: when no connection can be made, so that certainly nothing was handed over.
        """
        if self._backend is None:
            backend = get_connection()
            try:
                backend.open()
            except (OSError, smtplib.SMTPException) as error:
                raise NoServer(_short(error)) from error
            self._backend = backend
        self._backend.send_messages([message])

    def close(self) -> None:
        """Say goodbye, also when the other side has already left."""
        backend, self._backend = self._backend, None
        if backend is not None:
            try:
                backend.close()
            except (OSError, smtplib.SMTPException):
                logger.info("mail server had closed the connection")


def attempt(mail: OutgoingMail, server: Server) -> Outcome:
    """Try once, and judge the answer by what is known about it."""
    try:
        if not guard_allows(mail):
            return Outcome(MailStatus.SKIPPED)
        server.send(build(mail))
    except NoServer as error:
        return Outcome(_again(mail), str(error), is_connection_usable=False)
    except (OSError, smtplib.SMTPException) as error:
        return _judge_error(mail, server, error)
    except Exception as error:
        logger.exception("mail %s cannot be sent", mail.pk)
        return Outcome(MailStatus.FAILED, _short(error))
    return Outcome(MailStatus.SENT)


def _judge_error(mail: OutgoingMail, server: Server, error: Exception) -> Outcome:
    """Tell a clear answer from a connection that broke half-way, after which it may or may not have arrived."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return _judge(mail, code, str(answer))
    server.close()
    if isinstance(error, smtplib.SMTPResponseException):
        return _judge(mail, error.smtp_code, str(error.smtp_error))
    return Outcome(MailStatus.UNCERTAIN if mail.is_bulk else _again(mail), _short(error))


def _judge(mail: OutgoingMail, code: int, answer: str) -> Outcome:
    """A 5xx is final; anything else is worth another attempt."""
    return Outcome(MailStatus.FAILED if code >= 500 else _again(mail), f"{code} {answer}"[:500])


def _again(mail: OutgoingMail) -> MailStatus:
    return MailStatus.LATER if mail.attempts <= len(BACK_OFF) else MailStatus.FAILED


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def mark(mail: OutgoingMail, outcome: Outcome) -> None:
    """Write down what became of the attempt, with the moment of the next one."""
    delay = BACK_OFF[min(mail.attempts, len(BACK_OFF)) - 1]
    wait = delay if outcome.status == MailStatus.LATER else timedelta(0)
    values: list[Any] = [outcome.status.value, outcome.error, wait, outcome.status.value, mail.pk, mail.worker]
    with connection.cursor() as cursor:
        cursor.execute(MARK, values)


def build(mail: OutgoingMail) -> EmailMultiAlternatives:
    """Return the message of a row, with the Message-ID that belongs to it."""
    headers = {**mail.headers, "Message-ID": mail.message_id}
    if mail.is_bulk:
        headers.setdefault("Precedence", "bulk")
    headers.setdefault("Auto-Submitted", "auto-generated")
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.recipient], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for kept in mail.attachments:
        attachment = Attachment.from_json(kept)
        message.attach(attachment.filename, attachment.content, attachment.mimetype)
    return message


RECOVER = """
UPDATE core_outgoingmail SET
    status = CASE WHEN is_bulk THEN 'uncertain' WHEN attempts > %s THEN 'failed' ELSE 'queued' END,
    last_error = 'worker gone while sending', worker = ''
WHERE id IN (SELECT id FROM core_outgoingmail WHERE status = 'sending'
             AND claimed_at < clock_timestamp() - make_interval(secs => %s)
             FOR UPDATE SKIP LOCKED)
"""


def recover_stale(*, older_than: timedelta = STALE_AFTER) -> int:
    """Deal with mails whose worker died half-way; rows that a living worker still holds are locked and skipped."""
    with connection.cursor() as cursor:
        cursor.execute(RECOVER, [len(BACK_OFF), older_than.total_seconds()])
        return int(cursor.rowcount)


def forget_content(*, older_than: timedelta = FORGET_AFTER) -> int:
    """Empty mails that are finished: their words are with the reader, and a sign-in code must not stay with us.

    The row keeps its key, so that nothing is sent twice, and the counts of newsletters stay right.
    """
    finished = OutgoingMail.objects.filter(
        status__in=[MailStatus.SENT, MailStatus.SKIPPED, MailStatus.FAILED, MailStatus.UNCERTAIN],
        created_at__lt=timezone.now() - older_than,
    ).exclude(text="")
    return finished.update(text="", html="", attachments=[], headers={})


def is_mail_waiting() -> bool:
    """Tell whether a mail could be sent now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM core_outgoingmail WHERE status IN ('queued', 'later')"
            " AND not_before <= clock_timestamp())"
        )
        return bool(cursor.fetchone()[0])
