"""The history of an incident as readable sentences, from the audit trail."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from core.audit import sentence
from core.models import AuditEvent
from incidents.models import AftercareTalk, Duty, Incident, IncidentText
from incidents.pages import short_moment
from incidents.retention import NAMELESS

READ = "incidents.incident.read"


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened: when, and what, in a sentence."""

    when: str
    sentence: str


def history_of(incident: Incident, limit: int = 50) -> list[HistoryLine]:
    """Return what was done with this incident, its duties and its talks, newest first, and who else read it.

    The trail holds each reading; here one line a person a day tells it, and none on a day of deeds of that person.
    """
    events = _events_of(incident).select_related("actor__person")
    deeds = list(events.exclude(code=READ).order_by("-at", "-pk")[:limit])
    busy = {(event.actor_id, timezone.localdate(event.at)) for event in deeds}
    last_reads = events.filter(code=READ).annotate(day=TruncDate("at")).order_by("-day", "actor_id", "-at")
    reads = [each for each in last_reads.distinct("day", "actor_id")[:limit] if (each.actor_id, each.day) not in busy]
    shown = sorted([*deeds, *reads], key=lambda event: (event.at, event.pk), reverse=True)[:limit]
    lines = [HistoryLine(short_moment(event.at), f"{sentence(event)}{_changed(event)}.") for event in shown]
    return [*lines, *_from_file(incident)]


def _events_of(incident: Incident) -> QuerySet[AuditEvent]:
    duties = [str(duty.pk) for duty in incident.duties.all()]
    talks = [str(talk.pk) for talk in incident.talks.all()]
    return AuditEvent.objects.filter(
        Q(object_type=Incident._meta.label_lower, object_id=str(incident.pk))
        | Q(object_type=Duty._meta.label_lower, object_id__in=duties)
        | Q(object_type=AftercareTalk._meta.label_lower, object_id__in=talks)
    )


def _from_file(incident: Incident) -> list[HistoryLine]:
    """Return how the case came in, when it came with many: its file tells it for all of them."""
    run = incident.import_run
    if run is None or run.done_at is None:
        return []
    who = str(run.uploaded_by) if run.uploaded_by else "Een verwijderd account"
    named = "een bestand" if run.file_name == NAMELESS else f"het bestand ‘{run.file_name}’"
    return [HistoryLine(short_moment(run.done_at), f"{who} las dit voorval in uit {named}.")]


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
