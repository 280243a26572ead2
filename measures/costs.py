"""Costs as annex 1 writes them: an amount, PM or nothing. PM and nothing are not zero."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from django.db import models

_NUMBER = r"(?P<euros{0}>\d{{1,3}}(?:\.\d{{3}})+|\d+)(?:,(?P<cents{0}>\d{{2}})|,-)?"
_AMOUNT = re.compile(rf"(?:€|EUR|euro)\s*{_NUMBER.format(1)}|^\s*{_NUMBER.format(2)}\s*$", re.IGNORECASE)


class CostKind(models.TextChoices):
    """The three states of a cost."""

    EMPTY = "empty", "leeg"
    AMOUNT = "amount", "bedrag"
    OPEN = "open", "PM"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a cost cell says; `amount` in euros, only when the kind is an amount."""

    kind: CostKind
    amount: Decimal | None = None


def parse_cost(text: str) -> Cost:
    """Read a cost cell: "€ 600,-" inside a text is an amount; a text with none or several amounts is still PM."""
    if not text.strip():
        return Cost(CostKind.EMPTY)
    found = [_decimal(match) for match in _AMOUNT.finditer(text)]
    if len(found) == 1 and found[0] < Decimal("10000000000"):
        return Cost(CostKind.AMOUNT, found[0])
    return Cost(CostKind.OPEN)


def _decimal(match: re.Match[str]) -> Decimal:
    euros = match["euros1"] or match["euros2"]
    return Decimal(f"{euros.replace('.', '')}.{match['cents1'] or match['cents2'] or '00'}")
