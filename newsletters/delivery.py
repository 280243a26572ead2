"""From a frozen edition to one row in the outbox per reader."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count

from core import jobs
from core.mails import RenderedMail
from core.models import Job, OutgoingMail
from core.outbox import NewMail, guard, queue_mails
from newsletters.letters import personal_letter
from newsletters.models import Edition, EditionStatus, Subscription
from newsletters.services import BATCH, audience

STILL_SUBSCRIBED = "newsletters.still_subscribed"


@guard(STILL_SUBSCRIBED)
def still_subscribed(mail: OutgoingMail) -> bool:
    """Tell, just before sending, whether the reader still wants the letter."""
    return Subscription.objects.active().filter(pk=mail.dedup_key.rpartition(":")[2]).exists()


def queue_letters(*, edition_pk: int, job: Job | None = None) -> int:
    """Queue a letter for each reader and return how many readers there are.

    The key of each letter names edition and subscription, so that a worker that dies halfway doubles nothing. An
    edition that was held in time is left alone.
    """
    edition = Edition.objects.get(pk=edition_pk)
    if edition.status != EditionStatus.SENDING:
        return 0
    rendered = as_sent(edition)
    readers = list(audience(edition).order_by("pk"))
    for start in range(0, len(readers), BATCH):
        batch = readers[start : start + BATCH]
        with transaction.atomic():
            queue_mails([letter_for(edition, rendered, reader) for reader in batch])
        if job is not None:
            jobs.set_progress(job, start + len(batch), len(readers))
    edition.status, edition.recipients_count = EditionStatus.SENT, len(readers)
    edition.save(update_fields=["status", "recipients_count"])
    return len(readers)


def as_sent(edition: Edition) -> RenderedMail:
    """Return the edition as it was frozen."""
    return RenderedMail(subject=edition.subject, text=edition.frozen_text, html=edition.frozen_html)


def letter_for(edition: Edition, rendered: RenderedMail, subscription: Subscription) -> NewMail:
    """Return the mail to one reader, keyed by edition and subscription."""
    letter = personal_letter(rendered, subscription=subscription)
    return NewMail(
        recipient=subscription.email,
        subject=edition.subject,
        text=letter.text,
        html=letter.html,
        headers=letter.headers,
        dedup_key=f"newsletter:{edition.pk}:{subscription.pk}",
        is_bulk=True,
        guard=STILL_SUBSCRIBED,
    )


def delivery_counts(edition: Edition) -> dict[str, int]:
    """Return how many letters of this edition stand at each status of the outbox; never who."""
    letters = OutgoingMail.objects.filter(dedup_key__startswith=f"newsletter:{edition.pk}:")
    return dict(letters.values_list("status").annotate(Count("pk")))
