"""Each reader gets a letter once, the one who stopped none, and nothing leaves before it can be undone."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.delivery import send_waiting
from core.models import Job, OutgoingMail
from newsletters.delivery import delivery_counts, queue_letters, still_subscribed
from newsletters.models import Edition, EditionStatus, Subscription, SubscriptionStatus
from newsletters.services import (
    UNDO_SECONDS,
    audience,
    hold_sending,
    make_edition,
    send_proof,
    set_preference,
    start_sending,
    subscribe,
)
from participants.access import Role
from participants.models import User
from tests.factories.newsletters import EditionFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sending(users: dict[Role, User]) -> Edition:
    """Return an edition that was just sent off to three readers, one pending and one stopped beside them."""
    SubscriptionFactory.create_batch(3)
    SubscriptionFactory(pending=True)
    SubscriptionFactory(stopped=True)
    return start_sending(edition=EditionFactory(), actor=users[Role.PROJECT_LEADER], at=timezone.now())


def test_only_confirmed_readers_get_a_letter_each_once(sending: Edition) -> None:
    assert queue_letters(edition_pk=sending.pk) == 3
    sending.refresh_from_db()
    assert (sending.status, sending.recipients_count) == (EditionStatus.SENT, 3)
    assert OutgoingMail.objects.filter(is_bulk=True).count() == 3


def test_a_worker_that_starts_again_doubles_nothing(sending: Edition) -> None:
    queue_letters(edition_pk=sending.pk)
    Edition.objects.filter(pk=sending.pk).update(status=EditionStatus.SENDING)  # as if the worker died before the end
    queue_letters(edition_pk=sending.pk)
    assert OutgoingMail.objects.filter(is_bulk=True).count() == 3


def test_each_letter_is_personal_and_carries_the_headers_of_one_click(sending: Edition) -> None:
    queue_letters(edition_pk=sending.pk)
    send_waiting()
    assert len(mail.outbox) == 3
    for message in mail.outbox:
        assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message.extra_headers["List-Unsubscribe"].startswith("<http")
        reader = Subscription.objects.get(email=message.to[0])
        assert f"Beste {reader.name}," in message.body
        assert "personal.invalid" not in message.body
        assert "@@" not in message.body
    assert len({message.extra_headers["List-Unsubscribe"] for message in mail.outbox}) == 3


def test_who_stops_after_queueing_is_skipped(sending: Edition) -> None:
    queue_letters(edition_pk=sending.pk)
    reader = Subscription.objects.active().first()
    assert reader is not None
    set_preference(subscription=reader, status=SubscriptionStatus.STOPPED, at=timezone.now())
    send_waiting()
    assert reader.email not in [message.to[0] for message in mail.outbox]
    assert delivery_counts(sending) == {"sent": 2, "skipped": 1}


def test_without_the_guard_the_one_who_stopped_would_get_it(sending: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    queue_letters(edition_pk=sending.pk)
    reader = Subscription.objects.active().first()
    assert reader is not None
    set_preference(subscription=reader, status=SubscriptionStatus.STOPPED, at=timezone.now())
    assert not still_subscribed(OutgoingMail.objects.get(recipient=reader.email))
    OutgoingMail.objects.update(guard="")
    send_waiting()
    assert reader.email in [message.to[0] for message in mail.outbox]


def test_the_job_waits_until_it_can_no_longer_be_undone(sending: Edition) -> None:
    job = Job.objects.get(kind="newsletters.send_edition")
    assert job.not_before == sending.send_at
    assert sending.send_at is not None
    assert sending.send_at > timezone.now()


def test_holding_in_time_and_too_late(sending: Edition, users: dict[Role, User]) -> None:
    leader = users[Role.PROJECT_LEADER]
    late = timezone.now() + timedelta(seconds=UNDO_SECONDS + 1)
    with pytest.raises(ValidationError, match="al onderweg"):
        hold_sending(edition=sending, actor=leader, at=late)
    held = hold_sending(edition=sending, actor=leader, at=timezone.now())
    assert held.is_draft
    assert queue_letters(edition_pk=held.pk) == 0
    assert not OutgoingMail.objects.filter(is_bulk=True).exists()


def test_an_empty_edition_and_one_without_readers_are_refused(users: dict[Role, User]) -> None:
    leader, now = users[Role.PROJECT_LEADER], timezone.now()
    with pytest.raises(ValidationError, match="nog leeg"):
        start_sending(edition=EditionFactory(opening=" "), actor=leader, at=now)
    with pytest.raises(ValidationError, match="Niemand ontvangt"):
        start_sending(edition=EditionFactory(), actor=leader, at=now)
    SubscriptionFactory()
    assert start_sending(edition=EditionFactory(), actor=leader, at=now).status == EditionStatus.SENDING


def test_a_proof_goes_to_its_maker_only(users: dict[Role, User]) -> None:
    SubscriptionFactory.create_batch(2)
    send_proof(edition=EditionFactory(subject="Zomer"), actor=users[Role.SUPPORT])
    send_waiting()
    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([users[Role.SUPPORT].email], "[Proef] Zomer")
    ]


def test_readers_by_role_and_sector(users: dict[Role, User]) -> None:
    coordinator, sponsor = users[Role.COORDINATOR].person, users[Role.SPONSOR].person
    for person in (coordinator, sponsor):
        SubscriptionFactory(email=person.email, person=person)
    SubscriptionFactory(email="buiten@voorbeeld.example")
    by_role = EditionFactory(audience_roles=[Role.COORDINATOR], includes_outsiders=False)
    assert [reader.person for reader in audience(by_role)] == [coordinator]
    assert audience(EditionFactory(includes_outsiders=False)).count() == 2
    assert audience(EditionFactory()).count() == 3


def test_the_same_form_sent_twice_begins_one_edition(users: dict[Role, User]) -> None:
    key = uuid.uuid4()
    first = make_edition(subject="Een", actor=users[Role.SUPPORT], submit_key=key)
    assert make_edition(subject="Een", actor=users[Role.SUPPORT], submit_key=key) == first


def test_subscribing_asks_to_confirm_at_most_once_a_day() -> None:
    for _ in range(3):
        subscribe(email="Nieuw@Voorbeeld.example", name="", source="aanmeldpagina")
    assert Subscription.objects.get().status == SubscriptionStatus.PENDING
    assert OutgoingMail.objects.count() == 1


def test_a_sent_edition_never_changes(users: dict[Role, User]) -> None:
    at: datetime = timezone.now()
    with pytest.raises(ValidationError, match="al verstuurd"):
        start_sending(edition=EditionFactory(sent=True), actor=users[Role.PROJECT_LEADER], at=at)
