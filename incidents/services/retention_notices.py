"""Announcing the end of keeping: to who handles incidents thirty days before, to the writer of a draft nine days.

A mail tells how many and when, and links to the portal. It names no incident and says nothing of what is in one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core.isolation import EVERYTHING, of_organisations, within
from core.mails import render_mail
from core.models import OutgoingMail
from core.outbox import NewMail, guard, queue_mails
from core.text import counted
from incidents.choices import Status
from incidents.handlers import handlers_of
from incidents.models import Incident, RetentionCase
from incidents.retention import DRAFT_REMOVED, NOTICE, drafts_to_announce, to_announce
from participants.models import Organisation

_DRAFT = "incidents.draft"
BATCH = 1000


def announce_ends(*, at: datetime) -> int:
    """Announce what will be erased in thirty days, one mail a handler; return how many incidents were announced."""
    with within(EVERYTHING):
        numbers = list(to_announce(at).order_by().values_list("organisation_id", flat=True).distinct())
    return sum(_announce_of(number, at) for number in numbers)


def _announce_of(organisation_id: int, at: datetime) -> int:
    with within(of_organisations([organisation_id])):
        found = list(to_announce(at).filter(organisation=organisation_id).values_list("pk", "term_at"))
        if not found:
            return 0
        _note((pk for pk, _ in found), organisation_id, at)
        first = max(min(term_at for _, term_at in found), at + NOTICE)
        queue_mails(_mails(organisation_id, len(found), first, at))
        return len(found)


def _note(incidents: Iterable[int], organisation_id: int, at: datetime) -> None:
    RetentionCase.objects.bulk_create(
        [RetentionCase(incident_id=pk, organisation_id=organisation_id, noticed_at=at) for pk in incidents],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["incident"],
        update_fields=["noticed_at"],
    )


def _mails(organisation_id: int, number: int, first: datetime, at: datetime) -> list[NewMail]:
    organisation = Organisation.objects.get(pk=organisation_id)
    context = {
        "number": counted(number, "voorval", "voorvallen"),
        "first": date_format(timezone.localdate(first), "j F Y"),
        "url": settings.SITE_URL.rstrip("/") + reverse("incidents:retention") + f"?org={organisation.code}",
    }
    mail = render_mail("incidents/email/retention", context)
    day = timezone.localdate(at)
    key = f"incidents.retention:{organisation_id}:{day}"
    return [
        NewMail(user.email, mail.subject, mail.text, f"{key}:{user.pk}", html=mail.html)
        for user in handlers_of(organisation_id, on=day)
    ]


def announce_drafts(*, at: datetime) -> int:
    """Warn writers that a draft which nobody touched for three weeks goes; return how many drafts.

    Of a draft without an answer nobody is told: the button was pressed by mistake.
    """
    with within(EVERYTHING):
        found = list(drafts_to_announce(at).select_related("reporter"))
        begun = set(
            Incident.objects.with_answers().filter(pk__in=[each.pk for each in found]).values_list("pk", flat=True)
        )
        for draft in found:
            _note([draft.pk], draft.organisation_id, at)
        told = [each for each in found if each.pk in begun and each.reporter and each.reporter.email]
        queue_mails([_draft_mail(draft, at) for draft in told])
    return len(found)


def _draft_mail(draft: Incident, at: datetime) -> NewMail:
    assert draft.reporter is not None
    gone_at = max(draft.saved_at + DRAFT_REMOVED, at)
    context = {
        "day": date_format(timezone.localdate(gone_at), "j F Y"),
        "url": settings.SITE_URL.rstrip("/") + reverse("incidents:check", args=[draft.reference]),
    }
    mail = render_mail("incidents/email/draft", context)
    key = f"{_DRAFT}:{draft.organisation_id}:{draft.pk}:{draft.reporter_id}:{timezone.localdate(draft.saved_at)}"
    return NewMail(draft.reporter.email, mail.subject, mail.text, key, html=mail.html, guard=_DRAFT)


@guard(_DRAFT)
def is_still_draft(mail: OutgoingMail) -> bool:
    """Say just before sending whether it is still a draft of the reader."""
    _, organisation_pk, incident_pk, reader_pk, _ = mail.dedup_key.split(":")
    with within(of_organisations([int(organisation_pk)])):
        return Incident.objects.filter(
            pk=incident_pk, status=Status.DRAFT, reporter_id=int(reader_pk), reporter__is_active=True
        ).exists()
