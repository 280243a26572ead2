"""Mails about a round. No mail says how many incidents there were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core.mails import render_mail
from core.outbox import NewMail, queue_mails
from incidents.models import MeasurementRound, OrganisationRound
from incidents.rounds.people import people_of, waited_for


def queue_reminders(measurement: MeasurementRound, rows: Sequence[OrganisationRound], *, at: datetime) -> list[int]:
    """Write a mail to who has to act at each organisation; return the lines for which there was somebody."""
    held = people_of([row.organisation_id for row in rows], on=timezone.localdate(at))
    reached, mails = [], []
    for row in rows:
        people = waited_for(held, row.organisation_id, is_confirmed=row.is_confirmed)
        if not people:
            continue
        reached.append(row.pk)
        url = settings.SITE_URL.rstrip("/") + reverse("incidents:round", args=[row.pk])
        for person in people:
            context = {"name": person.name, "round": measurement, "organisation": row.organisation, "url": url}
            mail = render_mail("incidents/rounds/email/reminder", context | {"is_confirmed": row.is_confirmed})
            key = f"incidents:round:{row.pk}:{person.pk}:{at:%Y%m%d}"
            mails.append(NewMail(person.email, mail.subject, mail.text, key, html=mail.html))
    queue_mails(mails)
    return reached
