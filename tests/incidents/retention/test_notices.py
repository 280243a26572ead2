"""Who is told before something goes: the coordinator of an incident, the writer of a draft."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.formats import date_format

from core.models import OutgoingMail
from incidents.models import Incident, IncidentText, RemovalRecord
from incidents.services.retention_job import keep_to_terms
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory
from tests.incidents.retention.keeping import NOW, WORDS, make_old

DAY = date_format(NOW + timedelta(days=30), "j F Y")


def test_the_mail_is_sent_once_and_says_nothing_of_the_content(
    old: Incident, users: dict[Role, User], organisation: Organisation
) -> None:
    make_old(organisation, users)
    for days in (0, 0, 1, 5):
        keep_to_terms(at=NOW + timedelta(days=days))
    mail = OutgoingMail.objects.get(dedup_key__startswith="incidents.retention:")
    assert mail.recipient == users[Role.COORDINATOR].email
    assert "Tekst en bijlagen van 2 voorvallen" in mail.subject and DAY in mail.text
    assert old.reference not in mail.text and "Kwaadaard" not in mail.text + mail.html


def make_draft(organisation: Organisation, users: dict[Role, User]) -> Incident:
    made: Incident = IncidentFactory(
        organisation=organisation, reporter=users[Role.REPORTER], draft=True, narrative=WORDS, saved_at=NOW
    )
    return made


def test_a_draft_is_warned_of_and_goes_after_thirty_days(organisation: Organisation, users: dict[Role, User]) -> None:
    draft = make_draft(organisation, users)
    assert keep_to_terms(at=NOW + timedelta(days=20)).warned == 0
    assert keep_to_terms(at=NOW + timedelta(days=21)).warned == 1
    assert keep_to_terms(at=NOW + timedelta(days=22)).warned == 0
    mail = OutgoingMail.objects.get(dedup_key__startswith="incidents.draft:")
    assert mail.recipient == users[Role.REPORTER].email
    assert DAY in mail.text and draft.reference in mail.text
    assert keep_to_terms(at=NOW + timedelta(days=29)).removed["concept"] == 0
    assert keep_to_terms(at=NOW + timedelta(days=30)).removed["concept"] == 1
    assert not Incident.objects.exists() and not IncidentText.objects.exists()
    assert not OutgoingMail.objects.filter(dedup_key__startswith="incidents.draft:").exists()
    assert RemovalRecord.objects.get().method == RemovalRecord.Method.DELETED


def test_who_goes_on_writing_is_warned_anew(organisation: Organisation, users: dict[Role, User]) -> None:
    draft = make_draft(organisation, users)
    keep_to_terms(at=NOW + timedelta(days=21))
    Incident.objects.filter(pk=draft.pk).update(saved_at=NOW + timedelta(days=25))
    assert keep_to_terms(at=NOW + timedelta(days=31)).removed["concept"] == 0
    assert keep_to_terms(at=NOW + timedelta(days=46)).warned == 1
    assert keep_to_terms(at=NOW + timedelta(days=55)).removed["concept"] == 1


@pytest.mark.parametrize("kinds", [[], ["verbaal"]])
def test_nobody_is_mailed_about_a_draft_without_an_answer(
    organisation: Organisation, users: dict[Role, User], kinds: list[str]
) -> None:
    draft = make_draft(organisation, users)
    Incident.objects.filter(pk=draft.pk).update(kinds=kinds, created_at=NOW, saved_at=NOW)
    keep_to_terms(at=NOW + timedelta(days=21))
    assert OutgoingMail.objects.filter(dedup_key__startswith="incidents.draft:").exists() is bool(kinds)
    keep_to_terms(at=NOW + timedelta(days=31))
    assert not Incident.objects.filter(pk=draft.pk).exists()
