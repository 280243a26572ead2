"""Days and moments as people and systems write them, on the wall clock of the Netherlands.

Days and times of day come back often in a file, so each text is worked out once. All moments are kept in UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from incidents.delivery.problems import Wrong

ZONE = ZoneInfo("Europe/Amsterdam")
EARLIEST = date(2014, 1, 1)
_LATEST = date(2100, 1, 1)
_EXCEL_ZERO = date(1899, 12, 30)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb february febr",
            "maart mrt mar march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "augustus aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAY = re.compile(r"^(?:ma|di|wo|do|vr|za|zo|maan|dins|woens|donder|vrij|zater|zon)(?:dag)?\.?,?\s+", re.IGNORECASE)
_ISO_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_DUTCH_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]['’]?(\d{4}|\d{2})")
_NAMED_DAY = re.compile(r"(\d{1,2})[\s-]+([A-Za-z]{3,9})\.?[\s-]+['’]?(\d{4}|\d{2})")
_TIME = re.compile(r"(\d{1,2})(?:[:.uh](\d{2}))?(?:[:.](\d{2})(?:[.,]\d+)?)?\s*(?:uur|u|h)?", re.IGNORECASE)
_SPLIT = re.compile(r"^(.*?\d)(?:T|\s*,?\s+(?:om\s+)?)(\d{1,2}[:.uUhH]\d{2}\S*(?:\s*(?:uur|u))?|\d{1,2}\s+uur)$")
_SERIAL = re.compile(r"[2-7]\d{4}(?:[.,]\d+)?")
_BETWEEN = frozenset({" ", "T"})
_LONGEST_DAY = 10
_REMEDY = "Schrijf de datum als 17-6-2014 of 2014-06-17."
_TIME_REMEDY = "Schrijf de tijd als 10:40."


class Moment(NamedTuple):
    """A moment in UTC; `is_day` tells that only the day is known, kept at its first hour."""

    at: datetime
    is_day: bool


class _Day(NamedTuple):
    day: date
    offset: timedelta | None  # None: the clock changes on this day


def day_of(value: object) -> date | None:
    """Return a day; None for an empty cell.

    Raises:
        Wrong: for what is no day, or a day that nobody can mean.
    """
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return None
        found = _SPLIT.match(text)
        return _day(found[1] if found else text).day
    if isinstance(value, datetime):
        return (value.astimezone(ZONE) if value.tzinfo else value).date()
    if value is None or isinstance(value, date):
        return value
    return _day(str(value)).day


def moment_of(value: object, at_time: time | None = None) -> Moment | None:
    """Return a moment; None for an empty cell. Without an offset it is on the Dutch clock.

    `at_time` is the time from a column of its own, for a value that holds only the day.

    Raises:
        Wrong: for what is no moment.
    """
    if type(value) is str:
        found = _usual(value) or _usual(value.strip())
        if found is not None:
            return found
    elif isinstance(value, datetime):
        return Moment(_as_utc(value), False)
    elif isinstance(value, date):
        return _joined(_known(value), at_time)
    elif value is None:
        return None
    text = str(value).strip()
    return _of_text(text, at_time) if text else None


def _usual(text: str) -> Moment | None:
    """Read the two usual ways without looking further: a day, a space or T, and a time of five signs."""
    day = text[:-6]
    if text[-3:-2] != ":" or text[-6:-5] not in _BETWEEN or len(day) > _LONGEST_DAY or " " in day:
        return None
    midnight = _midnight(day)
    if midnight is None:
        return _joined(_day(day), _time(text[-5:]))
    return Moment(midnight + _since(text[-5:]), False)


@lru_cache(maxsize=8192)
def _midnight(day: str) -> datetime | None:
    """Return the first moment of a day; None on the days on which the clock changes."""
    known = _day(day)
    return None if known.offset is None else _joined(known, None).at


@lru_cache(maxsize=4096)
def _since(clock: str) -> timedelta:
    found = _time(clock)
    return timedelta(hours=found.hour, minutes=found.minute, seconds=found.second)


def _of_text(text: str, at_time: time | None) -> Moment:
    if text[:4].isdigit() and text[4:5] == "-" and len(text) > 10:
        try:
            return Moment(_as_utc(datetime.fromisoformat(text)), False)
        except (ValueError, OverflowError):
            pass
    if _SERIAL.fullmatch(text):
        return _of_serial(text, at_time)
    found = _SPLIT.match(text)
    if found:
        return _joined(_day(found[1]), _time(found[2]))
    return _joined(_day(text), at_time)


def _of_serial(text: str, at_time: time | None) -> Moment:
    whole, _, part = text.replace(",", ".").partition(".")
    if not part.strip("0"):
        return _joined(_day(whole), at_time)
    minutes = round(float(f"0.{part}") * 24 * 60)
    naive = datetime.combine(_day(whole).day, time(0)) + timedelta(minutes=minutes)
    return Moment(_as_utc(naive), False)


def time_of(value: object) -> time | None:
    """Return a time of day; None for an empty cell.

    Raises:
        Wrong: for what is no time.
    """
    if isinstance(value, datetime):
        return value.time()
    if value is None or isinstance(value, time):
        return value
    text = str(value).strip()
    if not text:
        return None
    if re.fullmatch(r"0?[.,]\d+|0", text):  # a part of a day, as a spreadsheet keeps it
        minutes = round(float(text.replace(",", ".")) * 24 * 60) % (24 * 60)
        return time(*divmod(minutes, 60))
    return _time(text.rpartition(" ")[2] if _SPLIT.match(text) else text)


@lru_cache(maxsize=8192)
def _day(text: str) -> _Day:
    plain = _WEEKDAY.sub("", text.strip())
    try:
        found = _read_day(plain)
    except (ValueError, OverflowError):
        raise Wrong("Deze datum bestaat niet.", _REMEDY) from None
    return _known(found)


def _known(day: date) -> _Day:
    if not EARLIEST <= day < _LATEST:
        raise Wrong("Deze datum kan niet.", "Kies een dag vanaf 1 januari 2014.")
    before, after = (datetime.combine(day, at, ZONE).utcoffset() for at in (time(0), time(12)))
    return _Day(day, before if before == after else None)


def _read_day(text: str) -> date:
    if hit := _ISO_DAY.fullmatch(text):
        return date(int(hit[1]), int(hit[2]), int(hit[3]))
    if hit := _DUTCH_DAY.fullmatch(text):
        if int(hit[2]) > 12 >= int(hit[1]):
            raise Wrong("In deze datum staat de maand voor de dag.", _REMEDY)
        return date(_year(hit[3]), int(hit[2]), int(hit[1]))
    if hit := _NAMED_DAY.fullmatch(text):
        return date(_year(hit[3]), month_number(hit[2]), int(hit[1]))
    if text.isascii() and text.isdigit() and len(text) == 8:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if _SERIAL.fullmatch(text):
        return _EXCEL_ZERO + timedelta(days=int(text[:5]))
    raise Wrong("Dit is geen datum.", _REMEDY)


def month_number(name: str) -> int:
    """Return the number of a month.

    Raises:
        Wrong: for a name that is no month.
    """
    month = _MONTHS.get(name.lower())
    if month is None:
        raise Wrong(f"De maand ‘{name}’ kennen we niet.", _REMEDY)
    return month


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


@lru_cache(maxsize=4096)
def _time(text: str) -> time:
    found = _TIME.fullmatch(text.strip())
    try:
        if found and (found[2] or text.strip().lower().endswith(("u", "uur", "h"))):
            return time(int(found[1]), int(found[2] or 0), int(found[3] or 0))
    except ValueError:
        pass
    raise Wrong("Dit is geen tijd.", _TIME_REMEDY)


def _joined(known: _Day, at_time: time | None) -> Moment:
    day, offset = known
    if at_time is None:
        naive, is_day = datetime(day.year, day.month, day.day, tzinfo=UTC), True
    else:
        clock = (at_time.hour, at_time.minute, at_time.second)
        naive, is_day = datetime(day.year, day.month, day.day, *clock, tzinfo=UTC), False
    if offset is None:
        return Moment(_as_utc(naive.replace(tzinfo=None)), is_day)
    return Moment(naive - offset, is_day)


def _as_utc(moment: datetime) -> datetime:
    """Return a moment in UTC. On the Dutch clock an hour that was skipped is read as the hour after it, and an hour
    that came twice as its first time."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
    try:
        found = aware.astimezone(UTC)
    except OverflowError:
        raise Wrong("Deze datum kan niet.", "Kies een dag vanaf 1 januari 2014.") from None
    if (not EARLIEST <= found.date() < _LATEST and found.astimezone(ZONE).date() < EARLIEST) or found.date() >= _LATEST:
        raise Wrong("Deze datum kan niet.", "Kies een dag vanaf 1 januari 2014.")
    return found


def second_time(moment: datetime) -> datetime | None:
    """Return the other moment that the Dutch clock showed the same time; None when it showed it once."""
    local = moment.astimezone(ZONE)
    other = local.replace(fold=1).astimezone(UTC)
    return other if other != moment and local.fold == 0 and other - moment == timedelta(hours=1) else None
