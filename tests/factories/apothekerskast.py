"""Invented material for the cupboard; traits are stages of life."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import factory
from django.utils import timezone

from apothekerskast.models import Borrowing, Drawer, Item, Status
from apothekerskast.search import learn_words
from tests.factories.participants import OrganisationFactory


class ItemFactory(factory.django.DjangoModelFactory[Item]):
    """An item on the shelf; `offered` and `declined` for what does not lie there."""

    class Meta:
        model = Item
        skip_postgeneration_save = True

    class Params:
        offered = factory.Trait(status=Status.OFFERED, published_on=None, review_on=None)
        declined = factory.Trait(
            status=Status.DECLINED, published_on=None, review_on=None, decline_reason="Past niet in de kast."
        )
        past_review = factory.Trait(review_on=date(2020, 1, 1))

    title = factory.Sequence(lambda n: f"Werkwijze {n}")
    summary = "Een werkwijze die ergens werkt."
    body = "Lees, pas aan en gebruik."
    source_organisation = factory.SubFactory(OrganisationFactory)
    status = Status.PUBLISHED
    published_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=10))
    review_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=355))

    @factory.post_generation
    def drawers(self: Item, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Lay the item in the drawers with these slugs; the first drawer without any."""
        if create:
            self.drawers.set(Drawer.objects.filter(slug__in=extracted or ["norm"]))
            learn_words(self)


class BorrowingFactory(factory.django.DjangoModelFactory[Borrowing]):
    """An organisation uses an item."""

    class Meta:
        model = Borrowing

    item = factory.SubFactory(ItemFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    borrowed_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=40))
