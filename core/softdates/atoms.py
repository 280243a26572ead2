"""The smallest pieces of a Dutch date: a day, a month, a season, a quarter, half a year, a part of a year, a year."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """How precisely a text tells when."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    HALF_YEAR = "half_year"
    YEAR = "year"
    RANGE = "range"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Span:
    """What a piece of text stands for."""

    kind: Kind
    earliest: date | None
    latest: date | None


_MONTHS = {
    "januari": 1,
    "februari": 2,
    "maart": 3,
    "april": 4,
    "mei": 5,
    "juni": 6,
    "juli": 7,
    "augustus": 8,
    "september": 9,
    "oktober": 10,
    "november": 11,
    "december": 12,
    "jan": 1,
    "feb": 2,
    "febr": 2,
    "mrt": 3,
    "apr": 4,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "sept": 9,
    "okt": 10,
    "nov": 11,
    "dec": 12,
}
MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
WEEKDAY = r"(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|ma|di|wo|do|vr|za|zo)\.?"
_WEEKDAYS = ["ma", "di", "wo", "do", "vr", "za", "zo"]
_YEAR = r"(?P<year>(?:19|20)\d\d|'\d\d)"
_PROJECT = "(?:project|programma|traject|projectperiode)"
_PERIOD = rf"(?:de |het )?(?:{_PROJECT}|looptijd|looptijd (?:van )?(?:het )?{_PROJECT})"
END = re.compile(rf"(?:(?:het )?eind|einde)(?: van)? {_PERIOD}(?: in (?:19|20)\d\d)?")
START = re.compile(rf"(?:de )?(?:start|begin)(?: van)?(?: {_PERIOD})?")


def _year(text: str) -> int:
    return 2000 + int(text[1:]) if text.startswith("'") else int(text)


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _months(kind: Kind, year: int, first: int, last: int) -> Span:
    return Span(kind, date(year, first, 1), _last(year, last))


_NUMERIC = re.compile(r"(?P<day>\d{1,2})([-/.])(?P<number>\d{1,2})\2(?P<year>(?:19|20)\d\d|'?\d\d)")
_ISO = re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)")
_DAY = re.compile(rf"(?:(?P<weekday>{WEEKDAY}) )?(?P<day>\d{{1,2}})(?:e|ste|de)? {MONTH}(?:,? {_YEAR})?")
_MONTH = re.compile(rf"{MONTH}(?: (?:van )?{_YEAR})?")
_SEASON = re.compile(rf"(?:het |de )?(?P<season>voorjaar|lente|zomer|najaar|herfst)(?: (?:van )?{_YEAR})?")
_WINTER = re.compile(rf"(?:de )?winter (?:van )?{_YEAR}(?: ?[-/] ?(?P<next>(?:19|20)\d\d|'?\d\d))?")
_FIRST = {"1e": 1, "1ste": 1, "eerste": 1, "2e": 2, "2de": 2, "tweede": 2, "3e": 3, "derde": 3, "4e": 4, "vierde": 4}
_FIRST_WORD = rf"(?:het |de )?(?P<first>{'|'.join(_FIRST)})"
_QUARTER = re.compile(rf"{_FIRST_WORD} kwartaal(?: (?:van )?{_YEAR})?")
_QUARTER_DIGIT = re.compile(rf"(?:q|kwartaal |k)(?P<first>[1-4])(?: {_YEAR})?")
_HALF = re.compile(rf"{_FIRST_WORD} (?:helft|halfjaar|half jaar)(?: (?:van )?{_YEAR})?")
_PART = re.compile(rf"(?P<part>begin|medio|midden|half|eind|einde|ultimo|primo)(?: van)? (?:{MONTH} ?)?{_YEAR}?")
_WEEK = re.compile(rf"week (?P<week>\d{{1,2}})(?:,| van|-)? ?{_YEAR}")
_WHOLE = re.compile(_YEAR)


def point(text: str, year: int | None = None) -> Span | None:
    """Read one moment or period; `year` serves when the text has none. None when it is not fully understood."""
    for pattern, reader in _READERS:
        match = pattern.fullmatch(text)
        if match:
            try:
                return reader(match.groupdict(), year)
            except (ValueError, OverflowError):  # 31 februari, week 60
                return None
    return None


def shift_year(text: str, year: int) -> Span | None:
    """Read a piece without a year as of this year."""
    return point(text, year)


