"""The outcome of a comparison in one sentence, chosen by the interval alone."""

from __future__ import annotations

import math
from enum import StrEnum

from incidents.figures.statistics import Interval, Ratio, Window, needed_count

EXPECTED = (
    "Een toename was verwacht en gewenst: er wordt meer gemeld en geregistreerd. "
    "Dit cijfer zegt niet dat er meer agressie is."
)


class Verdict(StrEnum):
    """What the interval allows to say."""

    RISE = "stijging"
    FALL = "daling"
    NONE = "geen verschil"


def verdict_of(interval: Interval) -> Verdict:
    """Return a rise or a fall only when the whole interval lies on that side of one."""
    if interval.low > 1:
        return Verdict.RISE
    return Verdict.FALL if interval.high < 1 else Verdict.NONE


def sentence(later: Window, earlier: Window, ratio: Ratio, *, what: str = "geregistreerde voorvallen") -> str:
    """Return the verdict as a sentence for a board."""
    found = verdict_of(ratio.interval)
    if found is Verdict.RISE:
        return f"Het aantal {what} per medewerker is toegenomen ({in_words(ratio)}). {EXPECTED}"
    if found is Verdict.FALL:
        return (
            f"Er is minder geregistreerd: het aantal {what} per medewerker daalde ({in_words(ratio)}). "
            "Ga na of er minder gebeurt of minder wordt gemeld."
        )
    small = "; de aantallen zijn klein" if _is_small(later, earlier) else ""
    return f"Er is geen verschil aantoonbaar{small}. Of er meer of minder is geregistreerd, is niet te zeggen."


def _is_small(later: Window, earlier: Window) -> bool:
    """Tell whether a quarter less could have stayed unseen with so few incidents."""
    return earlier.count < needed_count(0.75, later.time / earlier.time)


def in_words(ratio: Ratio) -> str:
    """Return a ratio with its margin: "×1,39; 95%-marge 1,13–1,70"."""
    if ratio.value is None:
        return "geen voorvallen in beide metingen"
    return f"×{number(ratio.value)}; 95%-marge {margin(ratio.interval)}"


def margin(interval: Interval, digits: int = 2) -> str:
    """Return an interval as two Dutch numbers."""
    return f"{number(interval.low, digits)}–{number(interval.high, digits)}"


def number(value: float, digits: int = 2) -> str:
    """Return a number the Dutch way; infinite in words."""
    if math.isinf(value):
        return "onbegrensd"
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))
