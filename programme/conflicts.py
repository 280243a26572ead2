"""Where sources disagree about a date: both are kept, and the weekdays help to judge which is likelier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.utils.formats import date_format

from core.softdates import Precision
from programme.models import PlanItem, PlanItemSource, Programme


def weekday(day: date) -> str:
    """Return the Dutch name of the day of the week."""
    return date_format(day, "l")


@dataclass(frozen=True, slots=True)
class Claim:
    """One source with the date that it gives; `weekday` is empty unless the date is a day."""

    source: str
    text: str
    weekday: str
    remark: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """An activity whose sources cannot all be right."""

    item: PlanItem
    claims: tuple[Claim, ...]
    argument: str


def conflicts_of(programme: Programme) -> list[Conflict]:
    """Return every activity of which two sources give dates that cannot both be true."""
    items = PlanItem.objects.filter(programme=programme).with_disagreeing_sources().prefetch_related("sources")
    found = list(items)
    peers = _peer_days(programme) if found else {}
    return [_conflict(item, peers.get(item.kind, ())) for item in found]


def conflict_of(item: PlanItem) -> Conflict | None:
    """Return how the sources of this activity disagree; None when they agree."""
    if not disagree(item.sources.all()):
        return None
    return _conflict(item, _peer_days(item.programme).get(item.kind, ()))


def disagree(sources: Iterable[PlanItemSource]) -> bool:
    """Tell whether two of these dates lie wholly apart. A month and a day within it do not disagree."""
    known = [s.date for s in sources if s.date.earliest and s.date.latest]
    return any(a.latest < b.earliest or b.latest < a.earliest for a, b in combinations(known, 2))


def _conflict(item: PlanItem, peers: Iterable[tuple[int, date]]) -> Conflict:
    sources = list(item.sources.all())
    claims = tuple(Claim(s.source, str(s.date), _weekday_of(s), s.remark) for s in sources)
    return Conflict(item, claims, _argument(sources, [day for pk, day in peers if pk != item.pk]))


def _weekday_of(source: PlanItemSource) -> str:
    return weekday(source.date.earliest) if source.date.precision == Precision.DAY and source.date.earliest else ""


def _argument(sources: list[PlanItemSource], others: list[date]) -> str:
    """Say which date falls on the usual weekday of its kind, when exactly one does; empty otherwise."""
    days = {_weekday_of(s): s for s in sources if _weekday_of(s)}
    usual = {weekday(day) for day in others}
    if len(days) < 2 or len(usual) != 1 or len(others) < 2:
        return ""
    name = usual.pop()
    if name not in days:
        return ""
    rest = " en ".join(f"{s.date} is een {day}" for day, s in days.items() if day != name)
    return (
        f"De {len(others)} andere bijeenkomsten van deze soort met een bekende dag vallen op {name}. "
        f"{days[name].date} is ook een {name}, {rest}. Daarom is {days[name].date} waarschijnlijker."
    )


def _peer_days(programme: Programme) -> dict[str, list[tuple[int, date]]]:
    """Return per kind of activity the days that any source or the planning itself names, with the activity's key."""
    mine = PlanItem.objects.filter(programme=programme)
    planned = mine.filter(current_precision=Precision.DAY).values_list("kind", "pk", "current_earliest")
    named = PlanItemSource.objects.filter(item__in=mine, date_precision=Precision.DAY)
    found: dict[str, set[tuple[int, date]]] = {}
    for kind, pk, day in [*planned, *named.values_list("item__kind", "item_id", "date_earliest")]:
        if day is not None:
            found.setdefault(kind, set()).add((pk, day))
    return {kind: sorted(days) for kind, days in found.items()}
