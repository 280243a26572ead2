"""The demonstration: the meetings of the plan, every state around today, and nothing mailed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from core.demo import DemoWorld
from core.models import OutgoingMail
from meetings import demo, demo_data
from meetings.models import Invitation, Meeting, MeetingStatus, MeetingType
from participants import demo as participants_demo

pytestmark = pytest.mark.django_db


def test_loading_twice_adds_nothing_and_mails_nobody() -> None:
    for _ in range(2):
        world = DemoWorld(now=timezone.localtime())
        participants_demo.load(world)
        demo.load(world)
        counts = Meeting.objects.count(), Invitation.objects.count()
    assert counts[0] == len(demo_data.PLAN_LINES) + len(demo_data.NEAR_LINES)
    assert counts == (Meeting.objects.count(), Invitation.objects.count())
    assert MeetingType.objects.count() == 10
    assert not OutgoingMail.objects.exists()
    assert set(Meeting.objects.values_list("status", flat=True)) == set(MeetingStatus.values)
    assert Meeting.objects.without_report(timezone.now()).exists()
    assert Meeting.objects.awaiting_answers(timezone.now()).exists()
    first = Meeting.objects.get(title__startswith="Join the Club 1")
    assert first.has_date_conflict
    assert (str(first.when), str(first.other_when)) == ("17 juli 2014", "17-6-'14")
