"""Components as template tags; loaded in every template.

Each tag renders one small template in `templates/components/`. The page `/onderdelen/` shows all of them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from crispy_forms.helper import FormHelper
from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import components
from core.components import CircleGrid, Light, TaskItem, Timeline

register = template.Library()


# The marks that stand in every row of a list are written here: a template each would cost more than the row itself.
_ICON = (
    '<svg class="icon" width="24" height="24" viewBox="0 0 24 24" {} focusable="false"><use href="{}#{}"></use></svg>'
)
_REACHED = '<span class="step is-reached"></span>'
_AHEAD = '<span class="step"></span>'
_STEPS = (
    '<span class="steps"><span class="steps-marks" aria-hidden="true">{}</span>{}'
    '<span class="visually-hidden">{}stap {} van {}</span></span>'
)


@cache
def _sprite() -> str:
    return static("img/icons.svg")


def _render(name: str, /, **context: Any) -> SafeString:
    return render_to_string(f"components/{name}.html", context)


def _tone(tone: str) -> str:
    return tone if tone in components.TONES else "neutral"


# --- The page -------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def page_header(content: str, title: str, lead: str = "", kicker: str = "") -> SafeString:
    """Render the one h1 of a page, a sentence below it and its buttons."""
    return _render("page_header", title=title, lead=lead, kicker=kicker, content=content.strip() and content)


@register.simple_block_tag
def breadcrumbs(content: str) -> SafeString:
    """Render the trail around the crumbs of a page; nothing on a page without."""
    return _render("breadcrumbs", content=content) if content.strip() else SafeString("")


@register.simple_tag
def breadcrumb(title: str, url: str = "") -> SafeString:
    """Render one crumb; the last one has no address."""
    return _render("breadcrumb", title=title, url=url)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Render a picture from our own set; without a label it is decoration."""
    told = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(_ICON, told, _sprite(), name)


@register.simple_block_tag
def notice(content: str, title: str = "", tone: str = "info") -> SafeString:
    """Render a message that stands on the page: info, good, attention or late."""
    return _render("notice", content=content, title=title, tone=_tone(tone))


# --- Blocks ---------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def card(content: str, title: str = "", url: str = "", kicker: str = "", level: int = 2) -> SafeString:
    """Render a card; with an address its whole surface leads there."""
    return _render("card", content=content, title=title, url=url, kicker=kicker, level=level)


@register.simple_tag
def tile(title: str, url: str, text: str = "", icon_name: str = "", count: int | str | None = None) -> SafeString:
    """Render a large button with a picture, fit for a thumb."""
    return _render("tile", title=title, url=url, text=text, icon_name=icon_name, count=count)


@register.simple_tag
def badge(text: str, tone: str = "neutral") -> SafeString:
    """Render a word with a colour; the word alone tells enough."""
    return format_html('<span class="badge tone-{}">{}</span>', _tone(tone), text)


@register.simple_tag
def stat(value: object, label: str, note: str = "", url: str = "") -> SafeString:
    """Render one number with its words."""
    return _render("stat", value=value, label=label, note=note, url=url)


@register.simple_tag
def lights(items: Iterable[Light]) -> SafeString:
    """Render duties as lights that are told in words."""
    return _render("lights", items=list(items))


@register.simple_tag
def empty_state(title: str, text: str = "", url: str = "", action: str = "") -> SafeString:
    """Render what stands where nothing is yet, with the way to begin."""
    return _render("empty_state", title=title, text=text, url=url, action=action)


@register.simple_tag
def task_list(items: Iterable[TaskItem]) -> SafeString:
    """Render tasks with their status in words."""
    return _render("task_list", items=list(items))


@register.simple_tag
def today_list(lines: Iterable[Any]) -> SafeString:
    """Render lines of "Vandaag": a sentence, a date and a button each."""
    return _render("today_list", lines=list(lines))


@register.simple_tag
def description_list(items: Iterable[tuple[str, object]]) -> SafeString:
    """Render labels with their values; an empty value is told, not left blank."""
    return _render("description_list", items=list(items))


# --- Tables and pictures --------------------------------------------------------------------------------------------


@register.simple_block_tag
def data_table(content: str, caption: str = "", hide_caption: bool = False, stacked: bool = False) -> SafeString:
    """Render a table with its caption; it scrolls in its own frame, or stacks on a phone (cells need data-label)."""
    return _render("data_table", content=content, caption=caption, hide_caption=hide_caption, stacked=stacked)


