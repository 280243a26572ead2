"""The outbox: one row an intention, every answer of a mail server judged, nothing lost or doubled in silence."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import delivery, hints, outbox
from core.models import MailStatus, OutgoingMail
from core.outbox import Attachment, NewMail, queue_mail, queue_mails


def queue(**changes: Any) -> OutgoingMail:
    """Queue one mail."""
    facts: dict[str, Any] = {"recipient": "a@voorbeeld.example", "subject": "Hallo", "text": "Dag", "dedup_key": "t:1"}
    return queue_mail(**(facts | changes))


def send() -> list[tuple[str, str]]:
    """Send what waits, and return status and error of each row."""
    delivery.send_waiting()
    return [(row.status, row.last_error) for row in OutgoingMail.objects.order_by("pk")]


def test_a_mail_is_sent_with_all_its_parts(db: None) -> None:
    attachment = Attachment("uitnodiging.ics", b"BEGIN:VCALENDAR", "text/calendar")
    row = queue(html="<p>Dag</p>", headers={"List-Unsubscribe": "<https://x.example>"}, attachments=[attachment])
    assert send() == [(MailStatus.SENT, "")]
    [sent] = mail.outbox
    message = sent.message()
    assert message["Message-ID"] == row.message_id
    assert message["List-Unsubscribe"] == "<https://x.example>"
    assert sent.attachments[0].filename == "uitnodiging.ics"
    assert "<p>Dag</p>" in message.as_string()
    row.refresh_from_db()
    assert row.sent_at is not None


def test_the_same_intention_is_one_mail(db: None) -> None:
    assert queue() == queue(text="iets anders")
    send()
    send()
    assert len(mail.outbox) == 1


def test_another_key_is_another_mail(db: None) -> None:
    """Negative control: it is the key that makes them one."""
    queue()
    queue(dedup_key="t:2")
    send()
    assert len(mail.outbox) == 2


def test_the_message_id_follows_from_the_key(db: None) -> None:
    assert outbox.message_id("t:1") == outbox.message_id("t:1") != outbox.message_id("t:2")


def test_a_mail_disappears_with_its_cause(db: None) -> None:
    try:
        with transaction.atomic():
            queue()
            raise RuntimeError
    except RuntimeError:
        pass
    assert send() == []


def test_many_at_once_and_again(db: None) -> None:
    mails = [NewMail(f"p{n}@voorbeeld.example", "Nieuws", "x", f"n:{n}", is_bulk=True) for n in range(20)]
    queue_mails(mails)
    queue_mails(mails)
    assert send() == [(MailStatus.SENT, "")] * 20
    assert len({sent.to[0] for sent in mail.outbox}) == len(mail.outbox) == 20
    assert mail.outbox[0].message()["Precedence"] == "bulk"


def test_a_personal_mail_does_not_wait_for_a_newsletter(db: None) -> None:
    queue(dedup_key="bulk", is_bulk=True, recipient="bulk@voorbeeld.example")
    queue(dedup_key="direct")
    claimed = delivery.claim()
    assert claimed is not None
    assert claimed.dedup_key == "direct"


def test_not_before_is_kept(db: None) -> None:
    queue(not_before=timezone.now() + timedelta(hours=1))
    assert send() == [(MailStatus.QUEUED, "")]
    assert not delivery.is_mail_waiting()


@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": "geen adres"},
        {"recipient": "a@voorbeeld.example\nBcc: b@voorbeeld.example"},
        {"headers": {"X-A": "b\r\nBcc: c@voorbeeld.example"}},
        {"headers": {"X-A\nBcc": "b"}},
    ],
)
def test_what_would_become_a_header_is_refused(db: None, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"recipient|line break"):
        queue(**changes)


def test_a_line_break_in_a_subject_becomes_a_space(db: None) -> None:
    assert queue(subject="Hallo\r\nBcc: b@voorbeeld.example").subject == "Hallo Bcc: b@voorbeeld.example"


def test_a_guard_is_asked_just_before_sending(db: None) -> None:
    allowed = {"answer": False}
    outbox.guard("core.test.subscribed")(lambda row: allowed["answer"])
    queue(guard="core.test.subscribed")
    assert send() == [(MailStatus.SKIPPED, "")]
    assert mail.outbox == []
    allowed["answer"] = True
    queue(guard="core.test.subscribed", dedup_key="t:2")
    assert send()[1] == (MailStatus.SENT, "")


def test_an_unknown_guard_sends_nothing(db: None) -> None:
    queue(guard="core.test.unknown")
    assert send()[0][0] == MailStatus.FAILED
    assert mail.outbox == []


Backend = Callable[[BaseException | None, BaseException | None], None]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Backend:
    """Return a way to let the mail server fail at opening or at sending."""

    def fail(opening: BaseException | None, sending: BaseException | None) -> None:
        def answer(error: BaseException | None) -> Callable[..., Any]:
            def act(*args: Any) -> int:
                if error is not None:
                    raise error
                return 1

            return act

        monkeypatch.setattr(EmailBackend, "open", answer(opening), raising=False)
        monkeypatch.setattr(EmailBackend, "send_messages", answer(sending))

    return fail


ANSWERS = {
    "refused for good": (smtplib.SMTPDataError(550, b"no"), MailStatus.FAILED, MailStatus.FAILED),
    "refused for now": (smtplib.SMTPDataError(451, b"later"), MailStatus.LATER, MailStatus.LATER),
    "no such person": (
        smtplib.SMTPRecipientsRefused({"a@voorbeeld.example": (550, b"unknown")}),
        MailStatus.FAILED,
        MailStatus.FAILED,
    ),
    "full box": (
        smtplib.SMTPRecipientsRefused({"a@voorbeeld.example": (452, b"full")}),
        MailStatus.LATER,
        MailStatus.LATER,
    ),
    "broken off": (smtplib.SMTPServerDisconnected("gone"), MailStatus.LATER, MailStatus.UNCERTAIN),
    "too slow": (TimeoutError("slow"), MailStatus.LATER, MailStatus.UNCERTAIN),
    "cannot be built": (ValueError("odd"), MailStatus.FAILED, MailStatus.FAILED),
}


@pytest.mark.parametrize(("error", "direct", "bulk"), ANSWERS.values(), ids=ANSWERS.keys())
def test_each_answer_is_judged(
    db: None, server: Backend, error: BaseException, direct: MailStatus, bulk: MailStatus
) -> None:
    server(None, error)
    queue(dedup_key="direct")
    queue(dedup_key="bulk", is_bulk=True)
    assert [status for status, _ in send()] == [direct, bulk]


def test_without_a_server_all_waits(db: None, server: Backend) -> None:
    server(ConnectionRefusedError("down"), None)
    queue(dedup_key="direct")
    queue(dedup_key="bulk", is_bulk=True)
    assert [status for status, _ in send()] == [MailStatus.LATER, MailStatus.QUEUED]
    assert "ConnectionRefusedError" in OutgoingMail.objects.get(dedup_key="direct").last_error


def test_a_later_attempt_waits_longer_each_time(db: None, server: Backend) -> None:
    server(None, smtplib.SMTPDataError(451, b"later"))
    row = queue()
    waits = []
    for _ in range(len(delivery.BACK_OFF) + 1):
        OutgoingMail.objects.update(not_before=timezone.now())
        send()
        row.refresh_from_db()
        waits.append(row.not_before - timezone.now())
    assert waits[:-1] == sorted(waits[:-1])
    assert waits[0] > timedelta(seconds=50)
    assert row.status == MailStatus.FAILED


def test_a_dead_worker_leaves_bulk_uncertain_and_direct_waiting(db: None) -> None:
    queue(dedup_key="direct")
    queue(dedup_key="bulk", is_bulk=True)
    while delivery.claim():
        pass
    assert delivery.recover_stale() == 0
    assert delivery.recover_stale(older_than=timedelta(0)) == 2
    statuses = dict(OutgoingMail.objects.values_list("dedup_key", "status"))
    assert statuses == {"direct": MailStatus.QUEUED, "bulk": MailStatus.UNCERTAIN}


def test_a_mail_that_kills_every_worker_stops(db: None) -> None:
    queue()
    for _ in range(len(delivery.BACK_OFF) + 2):
        delivery.claim()
        delivery.recover_stale(older_than=timedelta(0))
    assert OutgoingMail.objects.get().status == MailStatus.FAILED


def test_the_database_knows_the_statuses(db: None) -> None:
    row = queue()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMail.objects.filter(pk=row.pk).update(status="onbekend")


def test_a_hint_is_given_after_commit(
    db: None, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []
    monkeypatch.setattr(hints, "_hint", given.append)
    with django_capture_on_commit_callbacks(execute=True):
        queue()
        assert given == []
    assert given == ["core.tasks.sweep_outbox"]


def test_hints_melt_together_and_never_raise(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    release, asked = threading.Event(), []

    def publish(name: str, **options: Any) -> None:
        asked.append(name)
        release.wait(5)
        raise ConnectionError

    monkeypatch.setattr(hints.current_app, "send_task", publish)
    hinter = hints.Hinter()
    for _ in range(100):
        hinter.hint("core.tasks.sweep_outbox")
    release.set()
    assert len(asked) <= 2


@pytest.mark.parametrize(("days", "kept"), [(1, "Dag"), (3, "")])
def test_a_finished_mail_is_emptied_after_two_days_and_never_sent_again(db: None, days: int, kept: str) -> None:
    row = queue(html="<p>Dag</p>")
    send()
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=days))
    delivery.forget_content()
    row.refresh_from_db()
    assert row.text == kept
    assert queue().pk == row.pk


def test_a_mail_that_still_waits_is_not_emptied(db: None) -> None:
    row = queue(not_before=timezone.now() + timedelta(days=30))
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=9))
    assert delivery.forget_content() == 0
    row.refresh_from_db()
    assert row.text == "Dag"
