"""An organisation where nobody takes reports up: the reporter is told so, and so are who can do something about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import OutgoingMail
from incidents.models import Incident
from participants.access import Role
from participants.models import Membership, Organisation, User
from participants.today import today
from tests.factories.incidents import IncidentFactory

pytestmark = pytest.mark.django_db
NOBODY = "geen medewerker interne veiligheid"


@pytest.fixture
def draft(organisation: Organisation, users: dict[Role, User]) -> Incident:
    made: Incident = IncidentFactory(draft=True, organisation=organisation, reporter=users[Role.REPORTER])
    return made


@pytest.mark.parametrize("has_handler", [True, False])
def test_the_reporter_reads_whether_anybody_takes_it_up(
    organisation: Organisation, draft: Incident, client_for: Callable[..., Client], has_handler: bool
) -> None:
    if not has_handler:
        Membership.objects.filter(organisation=organisation, role=Role.COORDINATOR).delete()
    client = client_for(Role.REPORTER)
    sent = client.post(reverse("incidents:check", args=[draft.reference]), follow=True).text
    detail = client.get(reverse("incidents:detail", args=[draft.reference])).text
    mail = OutgoingMail.objects.get(dedup_key__startswith="incidents.step:").text
    for text in (sent, detail):
        assert (NOBODY in text) is not has_handler
        assert ("pakt de melding op" in text) is has_handler
    assert "pakt de melding op" not in mail


def test_a_report_that_was_taken_up_before_keeps_its_own_sentence(
    organisation: Organisation, users: dict[Role, User], client_for: Callable[..., Client]
) -> None:
    taken = IncidentFactory(organisation=organisation, reporter=users[Role.REPORTER], in_progress=True)
    new = IncidentFactory(organisation=organisation, reporter=users[Role.REPORTER])
    Membership.objects.filter(organisation=organisation, role=Role.COORDINATOR).delete()
    client = client_for(Role.REPORTER)
    told = [NOBODY in client.get(each.get_absolute_url()).text for each in (taken, new)]
    assert told == [False, True]


def test_the_project_leader_and_the_sponsor_see_it_on_vandaag(
    organisation: Organisation, users: dict[Role, User], foreign_users: dict[Role, User]
) -> None:
    def told(user: User) -> bool:
        return any(NOBODY in line.sentence for line in today(user, timezone.now()))

    assert not any(told(user) for user in users.values())
    Membership.objects.filter(organisation=organisation, role=Role.COORDINATOR).delete()
    assert {role for role, user in users.items() if told(user)} == {
        Role.PROJECT_LEADER,
        Role.SUPPORT,
        Role.SPONSOR,
    }
    assert not told(foreign_users[Role.SPONSOR])
    Organisation.objects.filter(pk=organisation.pk).update(registration_mode="counts")
    assert not told(users[Role.SPONSOR])
