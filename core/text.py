"""Text for readers: Markdown made safe, amounts, and numbers with their word."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")
MAX_MARKDOWN = 100_000
_TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "ul", "ol", "li", "a", "blockquote", "code", "pre"),
    *("h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}}


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel="noopener noreferrer"
    )


def render_markdown(text: str | None) -> SafeString:
    """Return Markdown as safe HTML; a heading of the writer starts at level 2, the page has level 1."""
    tokens = _markdown().parse((text or "")[:MAX_MARKDOWN])
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 4)}"
        elif token.type == "th_open":
            token.attrs = {"scope": "col"}
        elif token.type == "td_open":
            token.attrs = {}
    html = _markdown().renderer.render(tokens, _markdown().options, {})
    return mark_safe(_cleaner().clean(html))  # noqa: S308  cleaned on this line


def counted(number: int, one: str, more: str) -> str:
    """Return a number with its word: counted(1, "gast", "gasten") is "1 gast"."""
    return f"{number} {one if number == 1 else more}"


def keep_numbers(text: str) -> str:
    """Return a text in which a telephone number stays on one line."""
    return _BETWEEN_DIGITS.sub("\N{NO-BREAK SPACE}", text)


def euro(amount: Decimal | int | None) -> str:
    """Return an amount the Dutch way, "€ 1.234,50"; nothing for no amount, which is not zero."""
    if amount is None or amount == "":
        return ""
    cents = Decimal(amount).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    digits = f"{cents:,.2f}".translate(str.maketrans(",.", ".,"))
    return f"€\N{NO-BREAK SPACE}{digits}"
