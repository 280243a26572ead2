"""Invented readers and editions; traits are stages of life."""

from __future__ import annotations

import factory
from django.utils import timezone

from newsletters.models import Block, Edition, EditionStatus, Subscription, SubscriptionStatus


class SubscriptionFactory(factory.django.DjangoModelFactory[Subscription]):
    """A reader; `pending` did not confirm yet, `stopped` wants no more."""

    class Meta:
        model = Subscription

    class Params:
        pending = factory.Trait(status=SubscriptionStatus.PENDING, confirmed_at=None)
        stopped = factory.Trait(status=SubscriptionStatus.STOPPED)

    email = factory.Sequence(lambda n: f"lezer{n}@voorbeeld.example")
    name = factory.Sequence(lambda n: f"Lezer {n}")
    status = SubscriptionStatus.ACTIVE
    confirmed_at = factory.LazyFunction(timezone.now)


class EditionFactory(factory.django.DjangoModelFactory[Edition]):
    """A draft with an opening; `sent` was sent."""

    class Meta:
        model = Edition

    class Params:
        sent = factory.Trait(status=EditionStatus.SENT, send_at=factory.LazyFunction(timezone.now), recipients_count=3)

    subject = factory.Sequence(lambda n: f"Nieuwsbrief {n}")
    opening = "Er is nieuws."


class BlockFactory(factory.django.DjangoModelFactory[Block]):
    """A piece of own text."""

    class Meta:
        model = Block

    edition = factory.SubFactory(EditionFactory)
    heading = factory.Sequence(lambda n: f"Bericht {n}")
    text = "Een kort bericht."
