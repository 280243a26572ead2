"""Reads Dutch texts that stand for a day, a period or an intention. What is not understood stays open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils import formats

from core.softdates.atoms import END, MONTH, START, WEEKDAY, Kind, Span, approximate, point, shift_year


class Precision(models.TextChoices):
    """How precisely a text tells when."""

    DAY = Kind.DAY, "dag"
    MONTH = Kind.MONTH, "maand"
    QUARTER = Kind.QUARTER, "kwartaal"
    SEASON = Kind.SEASON, "seizoen"
    HALF_YEAR = Kind.HALF_YEAR, "half jaar"
    YEAR = Kind.YEAR, "jaar"
    RANGE = Kind.RANGE, "periode"
    OPEN = Kind.OPEN, "open"


Programme = tuple[date, date] | None
MAX_READ = 200  # longer texts are stories, not dates


@dataclass(frozen=True, slots=True)
class SoftDate:
    """A text as written, with the first and the last day on which it can fall (None: not known)."""

    text: str = ""
    precision: str = Precision.OPEN.value
    earliest: date | None = None
    latest: date | None = None

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def is_exact(self) -> bool:
        """Tell whether this is one day."""
        return self.precision == Precision.DAY

    def describe(self) -> str:
        """Return in Dutch how the text is read; empty for no text."""
        if not self.text:
            return ""
        if self.earliest is None and self.latest is None:
            return "geen vaste datum"
        if self.earliest is not None and self.earliest == self.latest and self.precision == Precision.DAY:
            return _written(self.earliest)
        if self.earliest is None:
            return f"tot en met {_written(self.latest)}"
        if self.latest is None:
            return f"vanaf {_written(self.earliest)}"
        return f"{_written(self.earliest)} tot en met {_written(self.latest)}"


def _written(day: date | None) -> str:
    return formats.date_format(day, "j F Y") if day else ""


def parse_soft_date(text: str | None, *, programme: Programme = None) -> SoftDate:
    """Read a text; `programme` gives the first and last day for what only says "until the end of the project".

    Never raises, and keeps the text as written. A text that is not fully understood is open: bounds of the
    programme, or none. Where a day has no year it is open too, bounded by the years in which it can fall.
    """
    kept = text or ""
    bounds = programme if programme and programme[0] <= programme[1] else None
    plain = _normalise(kept)
    if not plain:
        return SoftDate(kept)
    span = _read(plain, bounds) if len(plain) <= MAX_READ else None
    if span is None or _is_reversed(span):
        span = Span(Kind.OPEN, *(bounds or (None, None)))
    return SoftDate(kept, Precision(span.kind).value, span.earliest, span.latest)


def _is_reversed(span: Span) -> bool:
    return span.earliest is not None and span.latest is not None and span.earliest > span.latest


_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "′": "'", "–": "-", "—": "-", "‑": "-", "−": "-"})
_TIME = re.compile(r",? (?:om |van )?\d{1,2}[.:]\d{2}(?: ?(?:-|tot) ?\d{1,2}[.:]\d{2})?(?: ?uur| ?u\.?)?$")


def _normalise(text: str) -> str:
    """Lower case, one kind of quote and dash, single spaces, no closing full stop, no time of day."""
    plain = " ".join(text.translate(_QUOTES).lower().split()).strip(" .,;")
    return _TIME.sub("", plain)


_ROUGHLY = r"ca\.?|circa|ongeveer|rond|omstreeks|vermoedelijk|waarschijnlijk|naar verwachting"
_APPROXIMATE = re.compile(rf"^(?:{_ROUGHLY}) (.+)$")
_LEAD = re.compile(r"^(?:in|op|gepland op|gepland in|gepland voor|gedurende|heel) (.+)$")


def _read(plain: str, bounds: Programme) -> Span | None:
    """Try the forms from the most to the least definite."""
    if plain.endswith("?"):
        return _roughly(plain.rstrip("? ()"), bounds)
    if match := _APPROXIMATE.match(plain):
        return _roughly(match[1], bounds)
    if match := _LEAD.match(plain):
        plain = match[1]
    return (
        point(plain)
        or _without_year(plain, bounds)
        or _between(plain, bounds)
        or _one_sided(plain, bounds)
        or _listed(plain)
    )


def _roughly(plain: str, bounds: Programme) -> Span | None:
    span = point(plain)
    return approximate(span) if span else None


def _without_year(plain: str, bounds: Programme) -> Span | None:
    """A day or month without a year: open, between the first and last year in which it can fall."""
    years = range(bounds[0].year, bounds[1].year + 1) if bounds else range(2012, 2020)
    spans = [span for year in years if (span := point(plain, year))]
    if not spans:
        return None
    if bounds is None:
        return Span(Kind.OPEN, None, None)
    inside = [s for s in spans if s.latest and s.earliest and s.latest >= bounds[0] and s.earliest <= bounds[1]]
    if not inside:
        return Span(Kind.OPEN, *bounds)
    return Span(Kind.OPEN, inside[0].earliest, inside[-1].latest)


_FROM = r"(?:vanaf|van|tussen|sinds|start|met ingang van|m\.?i\.?v\.?) "
_SEPARATOR = re.compile(r" ?(?:tot en met|t/m|tot aan|tot|-|/) ?| en ")


def _between(plain: str, bounds: Programme) -> Span | None:
    """ "vanaf A tot B", "A - B", "A t/m B", "tussen A en B", "A/B"."""
    start = re.match(_FROM, plain)
    body = plain[start.end() :] if start else plain
    for match in _SEPARATOR.finditer(body):
        if match[0] == " en " and not plain.startswith("tussen "):
            continue
        span = _pair(body[: match.start()].strip(), body[match.end() :].strip(), bounds)
        if span:
            return span
    return None


def _pair(left: str, right: str, bounds: Programme) -> Span | None:
    if END.fullmatch(right):
        first = point(left) or (Span(Kind.OPEN, bounds[0] if bounds else None, None) if START.fullmatch(left) else None)
        if first is None:
            return None
        end = bounds[1] if bounds and (first.earliest is None or first.earliest <= bounds[1]) else None
        kind = Kind.OPEN if START.fullmatch(left) else Kind.RANGE
        return Span(kind, first.earliest, end)
    last = point(right)
    if last is None:
        first = point(left)
        last = point(right, first.latest.year) if first and first.latest else None
    else:
        first = point(left) or _same_month(left, right, last) or _same_year(left, last)
    if START.fullmatch(left) and last:
        return Span(Kind.RANGE, bounds[0] if bounds else None, last.latest)
    if first is None or last is None:
        return None
    return Span(Kind.RANGE, first.earliest, last.latest)


def _same_month(left: str, right: str, last: Span) -> Span | None:
    """The 12 of "12 - 14 juni 2014"."""
    if last.kind != Kind.DAY or last.latest is None or not re.fullmatch(r"\d{1,2}", left):
        return None
    if not re.match(rf"(?:{WEEKDAY} )?\d{{1,2}} {MONTH}", right):
        return None
    try:
        day = last.latest.replace(day=int(left))
    except ValueError:
        return None
    return Span(Kind.DAY, day, day)


def _same_year(left: str, last: Span) -> Span | None:
    """The "maart" of "maart - mei 2015"; the year before when it would come after its end."""
    if last.latest is None or last.earliest is None:
        return None
    first = point(left, last.latest.year)
    if first and first.earliest and first.earliest > last.latest:
        first = shift_year(left, last.latest.year - 1)
    return first


_ONE_SIDED_FROM = re.compile(r"^(?:vanaf|sinds|start|na|met ingang van|m\.?i\.?v\.?|ingaande) (.+)$")
_ONE_SIDED_UNTIL = re.compile(r"^(?:tot en met|t/m|tot|uiterlijk|voor|vóór|voor eind|loopt tot) (.+)$")


def _one_sided(plain: str, bounds: Programme) -> Span | None:
    """ "vanaf A" and "tot B": the other side is the programme's, when that is known and fits."""
    if match := _ONE_SIDED_FROM.match(plain):
        span = point(match[1])
        if span is None or span.earliest is None:
            return None
        end = bounds[1] if bounds and bounds[1] >= span.earliest else None
        return Span(Kind.RANGE, span.earliest, end)
    if match := _ONE_SIDED_UNTIL.match(plain):
        span = point(match[1])
        if span is None or span.latest is None:
            return None
        begin = bounds[0] if bounds and bounds[0] <= span.latest else None
        return Span(Kind.RANGE, begin, span.latest)
    return None


