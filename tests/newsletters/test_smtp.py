"""A newsletter to two hundred invented readers through a real mail server: each exactly one."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db.models import F
from django.utils import timezone

from core.models import Job
from core.tasks import sweep_jobs, sweep_outbox
from newsletters.delivery import delivery_counts
from newsletters.services import UNDO_SECONDS, start_sending
from participants.access import Role
from participants.models import User
from tests.factories.newsletters import BlockFactory, EditionFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db
READERS = 200


class Sink:
    """Takes every mail and keeps it."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, EmailMessage]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a mail for each of its recipients."""
        message: Any = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]
        self.mails += [(recipient, message) for recipient in envelope.rcpt_tos]
        return "250 OK"


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """Run a mail server on a free port of this machine and let the portal send to it."""
    kept = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield kept
    controller.stop()


def _let_the_time_to_undo_pass() -> None:
    """Put the job back in time: the database keeps its own clock, which a frozen clock in Python does not move."""
    Job.objects.update(not_before=F("not_before") - timedelta(seconds=UNDO_SECONDS + 1))


def test_two_hundred_readers_get_one_letter_each(sink: Sink, users: dict[Role, User]) -> None:
    readers = SubscriptionFactory.create_batch(READERS)
    edition = EditionFactory(subject="Voorjaar in de regio")
    BlockFactory(edition=edition, heading="Nieuw in de kast", text="Een **poster** met huisregels.")
    start_sending(edition=edition, actor=users[Role.PROJECT_LEADER], at=timezone.now())
    sweep_jobs.delay()
    sweep_outbox.delay()
    assert sink.mails == [], "nothing leaves while it can be undone"
    _let_the_time_to_undo_pass()
    for _ in range(2):  # a second sweep finds nothing to do
        sweep_jobs.delay()
        sweep_outbox.delay()
    assert Counter(address for address, _ in sink.mails) == Counter(reader.email for reader in readers)
    assert delivery_counts(edition) == {"sent": READERS}


def test_each_letter_is_readable_and_offers_to_stop(sink: Sink, users: dict[Role, User]) -> None:
    SubscriptionFactory(name="Noor Veld")
    edition = EditionFactory(subject="Voorjaar in de regio")
    start_sending(edition=edition, actor=users[Role.PROJECT_LEADER], at=timezone.now())
    _let_the_time_to_undo_pass()
    sweep_jobs.delay()
    sweep_outbox.delay()
    [(_, message)] = sink.mails
    assert message["Subject"] == "Voorjaar in de regio"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
    assert "Beste Noor Veld," in parts["text/plain"]
    assert "Beste Noor Veld," in parts["text/html"]
    assert "/nieuwsbrieven/voorkeur/" in parts["text/plain"]
