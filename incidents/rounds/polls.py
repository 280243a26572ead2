"""What the polls say: how much of what employees met with was registered. Nothing below ten answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from incidents.figures.disclosure import REGION, Cell, Key, Rule, Sum, protect
from incidents.figures.statistics import Interval, wilson
from incidents.models import MeasurementRound, Poll, PollCount
from incidents.models.poll import Experienced, Reason, Route

OF_PEOPLE = Rule(organisations=1, dominance=1.0)
"""Within one organisation the rule is about how many people said the same."""
NOT_TOLD = "niet getoond"
LEAST = 10
"""So many answers are needed before anything is shown, also to the own organisation: fewer could be pointed out."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The counters of a poll, added up."""

    asked: int
    experienced: int
    registered: int
    routes: Mapping[str, int]
    reasons: Mapping[str, int]

    @property
    def is_enough(self) -> bool:
        """Tell whether enough people met with something to say how much is registered."""
        return self.experienced >= LEAST

    @property
    def interval(self) -> Interval:
        """Return Wilson's interval of the share registered."""
        return wilson(self.registered, self.experienced)

    @property
    def share(self) -> float:
        """Return the share registered."""
        return self.registered / self.experienced

    @property
    def of_ten(self) -> int:
        """Return how many of ten figures are filled."""
        return round(10 * self.share)


def add_up(counts: Iterable[PollCount]) -> Answers:
    """Add up the counters of one poll."""
    routes: dict[str, int] = defaultdict(int)
    reasons: dict[str, int] = defaultdict(int)
    asked = 0
    for each in counts:
        asked += each.count
        if each.experienced == Experienced.YES and each.route:
            routes[each.route] += each.count
        elif each.experienced == Experienced.YES:
            reasons[each.reason] += each.count
    experienced = sum(routes.values()) + sum(reasons.values())
    return Answers(asked, experienced, routes.get(Route.PORTAL, 0), dict(routes), dict(reasons))


def region_share(measurement: MeasurementRound, rule: Rule = REGION) -> dict[str, int] | None:
    """Return how many were registered, of how many, over all closed polls of a round; None when it may not be shown."""
    counts = PollCount.objects.filter(poll__round=measurement, poll__closed_at__isnull=False)
    by_organisation: dict[int, list[PollCount]] = defaultdict(list)
    for each in counts:
        by_organisation[each.organisation_id].append(each)
    found = {pk: add_up(rows) for pk, rows in by_organisation.items()}
    kept = {pk: answers for pk, answers in found.items() if answers.experienced}
    parts = {
        "experienced": {pk: answers.experienced for pk, answers in kept.items()},
        "registered": {pk: answers.registered for pk, answers in kept.items()},
        "not": {pk: answers.experienced - answers.registered for pk, answers in kept.items()},
    }
    cells: dict[Key, Cell] = {
        (name,): Cell(sum(numbers.values()), len(numbers), max(numbers.values(), default=0))
        for name, numbers in parts.items()
    }
    safe = protect(cells, [Sum(("experienced",), (("registered",), ("not",)))], rule)
    experienced, registered = safe["experienced",], safe["registered",]
    if experienced is None or registered is None or experienced < LEAST:
        return None
    return {"registered": registered, "experienced": experienced, "organisations": len(kept)}


def rounded_down(number: int) -> str:
    """Say how many answered without telling when the last one did: in tens."""
    return "nog geen tien" if number < LEAST else f"meer dan {number // LEAST * LEAST - 1}"


def told(answers: Answers) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return how it was reported and why it was not, in words with their counts, most first.

    What few people said is not told to the person; nor is what would give that away, because all of it adds up to who
    met with something. How often it was registered is said in the sentence above it.
    """
    cells: dict[Key, Cell] = {}
    cells |= {("weg", code): _few(number) for code, number in answers.routes.items() if number and code != Route.PORTAL}
    cells |= {("reden", code): _few(number) for code, number in answers.reasons.items() if number}
    cells["samen",] = _few(answers.experienced - answers.registered)
    safe = protect(cells, [Sum(("samen",), tuple(key for key in cells if len(key) > 1))], OF_PEOPLE)
    if safe["samen",] is None:  # it is told all the same, so that the words themselves would say who
        safe = {}
    if answers.registered:
        safe["weg", Route.PORTAL] = answers.registered
    return _told(safe, "weg", Route), _told(safe, "reden", Reason)


def _few(number: int) -> Cell:
    return Cell(number, 1)


def _told(safe: Mapping[Key, int | None], what: str, words: type[Route] | type[Reason]) -> list[tuple[str, str]]:
    found = [(number, str(words(key[1]).label)) for key, number in safe.items() if key[0] == what]
    found.sort(key=lambda line: (line[0] is None, -(line[0] or 0), line[1]))
    return [(label, NOT_TOLD if number is None else str(number)) for number, label in found]


def poll_of(measurement: MeasurementRound, organisation_id: int) -> Poll | None:
    """Return the poll of an organisation in a round, with its counters read along."""
    rows = Poll.objects.filter(round=measurement, organisation_id=organisation_id).prefetch_related("counts")
    found: Poll | None = rows.first()
    return found
