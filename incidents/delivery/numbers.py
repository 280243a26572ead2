"""Numbers as Dutch people and as systems write them; where the two differ, it is asked instead of guessed."""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation

from incidents.delivery.problems import Wrong

_DUTCH = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_ENGLISH = re.compile(r"-?[1-9]\d{0,2}(?:,\d{3})+\.\d+")
_WHOLE = re.compile(r"[0-9]{1,6}(?:[.,]0+)?")
_TWO_WAYS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
_AROUND = re.compile(r"^(?:€|eur(?:o)?)\s*|\s*(?:€|eur(?:o)?|,-|,--|\.-)$", re.IGNORECASE)
_HIGHEST = Decimal(10) ** 8
_HIGHEST_COUNT = 32_767


def money(value: object) -> Decimal | None:
    """Return an amount in euros with at most two decimals; None for an empty cell.

    Raises:
        Wrong: for what is no amount, is negative, or can be read in two ways.
    """
    if isinstance(value, str):
        text = _AROUND.sub("", value.replace("\N{NO-BREAK SPACE}", " ").strip()).replace(" ", "")
        amount = _of_text(text) if text else None
    elif value is None:
        amount = None
    else:
        amount = _of_number(value)
    if amount is None:
        return None
    if amount < 0 or amount >= _HIGHEST:
        raise Wrong("Dit bedrag kan niet.", "Vul een bedrag in tussen 0 en 99.999.999,99.")
    cents = amount.quantize(Decimal("0.01"))
    if cents != amount:
        raise Wrong("Dit bedrag heeft meer dan twee cijfers achter de komma.", "Rond het af op centen.")
    return cents


def _of_text(text: str) -> Decimal:
    if len(text) > 20:
        raise _not_a_number()
    if _TWO_WAYS.fullmatch(text):
        thousands, cents = text.replace(".", "").replace(",", ""), text.replace(".", ",")[:-1]
        raise Wrong(f"‘{text}’ kan op twee manieren worden gelezen.", f"Schrijf {thousands} of {cents}.")
    if _DUTCH.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if _ENGLISH.fullmatch(text):
        return Decimal(text.replace(",", ""))
    raise _not_a_number()


def _of_number(value: object) -> Decimal:
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        raise _not_a_number()
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise _not_a_number() from None


def whole(value: object) -> int | None:
    """Return a whole number of people; None for an empty cell.

    Raises:
        Wrong: for what is no whole number of 0 or more.
    """
    number = _count(value.strip() if isinstance(value, str) else value)
    if number is not None and not 0 <= number <= _HIGHEST_COUNT:
        raise Wrong("Dit aantal kan niet.", "Vul een getal in tussen 0 en 32.767.")
    return number


def _count(value: object) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(re.split("[.,]", value)[0])
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value == int(value):
        return int(value)
    raise Wrong("Dit is geen heel getal.", "Vul een heel getal in, bijvoorbeeld 2.")


def _not_a_number() -> Wrong:
    return Wrong("Dit is geen bedrag.", "Vul een bedrag in, bijvoorbeeld 1234,50.")
