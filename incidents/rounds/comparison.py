"""The comparison of two rounds, ready to be shown: for a page, a file or a report.

The region reads editions (`incidents.rounds.editions`), which stay as they were made. An organisation reads its own
numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from incidents.figures.region import settled_on
from incidents.figures.statistics import (
    Interval,
    Ratio,
    Window,
    break_even,
    needed_count,
    per_100_fte_a_year,
    rate_ratio,
)
from incidents.models import ComparisonEdition, MeasurementRound
from incidents.rounds import verdict
from incidents.rounds.panel import Member, fte_time, panel_of, serious_window, window_of

TYPICAL_SHARE = 0.12
"""Of those who met with violence at work 88% made no formal report (study of workplace violence, domain notes)."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One thing that was counted in both windows, with what may be said about it."""

    name: str
    earlier: Window
    later: Window
    earlier_fte: float | None = None
    later_fte: float | None = None

    @property
    def ratio(self) -> Ratio:
        """Return how the later rate relates to the earlier."""
        return rate_ratio(self.later, self.earlier)

    @property
    def verdict(self) -> verdict.Verdict:
        """Return what the interval allows to say."""
        return verdict.verdict_of(self.ratio.interval)

    @property
    def sentence(self) -> str:
        """Return the verdict in words."""
        return verdict.sentence(self.later, self.earlier, self.ratio, what=self.name)

    @property
    def ratio_words(self) -> str:
        """Return the ratio with its margin."""
        return verdict.in_words(self.ratio)

    @property
    def per_100_fte(self) -> tuple[float, float] | None:
        """Return both rates per 100 fte per year; None when the fte are not all known."""
        if not self.earlier_fte or not self.later_fte:
            return None
        return (
            per_100_fte_a_year(self.earlier.count, self.earlier_fte),
            per_100_fte_a_year(self.later.count, self.later_fte),
        )


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the programme stands behind a comparison, and what falls out."""

    participants: tuple[int, int]
    confirmed: tuple[int, int]
    signed: tuple[int, int]
    matched: int
    compared: int
    employees: tuple[int, int]
    employees_compared: tuple[int, int]

    @property
    def percent(self) -> int:
        """Return the smaller of the two shares of employees behind the comparison."""
        pairs = zip(self.employees_compared, self.employees, strict=True)
        return min((round(100 * part / whole) if whole else 0 for part, whole in pairs), default=0)

    @property
    def left_out(self) -> tuple[int, int]:
        """Return how many participants of each round are not in the comparison."""
        return self.participants[0] - self.confirmed[0], self.participants[1] - self.confirmed[1]

    @property
    def withheld(self) -> int:
        """Return how many are left out so that nobody can be worked out from two figures."""
        return self.matched - self.compared


@dataclass(frozen=True, slots=True)
class Reporting:
    """What the polls of a round say together: how many who met with something have it registered."""

    registered: int
    experienced: int
    organisations: int

    @property
    def share(self) -> float:
        """Return the share registered."""
        return self.registered / self.experienced


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rounds compared, or the reason why they are not. `whose` says whose numbers these are."""

    earlier: MeasurementRound
    later: MeasurementRound
    whose: str
    coverage: Coverage | None = None
    all: Measured | None = None
    serious: Measured | None = None
    pooled: tuple[float, Interval] | None = None
    p_heterogeneity: float | None = None
    dispersion: float | None = None
    reporting: tuple[Reporting | None, Reporting | None] = (None, None)
    refusal: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def is_possible(self) -> bool:
        """Tell whether there is something to show."""
        return self.all is not None

    @property
    def sentence(self) -> str:
        """Return the sentence on top: the verdict, or why there is none."""
        return self.all.sentence if self.all else self.refusal

    @property
    def break_even(self) -> str:
        """Say which change in reporting would explain the whole rise; empty where there is none to explain."""
        value = self.all.ratio.value if self.all else None
        if value is None or self.all is None or self.all.verdict is not verdict.Verdict.RISE:
            return ""
        needed = break_even(value, TYPICAL_SHARE)
        times = verdict.number(value)
        if needed is None:
            return f"De toename is alleen met meer melden te verklaren als er {times} keer zo veel wordt gemeld."
        return (
            f"Werd er in de tweede meting {times} keer zo vaak gemeld als in de eerste, dan verklaart dat de hele "
            f"toename. Stel dat eerst {_percent(TYPICAL_SHARE)} van de voorvallen werd gemeld: dan is "
            f"{_percent(needed)} al genoeg."
        )

    @property
    def power(self) -> str:
        """Say how many incidents it takes to see a quarter less."""
        if self.all is None:
            return ""
        needed = needed_count(0.75, self.all.later.time / self.all.earlier.time)
        return (
            f"Om een echte daling van 25% met 80% zekerheid te zien, zijn in de eerste meting ongeveer {needed} "
            f"voorvallen nodig. Het zijn er {self.all.earlier.count}."
        )