_COMMA = re.compile(r", en |, | en |; | & | \+ ")


def _listed(plain: str) -> Span | None:
    """ "mei 2014, mei 2015" and "12 juni 2014 en maart/april 2015": from the first to the last."""
    pieces = _COMMA.split(plain)
    if len(pieces) < 2:
        return None
    spans: list[Span] = []
    for piece, text_after in zip(reversed(pieces), ["", *reversed(pieces[1:])], strict=True):
        span = _with_neighbour(piece, text_after, spans)
        if span is None or span.earliest is None or span.latest is None:
            return None
        spans.append(span)
    return Span(Kind.RANGE, min(s.earliest for s in spans if s.earliest), max(s.latest for s in spans if s.latest))


def _with_neighbour(piece: str, text_after: str, later: list[Span]) -> Span | None:
    """Read one of a list; a day or month without a year takes it from the next one when it comes before that."""
    span = point(piece) or _pair_of_months(piece)
    if span or not later:
        return span
    after = later[-1]
    span = _same_month(piece, text_after, after) or (point(piece, after.latest.year) if after.latest else None)
    return span if span and span.earliest and after.earliest and span.earliest <= after.earliest else None


def _pair_of_months(piece: str) -> Span | None:
    left, slash, right = piece.partition("/")
    return _pair(left.strip(), right.strip(), None) if slash else None


def bar(soft: SoftDate, margin: timedelta = timedelta(0)) -> tuple[date, date] | None:
    """Return the days between which a soft bar is drawn; None for what has no bounds on both sides."""
    if soft.earliest is None or soft.latest is None:
        return None
    return soft.earliest - margin, soft.latest + margin
