"""Meetings in the admin: filters that answer questions, and no change behind the back of the guests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from meetings.models import Meeting
from participants.access import Role
from participants.models import Organisation
from tests.factories.meetings import AgreementFactory, InvitationFactory, MeetingFactory, MeetingTypeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader(client_for: Callable[[Role], Client]) -> Client:
    """Return the project leader, signed in."""
    return client_for(Role.PROJECT_LEADER)


def _listed(client: Client, model: str, query: str) -> list[object]:
    response = client.get(reverse(f"admin:meetings_{model}_changelist") + query)
    assert response.status_code == 200
    return list(response.context["cl"].queryset)


def test_filters_answer_questions(leader: Client) -> None:
    without_report, draft = MeetingFactory(over=True), MeetingFactory()
    silent = InvitationFactory()
    answered = InvitationFactory(meeting=silent.meeting, yes=True)
    assert _listed(leader, "meeting", "?moet=verslag") == [without_report]
    assert _listed(leader, "meeting", "?moet=datum") == [draft]
    assert _listed(leader, "meeting", "?moet=antwoord") == [silent.meeting]
    assert _listed(leader, "invitation", "?wie=open") == [silent]
    assert answered in _listed(leader, "invitation", "")
    late = AgreementFactory(overdue=True)
    AgreementFactory()
    assert _listed(leader, "agreement", "?stand=te-laat") == [late]


def test_what_guests_were_told_is_not_changed_here(leader: Client) -> None:
    draft, invited = MeetingFactory(), MeetingFactory(invited=True)
    for meeting, may in ((draft, True), (invited, False)):
        page = leader.get(reverse("admin:meetings_meeting_change", args=[meeting.pk])).content.decode()
        assert ('name="place"' in page) is may
        status = leader.get(reverse("admin:meetings_meeting_delete", args=[meeting.pk])).status_code
        assert status == (200 if may else 403)


def test_a_home_visit_keeps_its_organisation(leader: Client, organisation: Organisation) -> None:
    kind = MeetingTypeFactory(home_visit=True)
    url, data = reverse("admin:meetings_meeting_add"), {"type": kind.pk, "title": "Bezoek"}
    data |= {"agreements-TOTAL_FORMS": 0, "agreements-INITIAL_FORMS": 0}
    response = leader.post(url, data)
    assert "Kies bij welke organisatie" in response.content.decode()
    assert leader.post(url, {**data, "organisation": organisation.pk}).status_code == 302
    assert Meeting.objects.get().organisation == organisation


def test_the_roles_of_a_type_are_boxes_and_odd_ones_are_refused(leader: Client) -> None:
    kind = MeetingTypeFactory()
    url = reverse("admin:meetings_meetingtype_change", args=[kind.pk])
    data = {
        "name": kind.name,
        "slug": kind.slug,
        "order": 1,
        "duration_minutes": 60,
        "agenda": "",
        "invitation_text": "",
    }
    assert leader.post(url, {**data, "guest_roles": ["{% x %}"]}).status_code == 200
    assert leader.post(url, {**data, "guest_roles": ["sponsor", "board"]}).status_code == 302
    kind.refresh_from_db()
    assert kind.guest_roles == ["sponsor", "board"]
