"""Invented programme; traits are stages of life."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import factory

from core.softdates import parse_soft_date
from programme.models import Decision, IntendedResult, PlanDocument, PlanItem, PlanItemSource, Programme

STARTS_ON, ENDS_ON = date(2014, 4, 1), date(2016, 6, 30)


def soft(text: str) -> Any:
    """Read a date within the running time of the programme."""
    return parse_soft_date(text, programme=(STARTS_ON, ENDS_ON))


class ProgrammeFactory(factory.django.DjangoModelFactory[Programme]):
    """The current programme; `previous` for one that is over."""

    class Meta:
        model = Programme
        django_get_or_create = ("name",)

    class Params:
        previous = factory.Trait(name="Vorig programma", is_current=False)

    name = "Veilige Publieke Taak"
    region_name = "Veiligheidsregio Verzonnen"
    starts_on = STARTS_ON
    ends_on = ENDS_ON
    national_target_percent = Decimal(-25)
    national_target_year = 2015
    is_current = True


class IntendedResultFactory(factory.django.DjangoModelFactory[IntendedResult]):
    """A result that was begun; `proven` and `reached` for later stages, `late` when its next step is overdue."""

    class Meta:
        model = IntendedResult

    class Params:
        proven = factory.Trait(proof_text="Het verslag van de vergadering.")
        reached = factory.Trait(state=5)
        late = factory.Trait(next_step="Bellen", next_step_on=date(2015, 1, 1))

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: n % 99 + 1)
    title = factory.Sequence(lambda n: f"Resultaat kort {n}")
    text = "Wat wij willen bereiken."
    categories = factory.LazyFunction(lambda: ["measures"])
    state = 2


class PlanItemFactory(factory.django.DjangoModelFactory[PlanItem]):
    """A planned activity of June 2015; traits for what became of it."""

    class Meta:
        model = PlanItem
        skip_postgeneration_save = True

    class Params:
        when = "Juni 2015"
        realised = factory.Trait(status="realised", happened_on=date(2015, 6, 11))
        moved = factory.Trait(status="moved", current=soft("September 2015"), reason="De zaal was bezet.")
        dropped = factory.Trait(status="dropped", reason="Te weinig aanmeldingen.")
        undated = factory.Trait(when="")

    programme = factory.SubFactory(ProgrammeFactory)
    title = factory.Sequence(lambda n: f"Activiteit {n}")
    kind = "join_the_club"
    original = factory.LazyAttribute(lambda o: soft(o.when))
    current = factory.LazyAttribute(lambda o: soft(o.when))
    categories = factory.LazyFunction(lambda: ["network"])


class PlanItemSourceFactory(factory.django.DjangoModelFactory[PlanItemSource]):
    """A date as one document gives it."""

    class Meta:
        model = PlanItemSource

    class Params:
        when = "Juni 2015"

    item = factory.SubFactory(PlanItemFactory)
    source = factory.Sequence(lambda n: f"document {n}")
    date = factory.LazyAttribute(lambda o: soft(o.when))


class DecisionFactory(factory.django.DjangoModelFactory[Decision]):
    """A decision of both boards."""

    class Meta:
        model = Decision

    programme = factory.SubFactory(ProgrammeFactory)
    body = "both_boards"
    kind = "agreed"
    subject = factory.Sequence(lambda n: f"Onderwerp {n}")
    taken = factory.LazyFunction(lambda: soft("12 juni 2014"))
    source = "Plan van Aanpak"


class PlanDocumentFactory(factory.django.DjangoModelFactory[PlanDocument]):
    """A document in the register."""

    class Meta:
        model = PlanDocument

    programme = factory.SubFactory(ProgrammeFactory)
    title = factory.Sequence(lambda n: f"Document {n}")
    version_label = "1"