def approximate(span: Span) -> Span:
    """Widen: "rond 15 mei 2014" is no day, but a fortnight."""
    if span.earliest is None or span.latest is None:
        return span
    margin = timedelta(days=7 if span.kind == Kind.DAY else 31)
    return Span(Kind.RANGE, span.earliest - margin, span.latest + margin)


Parts = dict[str, str | None]


def _found_year(parts: Parts, year: int | None) -> int:
    """Raise ValueError when there is no year at all."""
    found = parts.get("year")
    if found:
        return _year(found)
    if year is None:
        raise ValueError("no year")
    return year


def _numeric(parts: Parts, year: int | None) -> Span:
    written = parts["year"] or ""
    full = _year(written) if written.startswith("'") or len(written) == 4 else 2000 + int(written)
    day = date(full, int(parts["number"] or 0), int(parts["day"] or 0))
    return Span(Kind.DAY, day, day)


def _day(parts: Parts, year: int | None) -> Span:
    day = date(_found_year(parts, year), _MONTHS[parts["month"] or ""], int(parts["day"] or 0))
    weekday = parts["weekday"]
    if weekday and parts["year"] and _WEEKDAYS[day.weekday()] != weekday[:2]:
        raise ValueError("the weekday contradicts the date")
    return Span(Kind.DAY, day, day)


def _month(parts: Parts, year: int | None) -> Span:
    month = _MONTHS[parts["month"] or ""]
    return _months(Kind.MONTH, _found_year(parts, year), month, month)


def _season(parts: Parts, year: int | None) -> Span:
    first = {"voorjaar": 3, "lente": 3, "zomer": 6, "najaar": 9, "herfst": 9}[parts["season"] or ""]
    return _months(Kind.SEASON, _found_year(parts, year), first, first + 2)


def _winter(parts: Parts, year: int | None) -> Span:
    """ "winter 2014/2015" is one winter; "winter 2015" may be either end of that year."""
    first = _found_year(parts, year)
    if parts["next"]:
        second = int(parts["next"].strip("'")) % 100 + first // 100 * 100
        if second != first + 1:
            raise ValueError("not one winter")
        return Span(Kind.SEASON, date(first, 12, 1), _last(second, 2))
    return Span(Kind.SEASON, date(first, 1, 1), _last(first + 1, 2))


def _quarter(parts: Parts, year: int | None) -> Span:
    first = parts["first"] or ""
    number = int(first) if first.isdigit() else _FIRST[first]
    return _months(Kind.QUARTER, _found_year(parts, year), number * 3 - 2, number * 3)


def _half(parts: Parts, year: int | None) -> Span:
    number = _FIRST[parts["first"] or ""]
    if number > 2:
        raise ValueError("a year has two halves")
    return _months(Kind.HALF_YEAR, _found_year(parts, year), number * 6 - 5, number * 6)


def _part(parts: Parts, year: int | None) -> Span:
    """Thirds: "begin 2015" is January to April, "eind mei 2015" the 21st and later."""
    third = {"begin": 0, "primo": 0, "medio": 1, "midden": 1, "half": 1}.get(parts["part"] or "", 2)
    found = _found_year(parts, year)
    if not parts["month"]:
        return _months(Kind.RANGE, found, third * 4 + 1, third * 4 + 4)
    month = _MONTHS[parts["month"]]
    last = _last(found, month) if third == 2 else date(found, month, third * 10 + 10)
    return Span(Kind.RANGE, date(found, month, third * 10 + 1), last)


def _week(parts: Parts, year: int | None) -> Span:
    monday = date.fromisocalendar(_found_year(parts, year), int(parts["week"] or 0), 1)
    return Span(Kind.RANGE, monday, monday + timedelta(days=6))


def _whole(parts: Parts, year: int | None) -> Span:
    return _months(Kind.YEAR, _found_year(parts, year), 1, 12)


Reader = Callable[[Parts, int | None], Span]
_READERS: list[tuple[re.Pattern[str], Reader]] = [
    (_NUMERIC, _numeric),
    (_ISO, _numeric),
    (_DAY, _day),
    (_MONTH, _month),
    (_SEASON, _season),
    (_WINTER, _winter),
    (_QUARTER, _quarter),
    (_QUARTER_DIGIT, _quarter),
    (_HALF, _half),
    (_PART, _part),
    (_WEEK, _week),
    (_WHOLE, _whole),
]
