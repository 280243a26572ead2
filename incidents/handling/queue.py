"""The coordinator's queue: its tabs with their bounded counts, and the filters that narrow it.

Each tab and each filter alone has an index that gives its rows in order (see `Incident.Meta`); a count stops at a
thousand and says so, because counting all rows of a large organisation costs more than the page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import JSONArray
from django.http import HttpRequest
from django.utils import timezone

from core.params import choice
from incidents.choices import OPEN, DutyState, QueueRank, Severity, Status
from incidents.handlers import handlers_of, handling_roles
from incidents.models import Duty, Incident, StatusSummary, Unit
from incidents.pages import since
from incidents.vocabulary import KINDS
from participants.models import Organisation, User

MOST = 1_000
PERIODS = {"30": 30, "90": 90, "365": 365}
PERIOD_CHOICES = [("", "alles"), ("30", "30 dagen"), ("90", "90 dagen"), ("365", "een jaar")]
LATE = {"ja": "te laat"}
FILTERS = ("vorm", "periode", "ernst", "behandelaar", "afdeling", "laat")
SUBMITTED = tuple(status for status in Status if status != Status.DRAFT)
_KINDS = frozenset(kind.code for kind in KINDS)
QUEUE_ORDER = ("queue_rank", "queue_at", "pk")
NEWEST_ORDER = ("-occurred_at", "-pk")


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the queue: which rows, and whether least time left comes first."""

    slug: str
    label: str
    statuses: tuple[Status, ...] = SUBMITTED
    rank: QueueRank | None = None
    is_queue: bool = True
    for_handlers: bool = True

    @property
    def condition(self) -> Q:
        """Return which of the reports that were sent stand in this tab."""
        held = Q() if self.statuses == SUBMITTED else Q(status__in=self.statuses)
        return held if self.rank is None else held & Q(queue_rank=self.rank)


