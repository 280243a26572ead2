"""The history of the demonstration's incidents: what their fields tell, as rows of the trail on their own moments.

The trail dates itself, so that nobody can write what happened before. Only the owner of the table can let go of that,
for one transaction; the account that serves pages cannot, and nothing but the demonstration asks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Model

from core.models import AuditEvent
from incidents.choices import DutyKind, DutyState, Status, TalkState
from incidents.demo import data
from incidents.models import Incident
from participants.access import Role
from participants.models import Membership

SOURCE = "demonstratie"
_FACTS = ["unit", "victims_count", "offender_relation", "police_contact"]
_UNTOUCHED = (Status.DRAFT, Status.REPORTED)
_WAS_CLOSED = (Status.CLOSED, Status.ANONYMISED)
_SET_ASIDE = {
    Status.DUPLICATE: "incidents.incident.marked_duplicate",
    Status.NOT_VPT: "incidents.incident.marked_not_vpt",
}
_DUTY_CODES = {DutyState.DONE: "incidents.duty.done", DutyState.NOT_NEEDED: "incidents.duty.not_needed"}
_TALK_CODES = {TalkState.HELD: "incidents.talk.held", TalkState.NOT_WANTED: "incidents.talk.not_wanted"}


@dataclass
class _Story:
    """The events of one incident, each no earlier than its report and no later than now."""

    incident: Incident
    coordinator: int | None
    now: datetime
    events: list[AuditEvent] = field(default_factory=list)

    @property
    def start(self) -> datetime:
        assert self.incident.reported_at is not None
        return self.incident.reported_at

    def tell(self, at: datetime, what: str, actor: int | None, obj: Model | None = None, changed: str = "") -> None:
        row = obj or self.incident
        self.events.append(
            AuditEvent(
                at=max(self.start, min(at, self.now)),
                actor_id=actor,
                organisation_id=self.incident.organisation_id,
                code=what,
                object_type=row._meta.label_lower,
                object_id=str(row.pk),
                object_label=str(row)[:200],
                changed=changed.split(),
                has_second_factor=True if actor == self.coordinator else None,
            )
        )


def events_of(incident: Incident, coordinator: int | None, now: datetime) -> list[AuditEvent]:
    """Return what was done with one incident that was sent, in order, unsaved."""
    story = _Story(incident, coordinator, now)
    story.tell(story.start, "incidents.incident.reported", incident.reporter_id)
    handler = incident.assigned_to_id or coordinator
    for added in incident.attachments.all():
        story.tell(added.added_at, "incidents.attachment.added", added.added_by_id, changed="attachments")
    if incident.status == Status.WITHDRAWN:
        story.tell(
            story.start + timedelta(minutes=40), "incidents.incident.withdrawn", incident.reporter_id, changed="status"
        )
    elif incident.status not in _UNTOUCHED:
        _handled(story, handler)
    _given(story)
    return sorted(story.events, key=lambda event: event.at)


def _handled(story: _Story, handler: int | None) -> None:
    incident = story.incident
    if incident.status in _SET_ASIDE:
        story.tell(story.start + timedelta(hours=5), "incidents.incident.read", handler)
        story.tell(story.start + timedelta(hours=5), _SET_ASIDE[Status(incident.status)], handler, changed="status")
        return
    answers = [duty for duty in incident.duties.all() if duty.answered_at and duty.answered_at > story.start]
    first = min((duty.answered_at for duty in answers if duty.answered_at), default=story.start + timedelta(hours=3))
    taken = story.start + (first - story.start) * 0.4
    story.tell(taken, "incidents.incident.read", handler)
    story.tell(taken, "incidents.incident.taken_up", handler, changed="assigned_to status")
    if incident.unit_id is not None:
        story.tell(taken + (first - taken) * 0.5, "incidents.incident.changed", handler, changed=" ".join(_FACTS))
    for duty in answers:
        assert duty.answered_at is not None
        story.tell(duty.answered_at, _DUTY_CODES[DutyState(duty.state)], handler, duty, "state")
    _talks(story, handler)
    last = max((duty.answered_at for duty in answers if duty.answered_at), default=first)
    _ends(story, handler, last)


def _talks(story: _Story, handler: int | None) -> None:
    """Talks that are not wanted because of the light of aftercare were not answered one by one."""
    light = next((duty for duty in story.incident.duties.all() if duty.kind == DutyKind.AFTERCARE), None)
    for talk in story.incident.talks.all():
        with_light = light is not None and talk.answered_at == light.answered_at
        if talk.answered_at and talk.state in _TALK_CODES and not with_light:
            story.tell(talk.answered_at, _TALK_CODES[TalkState(talk.state)], handler, talk, "state")


def _ends(story: _Story, handler: int | None, last: datetime) -> None:
    """Tell how it stands now: waits, was closed, came back, or has lost its text."""
    incident = story.incident
    if incident.status == Status.WAITING:
        story.tell(last + timedelta(hours=1), "incidents.incident.put_on_hold", handler, changed="status")
    if incident.status in _WAS_CLOSED and incident.closed_at is not None:
        story.tell(incident.closed_at, "incidents.incident.closed", handler, changed="conclusion status")
    if incident.status == Status.REOPENED:
        _reopened(story, handler, last)
    if incident.anonymised_at is not None:
        story.tell(incident.anonymised_at, "incidents.retention.anonymised", None)


def _reopened(story: _Story, handler: int | None, last: datetime) -> None:
    """A case that came back was closed once, with an answer to what is asked now again."""
    closed, back = last + timedelta(days=1), last + timedelta(days=6)
    asked_again = [duty for duty in story.incident.duties.all() if duty.state == DutyState.TODO]
    for duty in asked_again:
        story.tell(closed, "incidents.duty.not_needed", handler, duty, "state")
    story.tell(closed, "incidents.incident.closed", handler, changed="conclusion status")
    story.tell(back, "incidents.incident.reopened", handler, changed="status")
    for duty in asked_again:
        story.tell(back + timedelta(minutes=4), "incidents.duty.undone", handler, duty, "state")


def _given(story: _Story) -> None:
    incident = story.incident
    if incident.assigned_at is not None:
        story.tell(incident.assigned_at, "incidents.incident.assigned", incident.assigned_by_id, changed="assigned_to")


def untold(now: datetime) -> Iterator[AuditEvent]:
    """Yield the events of the demonstration's incidents that have no beginning in the trail yet."""
    own = Incident.objects.filter(source_system=SOURCE, organisation__code__in=data.SHOWN)
    known = AuditEvent.objects.filter(code="incidents.incident.reported", object_type=Incident._meta.label_lower)
    told = set(known.values_list("object_id", flat=True))
    held = Membership.objects.filter(role=Role.COORDINATOR, person__user__isnull=False).order_by("-starts_on", "-pk")
    coordinators = dict(held.values_list("organisation_id", "person__user_id"))
    rows = own.exclude(status=Status.DRAFT).prefetch_related("duties__incident", "talks__incident", "attachments")
    for incident in rows.order_by("reported_at", "pk"):
        if str(incident.pk) not in told:
            yield from events_of(incident, coordinators.get(incident.organisation_id), now)


def write(events: Iterable[AuditEvent]) -> int:
    """Write events on their own moments, as owner of the table, in one transaction; return how many.

    Raises:
        ProgrammingError: for any account but the owner.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditevent DISABLE TRIGGER audit_stamp")
        number = len(AuditEvent.objects.bulk_create(events, batch_size=500))
        cursor.execute("ALTER TABLE core_auditevent ENABLE TRIGGER audit_stamp")
    return number
