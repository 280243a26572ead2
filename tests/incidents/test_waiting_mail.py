"""A report without a clock is not forgotten: after a day who handles incidents hears of it, once a day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.models import OutgoingMail
from incidents.choices import OffenderKnown, Status
from incidents.models import Incident
from incidents.services.waiting_mail import remind_of_waiting, still_untouched
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory, local

pytestmark = pytest.mark.django_db
CANARY = "kanarie-in-de-tekst"


@pytest.fixture
def moment() -> datetime:
    return local(2030, 3, 12, 10)


@pytest.fixture
def incident(organisation: Organisation, users: dict[Role, User], moment: datetime) -> Incident:
    made: Incident = IncidentFactory(
        organisation=organisation,
        unknown_offender=True,
        occurred_at=moment - timedelta(hours=1),
        reported_at=moment,
        narrative=CANARY,
    )
    Incident.objects.filter(pk=made.pk).update(clock_due_at=None, status=Status.REPORTED)
    return made


@pytest.fixture(autouse=True)
def coordinator_of_then(users: dict[Role, User]) -> User:
    return users[Role.COORDINATOR]


def test_it_is_told_after_a_day_once_a_day_until_the_third(
    incident: Incident, coordinator_of_then: User, moment: datetime
) -> None:
    assert remind_of_waiting(at=moment + timedelta(hours=23)) == 0
    assert remind_of_waiting(at=moment + timedelta(hours=24)) == 1
    assert remind_of_waiting(at=moment + timedelta(hours=25)) == 0
    assert remind_of_waiting(at=moment + timedelta(hours=48)) == 1
    assert remind_of_waiting(at=moment + timedelta(hours=72)) == 0
    mail = OutgoingMail.objects.first()
    assert mail is not None
    assert mail.recipient == coordinator_of_then.email
    assert CANARY not in mail.text + mail.html
    assert incident.reference not in mail.text + mail.subject
    assert "/voorvallen/lijst?status=nieuw" in mail.text


@pytest.mark.parametrize(
    "changed",
    [
        {"status": Status.IN_PROGRESS},
        {"status": Status.CLOSED, "closed_at": local(2030, 3, 12, 11)},
        {"clock_due_at": local(2030, 3, 14, 9), "offender_known": OffenderKnown.YES},
    ],
)
def test_who_is_taken_up_or_has_a_clock_is_left_to_the_others(
    incident: Incident, moment: datetime, changed: dict[str, object]
) -> None:
    at = moment + timedelta(hours=30)
    Incident.objects.filter(pk=incident.pk).update(**changed)
    assert remind_of_waiting(at=at) == 0
    Incident.objects.filter(pk=incident.pk).update(status=Status.REPORTED, clock_due_at=None)
    assert remind_of_waiting(at=at) == 1


def test_it_is_asked_once_more_just_before_sending(incident: Incident, moment: datetime) -> None:
    remind_of_waiting(at=moment + timedelta(hours=24))
    mail = OutgoingMail.objects.get()
    assert still_untouched(mail)
    Incident.objects.filter(pk=incident.pk).update(status=Status.IN_PROGRESS)
    assert not still_untouched(mail)
