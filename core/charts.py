"""Makes charts: one specification becomes one SVG that serves page and document, in light and dark.

vl-convert draws on the server, without a browser. The SVG carries no style attributes, which the content security
policy would refuse, and draws text and lines in `currentColor`, so that it follows the page's colours.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from django.core.cache import cache

if TYPE_CHECKING:
    import altair

logger = logging.getLogger(__name__)

FONT = "'Source Sans 3', 'Source Sans Pro', 'DejaVu Sans', Arial, sans-serif"
PALETTE = ["#0b6fa4", "#c2571a", "#5b7f2b", "#8a4f9e", "#a1862a", "#4a6572"]
_INK = "#123456"  # stands for currentColor: vl-convert wants a colour it knows
_KEEP_SECONDS = 7 * 24 * 3600
_DRAWING = "3"  # raise when the drawing below changes, so that kept pictures are made anew
_SVG = "http://www.w3.org/2000/svg"

CONFIG: dict[str, Any] = {
    "background": None,
    "font": "Source Sans 3",
    "view": {"stroke": None},
    "title": {"color": _INK},
    "axis": {
        "labelColor": _INK,
        "titleColor": _INK,
        "domainColor": _INK,
        "tickColor": _INK,
        "gridColor": _INK,
        "gridOpacity": 0.15,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
    },
    "legend": {"labelColor": _INK, "titleColor": _INK, "labelFontSize": 13, "titleFontSize": 13},
    "header": {"labelColor": _INK, "titleColor": _INK, "labelFontSize": 13},
    "text": {"color": _INK, "fontSize": 13},
    "rule": {"color": _INK},
    "range": {"category": PALETTE},
    "bar": {"color": PALETTE[0]},
    "line": {"color": PALETTE[0], "strokeWidth": 2.5},
    "point": {"color": PALETTE[0], "filled": True, "size": 60},
}
DUTCH: dict[str, Any] = {
    "format_locale": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["€ ", ""]},
    "time_format_locale": {
        "dateTime": "%A %e %B %Y %X",
        "date": "%d-%m-%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": ["zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"],
        "shortDays": ["zo", "ma", "di", "wo", "do", "vr", "za"],
        "months": ("januari februari maart april mei juni juli augustus september oktober november december".split()),
        "shortMonths": "jan feb mrt apr mei jun jul aug sep okt nov dec".split(),
    },
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with what it says: a whole sentence as title, and the numbers as a table."""

    title: str
    svg: str
    columns: list[str]
    rows: list[list[object]] = field(default_factory=list)
    note: str = ""


def render_chart(spec: altair.Chart | dict[str, Any], *, title: str, description: str) -> str:
    """Return the chart as SVG text, with `title` and `description` for those who do not see it.

    The first chart of a process takes about a second (see `warm_up`), later ones a tenth; drawn ones are kept by their
    content.
    """
    given = spec if isinstance(spec, dict) else spec.to_dict()
    content = json.dumps([_DRAWING, given, title, description], sort_keys=True, default=str)
    key = f"chart:{hashlib.sha256(content.encode()).hexdigest()}"
    kept = _from_cache(key)
    if kept is None:
        kept = _draw(given, title, description)
        _to_cache(key, kept)
    return kept


def _from_cache(key: str) -> str | None:
    try:
        return cache.get(key)  # type: ignore[no-any-return]
    except Exception as error:  # noqa: BLE001  the cache may be gone at any moment: draw anew
        logger.warning("cache cannot be read: %s", type(error).__name__)
        return None


def _to_cache(key: str, svg: str) -> None:
    try:
        cache.set(key, svg, _KEEP_SECONDS)
    except Exception as error:  # noqa: BLE001  the cache may be gone at any moment
        logger.warning("cache cannot be written: %s", type(error).__name__)


def _draw(spec: dict[str, Any], title: str, description: str) -> str:
    import vl_convert  # 1 s and 100 MB: only where charts are made

    full = {**spec, "config": _merge(CONFIG, spec.get("config") or {})}
    svg = vl_convert.vegalite_to_svg(json.dumps(full, default=str), allowed_base_urls=[], **DUTCH)
    return clean_svg(svg, title, description, key=hashlib.sha256(svg.encode()).hexdigest()[:8])


def warm_up(*, after: float = 0) -> threading.Thread:
    """Draw a chart of nothing, some seconds after a process began, so that no user waits for the first one.

    To be called in the process that draws, after a fork: what vl-convert starts does not survive one. While it draws
    the whole process stands still, so it waits until the start is over, and processes do it one after another. A
    failure is for the log alone; the first real chart meets it again and tells.
    """
    timer = threading.Timer(after, _draw_nothing)
    timer.daemon = True
    timer.start()
    return timer


def _draw_nothing() -> None:
    started = time.monotonic()
    try:
        _draw({"mark": "bar", "data": {"values": []}, "encoding": {}}, "Niets", "Niets")
    except Exception as error:  # noqa: BLE001  a server without charts still serves all other pages
        logger.warning("no chart could be drawn at the start: %s", type(error).__name__)
    else:
        logger.info("ready to draw charts after %.1f s", time.monotonic() - started)


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Lay one configuration over another, level by level."""
    merged = dict(base)
    for name, value in over.items():
        both = isinstance(value, dict) and isinstance(merged.get(name), dict)
        merged[name] = _merge(merged[name], value) if both else value
    return merged


def clean_svg(svg: str, title: str, description: str, *, key: str) -> str:
    """Return an SVG fit for a page under a strict policy: no style attribute, no script, own names, a title.

    `key` makes the names inside unique, so that two charts on a page do not take each other's clipping.
    """
    ET.register_namespace("", _SVG)
    root = ET.fromstring(svg)  # noqa: S314  drawn by vl-convert in this process
    for element in root.iter():
        _plain_attributes(element, key)
    _size(root)
    root.attrib.update({"role": "img", "aria-labelledby": f"t{key} d{key}", "focusable": "false", "class": "chart"})
    body = ET.tostring(root, encoding="unicode")
    start, _, rest = body.partition(">")
    names = f'<title id="t{key}">{escape(title)}</title><desc id="d{key}">{escape(description)}</desc>'
    return f"{start}>{names}{rest}".replace(_INK, "currentColor")


_URL = re.compile(r"url\(#([^)]+)\)")


def _plain_attributes(element: ET.Element, key: str) -> None:
    """Turn style into attributes and drop what screen readers or the policy trip over."""
    for part in element.attrib.pop("style", "").split(";"):
        name, _, value = part.partition(":")
        if value:
            element.set(name.strip(), value.strip())
    for name in [name for name in element.attrib if name.startswith(("aria-", "on")) or name == "role"]:
        del element.attrib[name]
    for name, value in element.attrib.items():
        if name == "id":
            element.set(name, f"{value}-{key}")
        elif "url(#" in value:
            element.set(name, _URL.sub(rf"url(#\1-{key})", value))
        elif name.endswith("href") and value.startswith("#"):
            element.set(name, f"{value}-{key}")
    if "font-family" in element.attrib:
        element.set("font-family", FONT)


def _size(root: ET.Element) -> None:
    """Let the picture shrink with its column: the drawing keeps its proportions through the view box."""
    if "viewBox" not in root.attrib and {"width", "height"} <= root.attrib.keys():
        root.set("viewBox", f"0 0 {root.attrib['width']} {root.attrib['height']}")
