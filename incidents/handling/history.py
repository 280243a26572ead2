"""The history of an incident as readable sentences, from the audit trail."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from core.audit import sentence
from core.models import AuditEvent
from incidents.models import AftercareTalk, Duty, Incident, IncidentText
from incidents.pages import short_moment


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened: when, and what, in a sentence."""

    when: str
    sentence: str


def history_of(incident: Incident, limit: int = 50) -> list[HistoryLine]:
    """Return what was done with this incident, its duties and its talks, newest first."""
    duties = [str(duty.pk) for duty in incident.duties.all()]
    talks = [str(talk.pk) for talk in incident.talks.all()]
    events = (
        AuditEvent.objects.filter(
            Q(object_type=Incident._meta.label_lower, object_id=str(incident.pk))
            | Q(object_type=Duty._meta.label_lower, object_id__in=duties)
            | Q(object_type=AftercareTalk._meta.label_lower, object_id__in=talks)
        )
        .select_related("actor__person")
        .order_by("-at", "-pk")[:limit]
    )
    lines = [HistoryLine(short_moment(event.at), f"{sentence(event)}{_changed(event)}.") for event in events]
    return [*lines, *_from_file(incident)]


def _from_file(incident: Incident) -> list[HistoryLine]:
    """Return how the case came in, when it came with many: its file tells it for all of them."""
    run = incident.import_run
    if run is None or run.done_at is None:
        return []
    who = str(run.uploaded_by) if run.uploaded_by else "Een verwijderd account"
    return [HistoryLine(short_moment(run.done_at), f"{who} las dit voorval in uit het bestand ‘{run.file_name}’.")]


def _labels() -> dict[str, str]:
    fields = [*Incident._meta.fields, *IncidentText._meta.fields]
    return {field.name: str(field.verbose_name) for field in fields}


_LABELS = _labels()
_TOLD = frozenset({"incidents.incident.changed", "incidents.import.updated", "incidents.import.restored"})


def _changed(event: AuditEvent) -> str:
    """Name what was changed, never what was filled in."""
    if event.code not in _TOLD or not event.changed:
        return ""
    return ": " + ", ".join(_LABELS.get(name, name) for name in event.changed)
