"""Who handles incidents hears that a short report waits: once a day, without content, and only while it waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core import outbox
from core.models import OutgoingMail
from incidents import services
from incidents.models import MiniReport, PosterLink
from incidents.services.poster_mail import mini_report_waits, still_waits
from participants.access import Role
from participants.models import Membership, Organisation, User
from tests.factories.incidents_letters import MiniReportFactory
from tests.incidents.posters.sending import send

pytestmark = pytest.mark.django_db


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(dedup_key__startswith="incidents.mini:"))


def test_two_reports_on_a_day_are_one_mail_without_content(
    poster: PosterLink, coordinator: User, foreign_users: dict[Role, User]
) -> None:
    moment = timezone.now()
    first = MiniReportFactory(poster=poster, organisation=poster.organisation, reported_at=moment, words="Kanarie")
    mini_report_waits(first)
    mini_report_waits(first)
    (mail,) = mails()
    assert mail.recipient == coordinator.email
    assert "/voorvallen/postermeldingen" in mail.text
    assert "Kanarie" not in mail.text + mail.html + mail.subject
    first.reported_at = moment + timedelta(days=1)
    mini_report_waits(first)
    assert len(mails()) == 2


def test_the_form_of_a_poster_tells_who_handles_incidents(poster: PosterLink, coordinator: User) -> None:
    assert send(poster, severity="").status_code == 422
    assert mails() == []
    assert send(poster).status_code == 302
    assert [mail.recipient for mail in mails()] == [coordinator.email]


def test_nothing_is_sent_about_what_was_judged_or_to_who_left(poster: PosterLink, coordinator: User) -> None:
    send(poster)
    (mail,) = mails()
    assert still_waits(mail)
    Membership.objects.filter(person__user=coordinator).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert not still_waits(mail)
    Membership.objects.filter(person__user=coordinator).update(ends_on=None)
    assert still_waits(mail)
    services.reject_mini_report(
        mini_report=MiniReport.objects.get(), actor=coordinator, reason="dubbel", rejected_at=timezone.now()
    )
    assert not still_waits(mail)
    assert outbox._GUARDS[mail.guard] is still_waits


def test_without_anybody_who_handles_incidents_the_report_is_kept_all_the_same(
    poster: PosterLink, coordinator: User, organisation: Organisation
) -> None:
    Membership.objects.filter(organisation=organisation, role=Role.COORDINATOR).delete()
    assert send(poster).status_code == 302
    assert MiniReport.objects.count() == 1
    assert mails() == []
