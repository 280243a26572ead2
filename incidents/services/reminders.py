"""Reminders of a clock that runs out: 24 and 4 hours before, to who can react, each once, without content.

A reminder belongs to an incident, a distance and a person. A deadline that moves gives no second one: who was told
keeps an eye on it, and the one of 4 hours before follows the new deadline. After a night without a worker the nearest
distance is sent late, and nothing after the deadline: that it is too late stands on "Vandaag" alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from core.isolation import of_organisations, within
from core.mails import render_mail
from core.models import OutgoingMail
from core.outbox import NewMail, guard, queue_mails
from incidents.choices import OPEN, QueueRank
from incidents.clock import ClockState
from incidents.handlers import handlers_by_organisation
from incidents.models import Incident
from incidents.terms import term_for
from participants.access import Capability, decide
from participants.models import User

DISTANCES = (4, 24)
"""Hours before the end of the term, the nearest first."""
_GUARD = "incidents.clock"
_BATCH = 500


def remind_of_clocks(*, at: datetime) -> int:
    """Write the reminders that are due now, and return how many were offered to the outbox."""
    running = (
        Incident.objects.filter(
            status__in=OPEN,
            queue_rank=QueueRank.CLOCK,
            clock_stopped_at=None,
            clock_due_at__gt=at,
            clock_due_at__lte=at + timedelta(hours=max(DISTANCES)),
        )
        .select_related("organisation")
        .order_by("clock_due_at", "pk")
    )
    found, offered = list(running), 0
    handlers = handlers_by_organisation({each.organisation_id for each in found}, on=timezone.localdate(at))
    mails = [mail for each in found for mail in _mails(each, handlers.get(each.organisation_id, []), at)]
    for start in range(0, len(mails), _BATCH):
        offered += queue_mails(_unknown(mails[start : start + _BATCH]))
    return offered


def distance_of(incident: Incident, at: datetime) -> int | None:
    """Return which reminder is due: the nearest distance reached; None when the term is no longer than that."""
    if incident.clock_due_at is None or incident.clock_due_at <= at:
        return None
    left = incident.clock_due_at - at
    reached = next((hours for hours in DISTANCES if left <= timedelta(hours=hours)), None)
    return reached if reached is not None and term_for(incident).reaction_hours > reached else None


def _mails(incident: Incident, handlers: Iterable[User], at: datetime) -> Iterator[NewMail]:
    hours = distance_of(incident, at)
    if hours is None:
        return
    context = {
        "reference": incident.reference,
        "hours": hours,
        "url": settings.SITE_URL.rstrip("/") + incident.get_absolute_url(),
    }
    mail = render_mail("incidents/email/clock", context)
    for user in handlers:
        key = f"incidents.clock:{incident.organisation_id}:{incident.pk}:{user.pk}:{hours}"
        yield NewMail(user.email, mail.subject, mail.text, key, html=mail.html, guard=_GUARD)


def _unknown(mails: list[NewMail]) -> list[NewMail]:
    """Leave out what was written before; the unique key has the last say."""
    keys = [mail.dedup_key for mail in mails]
    known = set(OutgoingMail.objects.filter(dedup_key__in=keys).values_list("dedup_key", flat=True))
    return [mail for mail in mails if mail.dedup_key not in known]


@guard(_GUARD)
def still_runs(mail: OutgoingMail) -> bool:
    """Say just before sending whether the clock still runs and the reader may still handle the incident."""
    _, organisation_pk, incident_pk, reader_pk, _ = mail.dedup_key.split(":")
    with within(of_organisations([int(organisation_pk)])):
        incident = Incident.objects.filter(pk=incident_pk, status__in=OPEN).first()
        reader = User.objects.filter(pk=reader_pk, is_active=True).first()
        if incident is None or reader is None:
            return False
        is_running = incident.clock(timezone.now()).state is ClockState.RUNNING
        return is_running and bool(decide(reader, Capability.INCIDENTS_HANDLE, incident))
