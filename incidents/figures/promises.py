"""What an organisation promises after an incident and how often it does so: the four duties and the hours to react."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from incidents.choices import COUNTED, DutyKind, DutyState
from incidents.figures.own import Share, reactions_in_time
from incidents.figures.statistics import wilson
from incidents.models import Duty, Incident
from incidents.terms import term_in_rows
from participants.models import ClockStart, Organisation

LONGEST = 96
"""Hours on the axis; what took longer stands together at its end."""
BIN = 12
MOST = 1000
FEW = 10
"""Below this a share is told in words, and who may see no single incident gets no picture of hours."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One duty: how often done, of how many where it applied, and where it was not needed."""

    label: str
    share: Share
    not_needed: int = 0

    @property
    def margin(self) -> str:
        """Return Wilson's 95 % interval in words; none below ten."""
        if self.share.whole < FEW:
            return "te weinig voor een percentage"
        interval = wilson(self.share.part, self.share.whole)
        return f"{round(100 * interval.low)}% tot {round(100 * interval.high)}%"


@dataclass(frozen=True, slots=True)
class Reaction:
    """How many hours a reaction took, whether it was in time, and whether the report itself came late."""

    hours: float
    is_in_time: bool
    is_reported_late: bool


@dataclass(frozen=True, slots=True)
class Reactions:
    """The reactions that were given in a period, with the term of now."""

    term: int
    found: Sequence[Reaction]

    def bins(self) -> list[tuple[str, int]]:
        """Return how many reactions fall in each half day, and after the last."""
        edges = range(0, LONGEST, BIN)
        counts = [sum(edge <= each.hours < edge + BIN for each in self.found) for edge in edges]
        named = [(f"{edge} tot {edge + BIN} uur", number) for edge, number in zip(edges, counts, strict=True)]
        return [*named, (f"{LONGEST} uur of meer", sum(each.hours >= LONGEST for each in self.found))]


def promises(organisation: Organisation, *, since: datetime, at: datetime) -> list[Promise]:
    """Return reported and the four duties, in their order; a duty that was not needed is in no share.

    The incident's own organisation is asked too: its index then gives this period, without that of all the others.
    """
    rows = Duty.objects.filter(
        organisation=organisation,
        incident__organisation=organisation,
        incident__status__in=COUNTED,
        incident__occurred_at__gte=since,
    ).order_by()
    counts = {(kind, state): number for kind, state, number in rows.values_list("kind", "state").annotate(Count("pk"))}
    reported = sum(number for (kind, _), number in counts.items() if kind == DutyKind.AFTERCARE)
    found = [Promise("gemeld", Share(reported, reported))]
    for kind in DutyKind:
        done, todo = counts.get((kind, DutyState.DONE), 0), counts.get((kind, DutyState.TODO), 0)
        share, label = Share(done, done + todo), str(kind.label)
        if kind is DutyKind.REACTION:
            share, label = reactions_in_time(organisation, since=since, at=at), "reactie op tijd"
        found.append(Promise(label, share, counts.get((kind, DutyState.NOT_NEEDED), 0)))
    return found


def reactions(organisation: Organisation, *, since: datetime) -> Reactions:
    """Return the hours of each reaction since a moment, the newest thousand; nothing tells which is which."""
    starts_at = "reported_at" if organisation.clock_start == ClockStart.REPORTED else "occurred_at"
    rows = Incident.objects.filter(
        organisation=organisation,
        status__in=COUNTED,
        occurred_at__gte=since,
        clock_due_at__isnull=False,
        clock_stopped_at__isnull=False,
    ).order_by("-occurred_at")
    found = [
        Reaction((stopped - start).total_seconds() / 3600, stopped <= due, reported > occurred + term)
        for start, occurred, reported, due, stopped, term in rows.values_list(
            starts_at, "occurred_at", "reported_at", "clock_due_at", "clock_stopped_at", term_in_rows(organisation)
        )[:MOST]
    ]
    return Reactions(organisation.reaction_hours, sorted(found, key=lambda each: each.hours))