def _percent(share: float) -> str:
    return f"{verdict.number(100 * share, 1)}%"


def own_comparison(earlier: MeasurementRound, later: MeasurementRound, member: Member | None, name: str) -> Comparison:
    """Compare two rounds for one organisation, from its own lines; `member` is None when it is not in both."""
    if earlier.definition_version != later.definition_version:
        return Comparison(earlier, later, name, refusal=OTHER_DEFINITION)
    if member is None:
        refusal = "Nog geen vergelijking mogelijk: bevestig eerst beide metingen van uw organisatie."
        return Comparison(earlier, later, name, refusal=refusal)
    serious = serious_window(member.earlier), serious_window(member.later)
    notes = ["De voorgangers van uw organisatie zijn opgeteld."] if len(member.earlier) > 1 else []
    return Comparison(
        earlier,
        later,
        name,
        all=Measured(
            ALL, window_of(member.earlier), window_of(member.later), fte_time(member.earlier), fte_time(member.later)
        ),
        serious=Measured(SERIOUS, serious[0], serious[1]) if serious[0] and serious[1] else None,
        notes=notes,
    )


ALL = "geregistreerde voorvallen"
SERIOUS = "zware voorvallen"
OTHER_DEFINITION = (
    "Nog geen vergelijking mogelijk: de twee metingen hebben een andere definitie van wat meetelt. "
    "Wat anders is geteld, is niet te vergelijken."
)


def comparison(earlier: MeasurementRound, later: MeasurementRound, *, region: str = "De regio") -> Comparison:
    """Return the published comparison of two rounds for the region, or why there is none yet.

    It reads the edition alone: page, file and report show the same numbers, also years later.
    """
    if earlier.definition_version != later.definition_version:
        return Comparison(earlier, later, region, refusal=OTHER_DEFINITION)
    edition = ComparisonEdition.objects.filter(earlier=earlier, later=later).first()
    if edition is None:
        return Comparison(earlier, later, region, refusal=_waiting(earlier, later))
    return of_edition(edition, earlier, later, region)


def _waiting(earlier: MeasurementRound, later: MeasurementRound) -> str:
    """Say how far it is, and what has to happen first."""
    panel = panel_of(earlier, later, is_published=True)
    both = f"{len(panel.members)} van {len(panel.rows_later)} organisaties hebben beide metingen bevestigd."
    for each in (earlier, later):
        if each.opened_at is None:
            return f"Nog geen vergelijking mogelijk: de {each.label} is nog niet geopend."
        if each.frozen_at is None:
            wait = f"De {each.label} wordt bevroren na {each.freeze_on:%d-%m-%Y}; daarna staat hier de uitkomst."
            return f"Nog geen vergelijking mogelijk: {both} {wait}"
    day = settled_on(later.last_on.replace(day=1))
    if day > timezone.localdate():
        wait = f"De maanden van de {later.label} staan vast op {day:%d-%m-%Y}; daarna staat hier de uitkomst."
        return f"Nog geen vergelijking mogelijk: {both} {wait}"
    return f"Nog geen vergelijking mogelijk: {both}"


def of_edition(
    edition: ComparisonEdition, earlier: MeasurementRound, later: MeasurementRound, region: str
) -> Comparison:
    """Return what an edition holds, ready to be shown."""
    held: dict[str, Any] = edition.figures
    coverage = Coverage(**{name: _pair(value) for name, value in held["coverage"].items()})
    base = {"coverage": coverage, "notes": held.get("notes", [])}
    pooled = held.get("pooled")
    return Comparison(
        earlier,
        later,
        region,
        all=_measured(ALL, held["all"]),
        serious=_measured(SERIOUS, held["serious"]) if held.get("serious") else None,
        pooled=(pooled["value"], Interval(pooled["low"], pooled["high"])) if pooled else None,
        p_heterogeneity=pooled["p_heterogeneity"] if pooled else None,
        dispersion=held.get("dispersion"),
        reporting=(_reporting(held, "earlier"), _reporting(held, "later")),
        **base,
    )


def _pair(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _measured(name: str, held: dict[str, Any]) -> Measured:
    earlier, later = (Window(held[side]["count"], held[side]["time"]) for side in ("earlier", "later"))
    return Measured(name, earlier, later, held["earlier"].get("fte_time"), held["later"].get("fte_time"))


def _reporting(held: dict[str, Any], side: str) -> Reporting | None:
    found = (held.get("reporting") or {}).get(side)
    return Reporting(**found) if found else None
