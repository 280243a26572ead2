"""Measures, annex 1 and answers; and a workbook of the shape of annex 1, in invented words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import factory
from django.utils import timezone
from openpyxl import Workbook

from measures.models import (
    Level,
    MatrixLine,
    MatrixTopic,
    Measure,
    MeasureAnchor,
    OrganisationMeasureState,
    State,
    StateConfirmation,
)
from measures.reference import ANCHOR_STEPS, NINE_MEASURES
from tests.factories.participants import OrganisationFactory

HEADINGS: Sequence[Sequence[str]] = (
    ("Onderwerp", "Doel", "Strategisch", "Tactisch", "Kosten", "Operationeel", "Resultaat", "Planning", "Borging"),
    ("", "", "met wie", "hoe", "€", "welke inhoud", "wat levert het op", "wanneer", "wat blijft er"),
    ("", "", "(netwerk)", "(tafel)", "", "vorm", "meetbaar", "", ""),
)
LEVELS = ("Bestuurlijk niveau", "(midden)management/ coördinerend niveau", "uitvoerend niveau")


def nine_measures() -> list[Measure]:
    """Return the nine measures; put them back when a test that empties tables came before."""
    for data in NINE_MEASURES:
        fields = {name: value for name, value in data.items() if name not in ("slug", "anchors")}
        measure, _ = Measure.objects.get_or_create(slug=data["slug"], defaults=fields)
        for state, text in zip(ANCHOR_STEPS, data["anchors"], strict=True):
            MeasureAnchor.objects.get_or_create(measure=measure, state=state, defaults={"text": text})
    return list(Measure.objects.all())


def measure(slug: str = "melden") -> Measure:
    """Return one of the nine."""
    return next(found for found in nine_measures() if found.slug == slug)


class MatrixTopicFactory(factory.django.DjangoModelFactory[MatrixTopic]):
    """A block of annex 1."""

    class Meta:
        model = MatrixTopic
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: str(n % 90 + 10))
    title = factory.LazyAttribute(lambda topic: f"Onderwerp {topic.code}")
    order = factory.Sequence(lambda n: n)


class MatrixLineFactory(factory.django.DjangoModelFactory[MatrixLine]):
    """A line with a target group and nothing else; `filled` has all cells, `open_cost` has PM."""

    class Meta:
        model = MatrixLine

    class Params:
        filled = factory.Trait(
            strategic="Netwerk",
            tactical="Tafel",
            operational="Folder",
            result="Tien bezoeken",
            planning="voorjaar 2016",
            assurance="Elk jaar op de agenda",
        )
        open_cost = factory.Trait(cost="PM", cost_kind="open")

    topic = factory.SubFactory(MatrixTopicFactory)
    level = Level.BOARD
    level_as_written = "Bestuurlijk niveau"
    target_group = "Bestuurders"
    order = factory.Sequence(lambda n: n)


class StateFactory(factory.django.DjangoModelFactory[OrganisationMeasureState]):
    """An answer of today: ingevoerd. `not_applicable` has its reason."""

    class Meta:
        model = OrganisationMeasureState

    class Params:
        not_applicable = factory.Trait(state=State.NOT_APPLICABLE, reason="Geen contact met publiek.")

    organisation = factory.SubFactory(OrganisationFactory)
    measure = factory.LazyFunction(measure)
    state = State.INTRODUCED
    recorded_on = factory.LazyFunction(timezone.localdate)
    recorded_at = factory.LazyAttribute(lambda row: at(row.recorded_on))


class ConfirmationFactory(factory.django.DjangoModelFactory[StateConfirmation]):
    """A confirmation of today."""

    class Meta:
        model = StateConfirmation

    organisation = factory.SubFactory(OrganisationFactory)
    confirmed_on = factory.LazyFunction(timezone.localdate)
    confirmed_at = factory.LazyFunction(timezone.now)


def at(day: date, hour: int = 11) -> datetime:
    """Return a moment on a day."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def annex_rows() -> list[list[Any]]:
    """Return annex 1 in small: repeated headings, sub-items, a cost in a text, a reference, irregular meetings."""
    rows: list[list[Any]] = [["Titel van het blad"], *map(list, HEADINGS)]
    rows += [["1 Veilig werken", "Meer aandacht"]]
    rows += [
        [LEVELS[0], "Bestuurders", "AB en DB", "agenda", "bord € 600,-", "praatje", "aandacht", "17-6-'14", "vast punt"]
    ]
    rows += [[LEVELS[1], "Secretarissen", "kring"], [LEVELS[2], "Werknemers", "", "reeks", "", "film", "", "mei 2014"]]
    rows += [["2 8 Veilige publieke taak maatregelen", "Invoeren"], *map(list, HEADINGS)]
    rows += [["1. norm stellen"], *([level, "Doelgroep", "iets"] for level in LEVELS)]
    rows += [["2. trainen"], [LEVELS[0], "Groep"], [LEVELS[1], "Groep"], ["uitvoerende niveau", "Groep", "", "", "PM"]]
    rows += [["3 Wijken", "Groep"], *([level, "Doelgroep", "Zie norm stellen"] for level in LEVELS)]
    rows += [["9 Ambassadeurs"], [LEVELS[0], "Ambassadeurs", "", "1) eerste keer", "", "", "", "15 september"]]
    rows += [["", "", "", "2) tweede keer", "", "", "verslag", "april '15"]]
    return [*rows, ["", "secretarissen en hoofden", "", "3) laatste keer", "", "", "", "", "in de kast"]]


def workbook(rows: Sequence[Sequence[Any]]) -> BytesIO:
    """Return rows as an .xlsx file, open at its start."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    return saved(book)


def saved(book: Workbook) -> BytesIO:
    """Return a workbook as a file, open at its start."""
    target = BytesIO()
    book.save(target)
    target.seek(0)
    target.name = "bijlage.xlsx"
    return target