@register.simple_tag
def figure(figure: Any) -> SafeString:
    """Render a core.charts.Figure: its message as title, the picture, and the table behind it."""
    return _render("figure", figure=figure)


@register.simple_tag
def circle_grid(grid: CircleGrid) -> SafeString:
    """Render a grid with filled and open circles."""
    return _render("circle_grid", grid=grid)


@register.simple_tag
def timeline(line: Timeline) -> SafeString:
    """Render soft dates as bars on a line; the same as a list for who cannot see it."""
    return _render("timeline", line=line)


@register.simple_tag
def progress_bar(value: float, total: float, label: str) -> SafeString:
    """Render how far something is, with the numbers in words."""
    return _render("progress_bar", value=value, total=total, label=label, percent=components.share(value, total))


@register.simple_tag
def clock(left: float, total: float, text: str) -> SafeString:
    """Render a bar that empties, with what is left in words; left of 0 or less is too late."""
    percent = components.share(left, total)
    tone = "late" if left <= 0 else "attention" if percent <= 25 else "good"
    return _render("clock", percent=percent, tone=tone, text=text)


@register.simple_tag
def steps(reached: int, total: int, text: str = "") -> SafeString:
    """Render a mark of some steps of which a number is reached."""
    marks = SafeString(_REACHED * min(reached, total) + _AHEAD * max(total - reached, 0))
    told = format_html('<span class="steps-text">{}</span>', text) if text else SafeString("")
    return format_html(_STEPS, marks, told, ", " if text else "", reached, total)


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Any) -> SafeString:
    """Render the way through pages, of a Paginator page or of a keyset page."""
    query = context["request"].GET.copy() if "request" in context else None
    if query is not None:
        for name in ("page", "pagina", "na", "voor", "cursor"):
            query.pop(name, None)
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1) if isinstance(page, Page) else []
    return _render("pagination", page=page, numbers=numbers, query=query.urlencode() if query else "")


# --- Forms ----------------------------------------------------------------------------------------------------------


@register.simple_tag
def form_errors(form: BaseForm) -> SafeString:
    """Render the error summary with links to the fields, once a form."""
    if not form.errors or getattr(form, "has_summary", False):
        return SafeString("")
    form.has_summary = True  # type: ignore[attr-defined]
    return _render("form_errors", lines=components.error_lines(form))


def _helper(form: BaseForm) -> FormHelper:
    """Copy the form's own helper without form tag, token and buttons: the page writes those."""
    helper = copy.copy(getattr(form, "helper", None) or FormHelper(form))
    helper.form_tag = False
    helper.disable_csrf = True
    helper.inputs = []
    return helper


@register.simple_tag(takes_context=True)
def form_page(
    context: Context, form: BaseForm, submit: str = "Opslaan", cancel_url: str = "", is_secondary: bool = False
) -> SafeString:
    """Render a whole form: summary of errors, fields, one button (secondary beside a heavier one) and the way back."""
    return _render(
        "form_page",
        form=form,
        helper=_helper(form),
        submit=submit,
        cancel_url=cancel_url,
        is_secondary=is_secondary,
        csrf_token=context.get("csrf_token"),
    )


@register.simple_tag(takes_context=True)
def filter_form(context: Context, form: BaseForm, submit: str = "Toon") -> SafeString:
    """Render a form that narrows a list: one row of fields, sent by GET."""
    form.is_filter = True  # type: ignore[attr-defined]
    return _render("filter_form", form=form, helper=_helper(form), submit=submit)


# --- Values ---------------------------------------------------------------------------------------------------------


@register.simple_tag
def soft_date(value: Any) -> SafeString:
    """Render a soft date as it was written."""
    return _render("soft_date", value=value)


@register.filter
def euro(amount: Decimal | None) -> str:
    """Write an amount as € 1.234,50; nothing for nothing."""
    from core.text import euro as write

    return "" if amount is None else write(amount)


@register.filter
def markdown(text: str) -> SafeString:
    """Write Markdown as safe HTML."""
    from core.text import render_markdown

    return render_markdown(text or "")


@register.filter
def permille(value: int) -> str:
    """Write thousandths as a percentage for an attribute of a picture: 125 → 12.5%."""
    return f"{value / 10:g}%"


@register.filter
def plain_number(value: int) -> str:
    """Write a number for an address or attribute, without the points of the Dutch thousands."""
    return str(value)
