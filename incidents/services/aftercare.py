"""The talks of aftercare as the other services keep them: proposed at the report, in step with the light."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from incidents.choices import DutyKind, DutyState, TalkState
from incidents.models import AftercareTalk, Duty, Incident, IncidentSettings
from incidents.models.settings import default_talks


def proposed_talks(incident: Incident) -> list[AftercareTalk]:
    """Return the talks, unsaved, on the days that the organisation arranged."""
    assert incident.reported_at is not None
    day = timezone.localdate(incident.reported_at)
    settings: IncidentSettings | None = getattr(incident.organisation, "incident_settings", None)
    return [
        AftercareTalk(
            incident=incident,
            organisation_id=incident.organisation_id,
            after_days=days,
            planned_on=day + timedelta(days=days),
        )
        for days in sorted(set(settings.talk_days if settings else default_talks()))
    ]


def propose_talks(incident: Incident) -> list[AftercareTalk]:
    """Write the talks that the portal proposes; what is there already stays as it is."""
    return AftercareTalk.objects.bulk_create(proposed_talks(incident), ignore_conflicts=True)


def follow_aftercare(duty: Duty, before: DutyState, answered_before: datetime | None) -> None:
    """Let the talks follow the light of aftercare: not needed means that no talk is wanted, and back is back."""
    if duty.kind != DutyKind.AFTERCARE:
        return
    talks = AftercareTalk.objects.filter(incident_id=duty.incident_id)
    if duty.state == DutyState.NOT_NEEDED:
        talks.filter(state=TalkState.PLANNED).update(state=TalkState.NOT_WANTED, answered_at=duty.answered_at)
    elif before == DutyState.NOT_NEEDED and answered_before is not None:
        closed_along = talks.filter(state=TalkState.NOT_WANTED, answered_at=answered_before)
        closed_along.update(state=TalkState.PLANNED, answered_at=None)
