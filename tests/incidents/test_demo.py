"""The demonstration shows every status, every answer to a duty, running and overdue clocks, drafts and empty lists."""

from __future__ import annotations

import pytest
from django.utils import timezone

from core.demo import DemoWorld
from incidents import demo
from incidents.choices import DutyState, Status, TalkState
from incidents.models import (
    AftercareTalk,
    Duty,
    Incident,
    MeasurementRound,
    MonthlyDelivery,
    OrganisationRound,
    PosterLink,
)
from incidents.rounds.comparison import comparison
from incidents.rounds.verdict import Verdict
from participants import demo as participants_demo
from participants.models import RegistrationMode


@pytest.mark.django_db
def test_every_state_occurs_and_twice_is_once() -> None:
    world = DemoWorld(now=timezone.localtime())
    participants_demo.load(world)
    demo.load(world)
    now = world.now
    number = Incident.objects.count()
    assert 400 < number < 900
    assert set(Incident.objects.values_list("status", flat=True)) == set(Status.values)
    assert set(Duty.objects.values_list("state", flat=True)) == set(DutyState.values)
    gouda = Incident.objects.filter(organisation__code="GDA")
    assert gouda.running(at=now).exists() and gouda.overdue(at=now).exists()
    for role in ("coordinator", "reporter"):
        assert Incident.objects.drafts_of(world.accounts[role]).count() == 1
    assert not Incident.objects.filter(reported_at__gt=now).exists()
    by_case = [each for each in world.organisations.values() if each.registration_mode == RegistrationMode.CASES]
    assert any(not Incident.objects.filter(organisation=each).exists() for each in by_case), "an empty list occurs"
    assert MonthlyDelivery.objects.filter(is_nil=True).exists()
    unneeded = Duty.objects.filter(kind="nazorg", state=DutyState.NOT_NEEDED).values("incident_id")
    talks = AftercareTalk.objects.filter(incident_id__in=unneeded)
    assert set(talks.values_list("state", flat=True)) == {TalkState.NOT_WANTED}
    waiting = PosterLink.objects.filter(revoked_at=None)
    assert waiting and not waiting.filter(job=None).exists(), "the page of a poster says that it is being made"
    rounds = list(MeasurementRound.objects.all())
    assert [each.days for each in rounds[:2]] == [61, 31]
    assert [each.frozen_at is not None for each in rounds] == [True, True, False]
    found = comparison(rounds[0], rounds[1])
    assert found.all is not None and found.all.verdict is Verdict.RISE
    assert None not in found.reporting
    assert set(OrganisationRound.objects.values_list("state", flat=True)) == set(OrganisationRound.State.values)
    demo.load(world)
    assert Incident.objects.count() == number
