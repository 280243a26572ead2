"""The talks of aftercare of one organisation: those that are to come by their day, and those that were filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.urls import reverse

from incidents.choices import TalkState
from incidents.clock import moment_of
from incidents.handling.queue import MOST, Desk, bounded_counts, number_words
from incidents.models import AftercareTalk
from incidents.pages import day_words
from incidents.vocabulary import CHANNELS, KINDS
from participants.models import User

LATELY = timedelta(days=30)
NEAR = timedelta(days=7)
PLANNED_ORDER = ("planned_on", "pk")
ANSWERED_ORDER = ("-answered_at", "-pk")
WAY_BACK = "gesprekken"
"""What the address of a talk says of where its reader came from."""


@dataclass(frozen=True, slots=True)
class Group:
    """Talks that are planned for about the same time, from a number of days from today to another."""

    slug: str
    label: str
    first: int | None
    last: int | None

    def condition(self, today: date) -> Q:
        """Return which days belong to it."""
        since = Q() if self.first is None else Q(planned_on__gte=today + timedelta(days=self.first))
        return since if self.last is None else since & Q(planned_on__lte=today + timedelta(days=self.last))

    def holds(self, days: int) -> bool:
        """Tell whether so many days from today belong to it."""
        return (self.first is None or days >= self.first) and (self.last is None or days <= self.last)


GROUPS = (
    Group("te-laat", "De dag is voorbij", None, -1),
    Group("vandaag", "Vandaag", 0, 0),
    Group("week", "Komende zeven dagen", 1, NEAR.days),
    Group("later", "Later", NEAR.days + 1, None),
)
ALL, ANSWERED = "", "ingevuld"
LABELS = {ALL: "Gepland", **{group.slug: group.label for group in GROUPS}, ANSWERED: "Laatst ingevuld"}
_BY_SLUG = {group.slug: group for group in GROUPS}


@dataclass(frozen=True, slots=True)
class Line:
    """One talk as a line: whose page it leads to, what happened, the day in words and who handles the incident."""

    title: str
    url: str
    words: str
    state: str
    about: str


@dataclass(frozen=True, slots=True)
class Section:
    """Lines below one heading."""

    title: str
    lines: list[Line]


def talks_in(rows: Any, slug: str, *, today: date) -> Any:
    """Narrow the talks of an organisation to one list, each in the order of its index."""
    if slug == ANSWERED:
        return rows.exclude(state=TalkState.PLANNED).filter(answered_at__gte=moment_of(today) - LATELY)
    planned = rows.planned()
    return planned.filter(_BY_SLUG[slug].condition(today)) if slug in _BY_SLUG else planned


def handled_by(rows: Any, wanted: str, user: User) -> Any:
    """Narrow to the incidents of one colleague, of the reader, or of nobody."""
    if not wanted:
        return rows
    if wanted == "niemand":
        return rows.filter(incident__assigned_to__isnull=True)
    return rows.filter(incident__assigned_to_id=user.pk if wanted == "ik" else int(wanted))


def counts_of_talks(rows: Any, user: User, *, today: date) -> dict[str, str]:
    """Return in words how many each list holds, none counted further than the bound, in one question."""
    asked = [talks_in(rows, slug, today=today) for slug in (*_BY_SLUG, ANSWERED)]
    *numbers, answered = bounded_counts(user, *asked)
    every = {ALL: min(sum(numbers), MOST + 1), **dict(zip(_BY_SLUG, numbers, strict=True)), ANSWERED: answered}
    return {slug: number_words(number) for slug, number in every.items()}


def sections_of(talks: Iterable[AftercareTalk], slug: str, desk: Desk, *, today: date) -> list[Section]:
    """Return lines below their headings; what was filled in stands below one."""
    if slug == ANSWERED:
        lines = [_line(talk, desk, today) for talk in talks]
        return [Section(LABELS[ANSWERED], lines)] if lines else []
    return list(_by_group(talks, desk, today))


def _by_group(talks: Iterable[AftercareTalk], desk: Desk, today: date) -> Iterator[Section]:
    def group_of(talk: AftercareTalk) -> Group:
        days = (talk.planned_on - today).days
        return next(group for group in GROUPS if group.holds(days))

    for group, found in groupby(talks, key=group_of):
        yield Section(group.label, [_line(talk, desk, today) for talk in found])


def _line(talk: AftercareTalk, desk: Desk, today: date) -> Line:
    incident = talk.incident
    what = f"{KINDS.label(incident.main_kind)}, {CHANNELS.label(incident.channel)}".strip(", ")
    handler = desk.name_of(incident.assigned_to_id) or "nog geen behandelaar"
    return Line(
        title=f"{incident.reference}: gesprek {talk.when}",
        url=reverse("incidents:talk", args=[incident.reference, talk.after_days]) + f"?van={WAY_BACK}",
        words=_words(talk),
        state="late" if talk.state == TalkState.PLANNED and talk.planned_on < today else "",
        about=" · ".join(part for part in (what, handler) if part),
    )


def _words(talk: AftercareTalk) -> str:
    if talk.state == TalkState.HELD and talk.held_on:
        return f"gevoerd op {day_words(talk.held_on)}"
    return "niet gewenst" if talk.state == TalkState.NOT_WANTED else f"gepland op {day_words(talk.planned_on)}"
