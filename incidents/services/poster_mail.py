"""Who handles incidents hears that a short report waits: at most one mail a person a day, without content.

Nobody is reminded by a clock here, because a short report has none before it is confirmed; and nobody else will say it,
because who sent it has no account.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core.isolation import of_organisations, within
from core.mails import render_mail
from core.models import OutgoingMail
from core.outbox import NewMail, guard, queue_mails
from incidents.handlers import handlers_of
from incidents.models import MiniReport
from participants.access import Capability, decide
from participants.models import User

_GUARD = "incidents.mini"


def mini_report_waits(mini: MiniReport) -> None:
    """Write the mail about a short report that came in; a second one on the same day writes none."""
    day = timezone.localdate(mini.reported_at)
    url = settings.SITE_URL.rstrip("/") + reverse("incidents:mini_reports")
    mail = render_mail("incidents/email/mini", {"url": url})
    queue_mails(
        NewMail(
            user.email,
            mail.subject,
            mail.text,
            f"incidents.mini:{mini.organisation_id}:{user.pk}:{day}",
            html=mail.html,
            guard=_GUARD,
        )
        for user in handlers_of(mini.organisation_id, on=day)
    )


@guard(_GUARD)
def still_waits(mail: OutgoingMail) -> bool:
    """Say just before sending whether a short report still waits, and the reader may still judge it."""
    _, organisation_pk, reader_pk, _ = mail.dedup_key.split(":")
    with within(of_organisations([int(organisation_pk)])):
        waiting = MiniReport.objects.waiting().filter(organisation_id=organisation_pk).first()
        reader = User.objects.filter(pk=reader_pk, is_active=True).first()
        return waiting is not None and reader is not None and bool(decide(reader, Capability.INCIDENTS_HANDLE, waiting))
