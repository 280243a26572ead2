"""Writes of the newsletter: subscribe, make, prove, send, stop."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from core import audit, jobs, outbox
from core.models import OutgoingMail
from newsletters.letters import personal_letter, render_edition
from newsletters.mails import queue_confirmation
from newsletters.models import Block, Edition, EditionStatus, Subscription, SubscriptionStatus
from newsletters.sources import Suggestion
from participants.models import Membership, Person, Sector, User

audit.declare("newsletters.edition.made", "{actor} begon nieuwsbrief {object}")
audit.declare("newsletters.edition.changed", "{actor} wijzigde nieuwsbrief {object}")
audit.declare("newsletters.edition.sent", "{actor} verstuurde nieuwsbrief {object}")
audit.declare("newsletters.edition.held", "{actor} hield nieuwsbrief {object} tegen")
audit.declare("newsletters.subscription.confirmed", "{object} bevestigde het abonnement")
audit.declare("newsletters.subscription.changed", "{object} wijzigde het abonnement")

SEND_JOB = "newsletters.send_edition"
UNDO_SECONDS = 10
BATCH = 200


def subscribe(*, email: str, name: str, source: str) -> Subscription:
    """Ask the owner of an address to confirm. Somebody who already gets the letter, gets no second one.

    The answer on the page is the same in all cases, so that nobody learns who is on the list.
    """
    with transaction.atomic():
        subscription, _ = Subscription.objects.get_or_create(
            email__iexact=email, defaults={"email": email.lower(), "name": name, "source": source}
        )
        if subscription.status in (SubscriptionStatus.PENDING, SubscriptionStatus.STOPPED):
            queue_confirmation(subscription)
    return subscription


@transaction.atomic
def subscribe_person(*, person: Person, at: datetime) -> Subscription:
    """Put a participant on the list: the relation is the ground, every letter offers to stop."""
    subscription, is_new = Subscription.objects.get_or_create(
        email__iexact=person.email,
        defaults={
            "email": person.email.lower(),
            "name": person.name,
            "person": person,
            "status": SubscriptionStatus.ACTIVE,
            "confirmed_at": at,
            "source": "deelnemer",
        },
    )
    if not is_new and subscription.person_id is None:
        subscription.person = person
        subscription.save(update_fields=["person"])
    return subscription


@transaction.atomic
def set_preference(*, subscription: Subscription, status: SubscriptionStatus, at: datetime) -> Subscription:
    """Let the owner choose: everything, invitations only, or nothing. The outbox asks again before each letter."""
    subscription = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if subscription.status == status:
        return subscription
    was_pending = subscription.status == SubscriptionStatus.PENDING
    subscription.status = status
    if status == SubscriptionStatus.ACTIVE:
        subscription.confirmed_at, subscription.stopped_at = at, None
    else:
        subscription.stopped_at = at
    subscription.save()
    event = "confirmed" if was_pending and status == SubscriptionStatus.ACTIVE else "changed"
    audit.record(code=f"newsletters.subscription.{event}", actor=None, obj=subscription, changed=["status"])
    return subscription


@transaction.atomic
def make_edition(*, subject: str, actor: User, submit_key: uuid.UUID | None = None) -> Edition:
    """Begin an edition; the same form sent twice makes one."""
    existing = Edition.objects.filter(submit_key=submit_key, created_by=actor).first() if submit_key else None
    if existing is not None:
        return existing
    edition = Edition.objects.create(subject=subject, created_by=actor, submit_key=submit_key)
    audit.record(code="newsletters.edition.made", actor=actor, obj=edition)
    return edition


@transaction.atomic
def change_edition(*, edition: Edition, sectors: Iterable[Sector], actor: User) -> Edition:
    """Keep the words and readers of a draft as they stand on `edition`, as long as it is a draft."""
    _draft(Edition.objects.select_for_update().get(pk=edition.pk))
    edition.save()
    edition.audience_sectors.set(sectors)
    audit.record(code="newsletters.edition.changed", actor=actor, obj=edition)
    return edition


@transaction.atomic
def change_block(*, block: Block, actor: User) -> Block:
    """Keep the words of a block as they stand on `block`, as long as its edition is a draft."""
    edition = _draft(Edition.objects.select_for_update().get(pk=block.edition_id))
    block.save()
    audit.record(code="newsletters.edition.changed", actor=actor, obj=edition)
    return block


@transaction.atomic
def add_block(*, edition: Edition, suggestion: Suggestion) -> Block:
    """Lay a block at the end of a draft."""
    _draft(edition)
    last = edition.blocks.aggregate(last=Max("order"))["last"] or 0
    return Block.objects.create(
        edition=edition,
        order=last + 1,
        kind=suggestion.kind,
        heading=suggestion.heading,
        text=suggestion.text,
        path=suggestion.path,
        link_text=suggestion.link_text,
    )


@transaction.atomic
def move_block(*, block: Block, up: bool) -> None:
    """Exchange a block with its neighbour."""
    _draft(block.edition)
    blocks = list(block.edition.blocks.select_for_update())
    here = blocks.index(block)
    there = here - 1 if up else here + 1
    if 0 <= there < len(blocks):
        blocks[here], blocks[there] = blocks[there], blocks[here]
        for order, each in enumerate(blocks, start=1):
            each.order = order
        Block.objects.bulk_update(blocks, ["order"])


@transaction.atomic
def remove_block(*, block: Block) -> None:
    """Take a block from a draft."""
    _draft(block.edition)
    block.delete()


def audience(edition: Edition) -> QuerySet[Subscription]:
    """Return who gets this edition: one definition for the count on the button, the names and the sending."""
    chosen = Subscription.objects.active()
    sectors = list(edition.audience_sectors.values_list("pk", flat=True))
    insiders = Q(person__isnull=False)
    if edition.audience_roles or sectors:
        members = Membership.objects.current(timezone.localdate())
        if edition.audience_roles:
            members = members.filter(role__in=edition.audience_roles)
        if sectors:
            members = members.filter(Q(organisation__sector__in=sectors) | Q(sector__in=sectors))
        insiders = Q(person__in=members.values("person_id"))
    outsiders = Q(person__isnull=True) if edition.includes_outsiders else Q(pk__in=[])
    return chosen.filter(insiders | outsiders)


def send_proof(*, edition: Edition, actor: User) -> OutgoingMail:
    """Send the edition to the one who makes it; no address to type."""
    letter = personal_letter(render_edition(edition), subscription=None)
    return outbox.queue_mail(
        recipient=actor.email,
        subject=f"[Proef] {edition.subject}",
        text=letter.text,
        html=letter.html,
        dedup_key=f"newsletter-proof:{edition.pk}:{uuid.uuid4()}",
    )


@transaction.atomic
def start_sending(*, edition: Edition, actor: User, at: datetime) -> Edition:
    """Freeze the edition and hand it to the worker, which begins after the time to undo."""
    edition = _draft(Edition.objects.select_for_update().get(pk=edition.pk))
    if not edition.blocks.exists() and not edition.opening.strip():
        raise ValidationError("Deze nieuwsbrief is nog leeg. Schrijf een opening of voeg een blok toe.")
    if not audience(edition).exists():
        raise ValidationError("Niemand ontvangt deze nieuwsbrief. Kies meer rollen of sectoren.")
    rendered = render_edition(edition)
    edition.frozen_html, edition.frozen_text = rendered.html, rendered.text
    edition.status, edition.send_at = EditionStatus.SENDING, at + timedelta(seconds=UNDO_SECONDS)
    edition.save()
    audit.record(code="newsletters.edition.sent", actor=actor, obj=edition)
    jobs.enqueue(
        kind=SEND_JOB,
        key=f"{edition.pk}:{at.isoformat()}",
        payload={"edition": edition.pk},
        actor=actor,
        not_before=edition.send_at,
    )
    return edition


@transaction.atomic
def hold_sending(*, edition: Edition, actor: User, at: datetime) -> Edition:
    """Undo within the ten seconds: the edition is a draft again."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.status != EditionStatus.SENDING or edition.send_at is None or edition.send_at <= at:
        raise ValidationError("De nieuwsbrief is al onderweg en kan niet meer worden tegengehouden.")
    edition.status, edition.send_at = EditionStatus.DRAFT, None
    edition.frozen_html = edition.frozen_text = ""
    edition.save()
    audit.record(code="newsletters.edition.held", actor=actor, obj=edition)
    return edition


def _draft(edition: Edition) -> Edition:
    if not edition.is_draft:
        raise ValidationError("Deze nieuwsbrief is al verstuurd en verandert niet meer. Maak een nieuwe.")
    return edition
