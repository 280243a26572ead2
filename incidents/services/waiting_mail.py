"""A report without a clock that nobody took up for a day: who handles incidents hears so, at most once a day.

Where nobody knows who did it there is nothing to react to in time, and so no reminder of a clock; the colleague still
has to be spoken to within three days.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core.isolation import of_organisations, within
from core.mails import render_mail
from core.models import OutgoingMail
from core.outbox import NewMail, guard, queue_mails
from incidents.choices import DUTY_TERMS, DutyKind, Status
from incidents.handlers import handlers_by_organisation
from incidents.models import Incident
from participants.access import Capability, decide
from participants.models import User

FIRST = timedelta(days=1)
_GUARD = "incidents.waits"


def remind_of_waiting(*, at: datetime) -> int:
    """Write the mails of today, and return how many were offered to the outbox."""
    late, early = at - FIRST, at - DUTY_TERMS[DutyKind.AFTERCARE]
    rows = _untouched().filter(reported_at__lte=late, reported_at__gt=early).order_by()
    day = timezone.localdate(at)
    handlers = handlers_by_organisation(set(rows.values_list("organisation_id", flat=True).distinct()), on=day)
    url = settings.SITE_URL.rstrip("/") + reverse("incidents:list") + "?status=nieuw"
    mail = render_mail("incidents/email/waiting", {"url": url})
    keyed = {
        f"incidents.waits:{organisation}:{user.pk}:{day}": user
        for organisation, users in handlers.items()
        for user in users
    }
    known = set(OutgoingMail.objects.filter(dedup_key__in=keyed).values_list("dedup_key", flat=True))
    return queue_mails(
        NewMail(user.email, mail.subject, mail.text, key, html=mail.html, guard=_GUARD)
        for key, user in keyed.items()
        if key not in known
    )


@guard(_GUARD)
def still_untouched(mail: OutgoingMail) -> bool:
    """Say just before sending whether such a report still waits, and the reader may still handle it."""
    _, organisation_pk, reader_pk, _ = mail.dedup_key.split(":")
    with within(of_organisations([int(organisation_pk)])):
        waiting = _untouched().filter(organisation_id=organisation_pk).first()
        reader = User.objects.filter(pk=reader_pk, is_active=True).first()
        return waiting is not None and reader is not None and bool(decide(reader, Capability.INCIDENTS_HANDLE, waiting))


def _untouched() -> Any:
    """Return reports that nobody took up and that have no clock."""
    return Incident.objects.filter(status=Status.REPORTED, clock_due_at=None)
