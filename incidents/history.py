"""The history of an incident as readable sentences, from the audit trail."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from core.audit import sentence
from core.models import AuditEvent
from incidents.models import Duty, Incident
from incidents.pages import short_moment


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened: when, and what, in a sentence."""

    when: str
    sentence: str


def history_of(incident: Incident, limit: int = 50) -> list[HistoryLine]:
    """Return what was done with this incident and its duties, newest first."""
    duties = [str(duty.pk) for duty in incident.duties.all()]
    events = (
        AuditEvent.objects.filter(
            Q(object_type=Incident._meta.label_lower, object_id=str(incident.pk))
            | Q(object_type=Duty._meta.label_lower, object_id__in=duties)
        )
        .select_related("actor__person")
        .order_by("-at", "-pk")[:limit]
    )
    return [HistoryLine(short_moment(event.at), sentence(event) + ".") for event in events]
