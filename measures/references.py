"""Cells of annex 1 that point to another block: "Zie Specials"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from measures.models import MatrixTopic

_SEE = re.compile(r"^zie\s+(?:de\s+|het\s+)?(?:onderwerp\s+)?(.{2,80}?)\.?$", re.I)


def is_reference(text: str) -> bool:
    """Tell whether a cell does nothing but point elsewhere."""
    return bool(_SEE.match(text.strip()))


def referred_topic(text: str, topics: Iterable[MatrixTopic]) -> MatrixTopic | None:
    """Return the block to which a cell points, or None; "VPT" stands for "Veilige publieke taak"."""
    found = _SEE.match(text.strip())
    if not found:
        return None
    wanted = _words(found.group(1))
    for topic in topics:
        if wanted in (_words(topic.title), topic.code):
            return topic
    return None


def _words(text: str) -> str:
    return re.sub(r"\bvpt\b", "veilige publieke taak", " ".join(text.casefold().split()))
