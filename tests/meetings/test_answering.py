"""Answers by personal link, without an account."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import links as signed
from core.models import AuditEvent, OutgoingMail
from meetings import links
from meetings.models import Answer, Invitation
from participants.models import Person
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.factories.participants import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest() -> Invitation:
    """Return somebody who was invited and did not answer."""
    made: Invitation = InvitationFactory()
    return made


def _url(guest: Invitation) -> str:
    return reverse("meetings:answer", args=[links.answer_token(guest)])


def _press(url: str, **data: str) -> int:
    return Client().post(url, data).status_code


def test_looking_changes_nothing(guest: Invitation) -> None:
    for query in ("", "?antwoord=ja", "?antwoord=nee", "?antwoord=collega", "?antwoord=raar"):
        response = Client().get(_url(guest) + query)
        assert response.status_code == 200
        assert guest.meeting.title in response.content.decode()
    guest.refresh_from_db()
    assert (guest.answer, guest.answered_at) == (Answer.OPEN, None)
    assert not AuditEvent.objects.exists()


def test_a_press_keeps_the_answer(guest: Invitation) -> None:
    assert _press(_url(guest), answer="ja") == 302
    guest.refresh_from_db()
    assert guest.answer == Answer.YES
    assert guest.answered_at is not None
    event = AuditEvent.objects.get(code="meetings.invitation.answered")
    assert event.actor_id is None
    assert guest.person.name not in event.object_label


def test_a_double_press_changes_nothing_more(guest: Invitation) -> None:
    _press(_url(guest), answer="ja")
    first = Invitation.objects.get(pk=guest.pk).answered_at
    _press(_url(guest), answer="ja")
    assert Invitation.objects.get(pk=guest.pk).answered_at == first
    assert AuditEvent.objects.count() == 1


def test_an_answer_may_change(guest: Invitation) -> None:
    for word, answer in (("ja", Answer.YES), ("nee", Answer.NO), ("ja", Answer.YES)):
        _press(_url(guest), answer=word)
        assert Invitation.objects.get(pk=guest.pk).answer == answer


def test_no_answer_at_all_is_told(guest: Invitation) -> None:
    response = Client().post(_url(guest), {"answer": "misschien"})
    assert "Kies een van de drie antwoorden" in response.content.decode()


def test_a_colleague_gets_a_link_of_his_own(guest: Invitation) -> None:
    data = {"answer": "collega", "name": "Sippie Holtrop", "email": "Sippie@Voorbeeld.example"}
    assert _press(_url(guest), **data) == 302
    assert _press(_url(guest), **data) == 302
    guest.refresh_from_db()
    theirs = Invitation.objects.get(person__email="sippie@voorbeeld.example")
    assert (guest.answer, guest.replacement, guest.replacement_name) == (
        Answer.COLLEAGUE,
        theirs.person,
        "Sippie Holtrop",
    )
    assert (theirs.replaces, theirs.organisation) == (guest, guest.organisation)
    mail = OutgoingMail.objects.get()
    assert mail.recipient == "sippie@voorbeeld.example"
    assert links.answer_token(guest) not in mail.text
    assert guest.person.name in mail.text


def test_a_colleague_who_was_invited_already_is_not_mailed_again(guest: Invitation) -> None:
    other = InvitationFactory(meeting=guest.meeting, yes=True)
    _press(_url(guest), answer="collega", name="Een ander", email=other.person.email)
    other.refresh_from_db()
    assert (other.answer, other.replaces) == (Answer.YES, None)
    assert not OutgoingMail.objects.exists()
    assert Person.objects.filter(email=other.person.email).count() == 1


def test_a_link_cannot_be_used_to_mail_many(guest: Invitation) -> None:
    for number in range(5):
        response = Client().post(
            _url(guest), {"answer": "collega", "name": "Collega", "email": f"collega{number}@voorbeeld.example"}
        )
    assert "al drie collega" in response.content.decode()
    assert OutgoingMail.objects.count() == 3


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"name": "", "email": ""}, 200),
        ({"name": "Collega", "email": "geen-adres"}, 200),
        ({"name": "Col\x00lega", "email": "collega@voorbeeld.example"}, 400),
    ],
)
def test_a_mistake_about_the_colleague_is_told(guest: Invitation, data: dict[str, str], status: int) -> None:
    response = Client().post(_url(guest), {"answer": "collega", **data})
    assert response.status_code == status
    assert Invitation.objects.get(pk=guest.pk).answer == Answer.OPEN


def test_ones_own_address_is_no_colleague(guest: Invitation) -> None:
    response = Client().post(_url(guest), {"answer": "collega", "name": "Ik", "email": guest.person.email.upper()})
    assert "uw eigen e-mailadres" in response.content.decode()
    assert Invitation.objects.get(pk=guest.pk).answer == Answer.OPEN


@pytest.mark.parametrize("stage", [{"cancelled": True}, {"over": True}, {"held": True}])
def test_there_is_no_answer_to_what_is_over(stage: dict[str, bool]) -> None:
    guest = InvitationFactory(meeting=MeetingFactory(**stage))
    page = Client().get(_url(guest))
    assert page.status_code == 200
    assert 'name="answer"' not in page.content.decode()
    assert _press(_url(guest), answer="ja") == 200
    assert Invitation.objects.get(pk=guest.pk).answer == Answer.OPEN


# --- Links that do not work -----------------------------------------------------------------------------------------


def _bad_tokens(guest: Invitation) -> dict[str, str]:
    good = links.answer_token(guest)
    assert guest.person is not None
    return {
        "changed": good[:-1] + ("A" if good[-1] != "A" else "B"),
        "cut": good[:20],
        "nonsense": "abc",
        "other purpose": signed.sign(links.FEED, [guest.pk, guest.person.link_key.hex]),
        "other person": signed.sign(links.ANSWER, [guest.pk, PersonFactory().link_key.hex]),
        "other kind": signed.sign(links.ANSWER, {"pk": guest.pk}),
        "odd key": signed.sign(links.ANSWER, [guest.pk, "geen-sleutel"]),
        "huge": signed.sign(links.ANSWER, [10**30, guest.person.link_key.hex]),
    }


@pytest.mark.parametrize(
    "kind", ["changed", "cut", "nonsense", "other purpose", "other person", "other kind", "odd key", "huge"]
)
def test_a_forged_link_shows_nothing_and_does_nothing(guest: Invitation, kind: str) -> None:
    url = reverse("meetings:answer", args=[_bad_tokens(guest)[kind]])
    for response in (Client().get(url), Client().post(url, {"answer": "ja"})):
        assert response.status_code == 404
        assert "nieuwe link" in response.content.decode()
        assert guest.meeting.title not in response.content.decode()
    assert Client().get(reverse("meetings:answer_calendar", args=[_bad_tokens(guest)[kind]])).status_code == 404
    assert Invitation.objects.get(pk=guest.pk).answer == Answer.OPEN
    assert not OutgoingMail.objects.exists()


def test_a_link_stops_when_the_key_of_the_person_is_renewed(guest: Invitation) -> None:
    url = _url(guest)
    assert Client().get(url).status_code == 200
    Person.objects.filter(pk=guest.person.pk).update(link_key=uuid.uuid4())
    assert Client().get(url).status_code == 404


def test_an_old_link_offers_a_new_one_by_one_press() -> None:
    with time_machine.travel(timezone.now() - links.ANSWER_LASTS - timedelta(hours=1)):
        guest = InvitationFactory()
        url = _url(guest)
    guest.meeting.starts_at = timezone.now() + timedelta(days=3)
    guest.meeting.ends_at = timezone.now() + timedelta(days=3, hours=1)
    guest.meeting.save()
    page = Client().get(url)
    assert page.status_code == 410
    assert "Stuur mij een nieuwe link" in page.content.decode()
    assert guest.meeting.title not in page.content.decode()
    assert Client().post(url, {"answer": "ja"}).status_code == 302
    assert Client().post(url).status_code == 302
    assert Invitation.objects.get(pk=guest.pk).answer == Answer.OPEN
    mail = OutgoingMail.objects.get()
    assert mail.recipient == guest.person.email
    assert "/bijeenkomsten/antwoord/" in mail.text


def test_asking_a_new_link_says_the_same_for_known_and_unknown(guest: Invitation) -> None:
    url = reverse("meetings:new_link")
    answers = {
        Client().post(url, {"email": email}, follow=True).content.split(b"<main")[1]
        for email in (guest.person.email.upper(), "niemand@voorbeeld.example")
    }
    assert len(answers) == 1
    assert OutgoingMail.objects.get().recipient == guest.person.email


def test_the_calendar_file_of_a_link(guest: Invitation) -> None:
    response = Client().get(reverse("meetings:answer_calendar", args=[links.answer_token(guest)]))
    assert response["Content-Type"].startswith("text/calendar")
    assert b"METHOD:REQUEST" in response.content


def test_a_feed_of_nobody_is_not_there() -> None:
    assert Client().get(reverse("meetings:feed", args=["abc"])).status_code == 404
    person = PersonFactory()
    url = reverse("meetings:feed", args=[signed.sign(links.FEED, person.link_key.hex)])
    assert Client().get(url).status_code == 200
    wrong = reverse("meetings:feed", args=[signed.sign(links.ANSWER, person.link_key.hex)])
    assert Client().get(wrong).status_code == 404
