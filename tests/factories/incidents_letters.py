"""Invented posters and short reports; traits are stages of life."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone

from incidents.choices import Precision, Severity
from incidents.models import MiniReport, PosterLink
from incidents.models.poster import MiniReportState
from incidents.posters import digest_of, new_key
from tests.factories.participants import OrganisationFactory


class PosterFactory(factory.django.DjangoModelFactory[PosterLink]):
    """A poster that hangs; `revoked` was withdrawn just now."""

    class Meta:
        model = PosterLink

    class Params:
        revoked = factory.Trait(revoked_at=factory.LazyFunction(timezone.now))

    organisation = factory.SubFactory(OrganisationFactory)
    label = factory.Sequence(lambda n: f"Plek {n}")
    key = factory.LazyFunction(new_key)
    digest = factory.LazyAttribute(lambda o: digest_of(o.key))
    created_at = factory.LazyFunction(timezone.now)


class MiniReportFactory(factory.django.DjangoModelFactory[MiniReport]):
    """A short report of an hour ago that waits; `old` of 40 days ago, `rejected` set aside."""

    class Meta:
        model = MiniReport

    class Params:
        old = factory.Trait(reported_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=40)))
        rejected = factory.Trait(
            state=MiniReportState.REJECTED,
            reason="misbruik",
            judged_at=factory.LazyFunction(timezone.now),
        )

    poster = factory.SubFactory(PosterFactory)
    organisation = factory.SelfAttribute("poster.organisation")
    reported_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    occurred_at = factory.LazyAttribute(lambda o: o.reported_at - timedelta(hours=1))
    occurred_precision = Precision.EXACT
    kinds = factory.LazyFunction(lambda: ["verbaal", "bedreiging"])
    channel = "balie"
    severity = Severity.MEDIUM