TABS = [
    Tab("open", "Open", OPEN, for_handlers=False),
    Tab("nieuw", "Nieuw", (Status.REPORTED,)),
    Tab("klok", "Klok loopt", OPEN, QueueRank.CLOCK),
    Tab("wacht", "Wacht op derden", (Status.WAITING,)),
    Tab("klaar", "Klaar om af te handelen", OPEN, QueueRank.READY),
    Tab("afgehandeld", "Afgehandeld", (Status.CLOSED,), is_queue=False, for_handlers=False),
    Tab("", "Alle", is_queue=False, for_handlers=False),
]
_BY_SLUG = {tab.slug: tab for tab in TABS} | {
    status.value: Tab(status.value, str(status.label), (status,), is_queue=False)
    for status in SUBMITTED
    if status not in (Status.WAITING, Status.CLOSED)
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the reader asked for; odd values count as not asked. The names are those of the address."""

    tab: Tab
    vorm: str = ""
    periode: str = ""
    ernst: str = ""
    behandelaar: str = ""
    afdeling: str = ""
    laat: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """Return the filters that are used, beside the tab."""
        every = {name: getattr(self, name) for name in FILTERS}
        return {name: value for name, value in every.items() if value}

    def url(self, tab: Tab, org: str = "") -> str:
        """Return the address of another tab with the same filters."""
        extra = {"org": org} if org else {}
        return "?" + urlencode({"status": tab.slug, **self.asked, **extra})

    def narrow(self, rows: Any, *, user: User, at: datetime) -> Any:
        """Narrow rows of one organisation to what was asked."""
        rows = rows.filter(self.tab.condition)
        if self.vorm:
            rows = rows.filter(main_kind=self.vorm)
        if self.ernst:
            rows = rows.filter(severity=self.ernst)
        if self.afdeling:
            rows = rows.filter(unit_id=int(self.afdeling))
        if self.behandelaar:
            wanted = {"ik": user.pk, "niemand": None}
            key = wanted[self.behandelaar] if self.behandelaar in wanted else int(self.behandelaar)
            rows = rows.filter(assigned_to_id=key) if key is not None else rows.filter(assigned_to_id__isnull=True)
        if self.laat:
            rows = rows.filter(_is_late(at))
        if self.periode:
            rows = rows.filter(occurred_at__gte=since(at, PERIODS[self.periode]))
        return rows


def _is_late(at: datetime) -> Q:
    """Tell of the open ones with a date that has passed: the place in the queue says it, but beside a clock that runs.

    In the queue a clock comes before the other duties, and a long term may end after their dates.
    """
    waiting = Duty.objects.filter(incident=OuterRef("pk"), state=DutyState.TODO, due_at__lt=at)
    past = Q(queue_at__lt=at) & ~Q(queue_rank=QueueRank.READY)
    return Q(status__in=OPEN) & (past | Q(Exists(waiting), queue_rank=QueueRank.CLOCK))


@dataclass(frozen=True, slots=True)
class Desk:
    """With whom and where incidents of one organisation are handled: the choices of the filters."""

    handlers: tuple[tuple[str, str], ...] = ()
    units: tuple[tuple[str, str], ...] = ()

    def name_of(self, user_pk: int | None) -> str:
        """Return the name of who handles; somebody who does so no longer has no name here, and a reporter sees none."""
        return "" if user_pk is None or not self.handlers else dict(self.handlers).get(str(user_pk), "iemand anders")


def desk_of(organisation: Organisation, *, at: datetime) -> Desk:
    """Read who handles incidents of an organisation, and its departments."""
    handlers = handlers_of(organisation.pk, on=timezone.localdate(at))
    units = Unit.objects.filter(organisation=organisation, is_current=True).values_list("pk", "name")
    return Desk(tuple((str(user.pk), str(user)) for user in handlers), tuple((str(pk), name) for pk, name in units))


def asked_of(request: HttpRequest, desk: Desk) -> Narrowing:
    """Read tab and filters from the address."""
    people = {"ik", "niemand", *(pk for pk, _ in desk.handlers)} if desk.handlers else set()
    return Narrowing(
        tab=_BY_SLUG[choice(request, "status", _BY_SLUG, "open")],
        vorm=choice(request, "vorm", _KINDS, ""),
        periode=choice(request, "periode", PERIODS, ""),
        ernst=choice(request, "ernst", Severity.values, ""),
        behandelaar=choice(request, "behandelaar", people, ""),
        afdeling=choice(request, "afdeling", {pk for pk, _ in desk.units}, ""),
        laat=choice(request, "laat", LATE if desk.handlers else (), ""),
    )


class _BoundedCount(Subquery):
    """Counts the rows of a subquery that has its own limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def counts_of(rows: Any, reader: User, tabs: Sequence[Tab]) -> dict[str, str]:
    """Return in words how many of these rows each tab has, in one question, asked beside the reader's own row."""
    found = User._base_manager.filter(pk=reader.pk).values_list(*_counted(rows, tabs)).get()
    return _in_words(tabs, found)


def desk_with_counts(organisation: Organisation, tabs: Sequence[Tab], *, at: datetime) -> tuple[Desk, dict[str, str]]:
    """Read the desk of one organisation, which the caller reaches, and how many each tab has, in one question.

    The question is put into SQL once. Putting it together each time costs more than asking it, and the page is
    measured. A tab of statuses alone is counted from the sums that the database keeps, the others up to the bound.
    """
    ranked = [tab for tab in tabs if tab.rank is not None]
    sql, params = _question(tuple(tab.slug for tab in ranked))
    given: dict[Any, Any] = {_ANY: organisation.pk, _ANY_DAY: timezone.localdate(at)}
    with connection.cursor() as cursor:
        cursor.execute(sql, [given.get(param, param) for param in params])
        *numbers, statuses, handlers, units = cursor.fetchone()
    sums, counted = dict(map(json.loads, statuses)), dict(zip(ranked, numbers, strict=True))
    every = [counted[tab] if tab in counted else sum(sums.get(each, 0) for each in tab.statuses) for tab in tabs]
    return Desk(_pairs(handlers), _pairs(units)), _in_words(tabs, every)


_ANY, _ANY_DAY = -1, date.max
"""Stand in a question for the organisation and the day that are filled in when it is asked."""


@lru_cache(maxsize=4)
def _question(slugs: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    rows = Incident._base_manager.exclude(status=Status.DRAFT).filter(organisation_id=_ANY)
    statuses = StatusSummary._base_manager.filter(organisation_id=_ANY).values("status").annotate(number=Sum("count"))
    handlers = handling_roles(on=_ANY_DAY).filter(organisation_id=_ANY)
    units = Unit._base_manager.filter(organisation_id=_ANY, is_current=True).order_by("name")
    asked = Organisation._base_manager.filter(pk=_ANY).values_list(
        *_counted(rows, [_BY_SLUG[slug] for slug in slugs]),
        ArraySubquery(statuses.values_list(JSONArray("status", "number"))),
        ArraySubquery(handlers.values_list(JSONArray("person__user_id", "person__name"))),
        ArraySubquery(units.values_list(JSONArray("pk", "name"))),
    )
    sql, params = asked.query.sql_with_params()
    return sql, tuple(params)


def _pairs(found: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return keys with names; somebody with two roles is named once."""
    return tuple({str(key): name for key, name in map(json.loads, found)}.items())


def _counted(rows: Any, tabs: Sequence[Tab]) -> list[_BoundedCount]:
    return [_BoundedCount(rows.filter(tab.condition).order_by().values("pk")[: MOST + 1]) for tab in tabs]


def _in_words(tabs: Sequence[Tab], numbers: Sequence[int]) -> dict[str, str]:
    return {tab.slug: number_words(number) for tab, number in zip(tabs, numbers, strict=True)}


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many are open, with a clock that runs, and past their term; each counted no further than the bound."""

    open: int
    running: int
    overdue: int

    @property
    def words(self) -> str:
        """Return how many clocks run and how many are too late, as a phrase."""
        parts = [f"{number_words(self.overdue)} te laat"] if self.overdue else []
        if self.running:
            parts.append(f"{number_words(self.running)} {'klok loopt' if self.running == 1 else 'klokken lopen'}")
        return ", ".join(parts) or "Geen klok loopt."


def waiting_of(rows: Any, user: User, *, at: datetime) -> Waiting:
    """Count what waits among these rows by the index of the queue, in one question to the database."""
    ticking = rows.filter(status__in=OPEN, queue_rank=QueueRank.CLOCK)
    asked = [rows.filter(status__in=OPEN), ticking.filter(queue_at__gte=at), ticking.filter(queue_at__lt=at)]
    return Waiting(*bounded_counts(user, *asked))


def bounded_counts(reader: User, *asked: Any) -> tuple[int, ...]:
    """Count each of these rows no further than one past the bound, in one question beside the reader's own row."""
    counted = [_BoundedCount(rows.order_by().values("pk")[: MOST + 1]) for rows in asked]
    return tuple(User._base_manager.filter(pk=reader.pk).values_list(*counted).get())


def number_words(number: int) -> str:
    """Return a bounded count in words: "12", "meer dan 1.000"."""
    return f"meer dan {MOST:,}".replace(",", ".") if number > MOST else str(number)
