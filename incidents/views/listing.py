"""The queue of the own organisation, or the list of the own reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from core.paging import keyset
from core.templatetags.vpt import empty_state
from incidents.choices import Severity
from incidents.handling.queue import (
    LATE,
    NEWEST_ORDER,
    PERIOD_CHOICES,
    QUEUE_ORDER,
    TABS,
    Desk,
    Narrowing,
    Tab,
    asked_of,
    counts_of,
    desk_with_counts,
)
from incidents.models import Incident
from incidents.pages import LIST_FIELDS, Row, duties_of, list_rows
from incidents.scope import scope_of
from incidents.vocabulary import KINDS
from participants.access import Capability, Reach, held_organisations, reach_of
from participants.guards import requires, user_of


@require_safe
@requires(Capability.INCIDENTS_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show 25 lines of a tab: open ones by least time left, the others by newest first.

    The page is measured: plain rows instead of objects, all words made before the template.
    """
    now = timezone.now()
    rows, organisation = _own_rows(request)
    may_handle = organisation in held_organisations(request.user, Capability.INCIDENTS_HANDLE)
    tabs = [tab for tab in TABS if may_handle or not tab.for_handlers]
    if may_handle:
        desk, counts = desk_with_counts(organisation, tabs, at=now)
    else:
        desk, counts = Desk(), counts_of(rows, user_of(request), tabs)
    asked = asked_of(request, desk)
    narrowed = asked.narrow(rows, user=user_of(request), at=now)
    order = QUEUE_ORDER if asked.tab.is_queue else NEWEST_ORDER
    page = keyset(request, narrowed.values(*LIST_FIELDS), fields=order, per_page=25)
    found = list(page.rows)
    shown = list_rows(found, duties_of(found), now, desk.name_of)
    org = organisation.code if organisation and request.GET.get("org") else ""
    context = {
        "page": page,
        "rows": shown,
        "lines": written_rows(shown, can_pick=may_handle),
        "may_handle": may_handle,
        "tabs": written_tabs(tabs, asked, counts, org),
        "org_code": org,
        "clear_url": Narrowing(asked.tab).url(asked.tab, org),
        **_words(asked, desk),
        **_titles(request, organisation),
    }
    return render(request, "incidents/list.html", context)


def _words(asked: Narrowing, desk: Desk) -> dict[str, Any]:
    """Return what the page says of tab and filters."""
    return {
        "filters": filter_fields(asked, desk),
        "active": active_words(asked, desk),
        "caption": f"{asked.tab.label}, {'minste tijd eerst' if asked.tab.is_queue else 'nieuwste eerst'}",
        "empty": _empty(asked),
        "status": asked.tab.slug,
        "index_url": reverse("incidents:index"),
    }


_ROW = (
    '<tr><th scope="row">{}<a href="{}{}">{}</a></th><td data-label="Wanneer">{}</td>'
    '<td data-label="Wat">{}<span class="row-hint">{} · {}</span></td>'
    '<td data-label="Status">{}<span class="row-hint">{}</span></td>'
    '<td data-label="Reactie" class="clock-{}">{}{}</td><td data-label="Plichten">{}</td></tr>'
)
_PICK = (
    '<label class="row-pick"><input type="checkbox" name="ref" value="{}" form="tegelijk">'
    '<span class="visually-hidden">Kies {}</span></label>'
)


def written_rows(rows: Iterable[Row], *, can_pick: bool = False) -> SafeString:
    """Write the lines of the table: a template would look up thirteen words a line, and the page is measured."""
    start = reverse("incidents:index")
    lines = (
        (
            format_html(_PICK, row.reference, row.reference) if can_pick else "",
            *(start, row.reference, row.reference, row.when, row.kind, row.place, row.severity, row.status),
            *(row.handler, row.clock_state, row.clock, row.bar, row.lights),
        )
        for row in rows
    )
    return format_html_join("\n", _ROW, lines)


def written_tabs(tabs: Sequence[Tab], asked: Narrowing, counts: dict[str, str], org: str) -> SafeString:
    """Write the tabs as links, each with how many there are."""
    return format_html_join(
        "",
        '<li><a href="{}"{}>{} <span class="tab-count">{}</span></a></li>',
        (
            (
                asked.url(tab, org),
                SafeString(' aria-current="page"') if tab.slug == asked.tab.slug else "",
                tab.label,
                counts.get(tab.slug, ""),
            )
            for tab in tabs
        ),
    )


def _own_rows(request: HttpRequest) -> tuple[Any, Any]:
    """Return the rows within reach; for one organisation by its key, so that the index gives them in order."""
    rows = Incident.objects.reachable(request.user, Capability.INCIDENTS_VIEW).submitted().order_by()
    scope = scope_of(request, Capability.INCIDENTS_VIEW)
    if scope.chosen is None:
        return rows, None
    return rows.filter(organisation_id=scope.chosen.pk), scope.chosen


@lru_cache(maxsize=256)
def filter_fields(asked: Narrowing, desk: Desk) -> SafeString:
    """Write the fields of the filter; few combinations exist, so they are kept: the page is measured."""
    return format_html_join(
        "",
        '<div class="list-field"><label for="id_{}">{}</label>'
        '<select class="form-select" id="id_{}" name="{}">{}</select></div>',
        ((name, label, name, name, _options(choices, chosen)) for name, label, choices, chosen in _fields(asked, desk)),
    )


@lru_cache(maxsize=256)
def active_words(asked: Narrowing, desk: Desk) -> tuple[str, ...]:
    """Return in words which filters narrow the list, for the line that folds them away on a phone."""
    return tuple(str(dict(choices)[chosen]) for _, _, choices, chosen in _fields(asked, desk) if chosen)


def _fields(asked: Narrowing, desk: Desk) -> list[tuple[str, str, list[tuple[str, Any]], str]]:
    """Return the filters that this reader has: name in the address, label, choices and what was chosen."""
    fields: list[tuple[str, str, list[tuple[str, Any]], str]] = [
        ("vorm", "Vorm", [("", "alle"), *KINDS.choices()], asked.vorm),
        ("periode", "Periode", [*PERIOD_CHOICES], asked.periode),
        ("ernst", "Ernst", [("", "alle"), *Severity.choices], asked.ernst),
    ]
    if desk.handlers:
        people = [("", "iedereen"), ("ik", "ik"), ("niemand", "nog niemand"), *desk.handlers]
        fields.append(("behandelaar", "Behandelaar", people, asked.behandelaar))
        fields.append(("laat", "Op tijd", [("", "alle"), *LATE.items()], asked.laat))
    if desk.units:
        fields.append(("afdeling", "Afdeling", [("", "alle"), *desk.units], asked.afdeling))
    return fields


def _options(choices: Iterable[tuple[str, Any]], chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SafeString(" selected") if value == chosen else "", label) for value, label in choices),
    )


def _titles(request: HttpRequest, organisation: Any) -> dict[str, str]:
    if reach_of(request.user, Capability.INCIDENTS_VIEW) is Reach.SELF:
        return {"title": "Mijn meldingen", "lead": "Wat u hebt gemeld en hoe het ermee staat."}
    return {"title": "Voorvallen", "lead": str(organisation or "")}


def _empty(asked: Narrowing) -> SafeString:
    """Return what stands there when nothing is found."""
    if asked.asked:
        text = "Er is geen voorval dat hierbij past. Kies een ruimer filter."
        return empty_state("Niets gevonden", text, f"?status={asked.tab.slug}", "Wis filter")
    if asked.tab.slug == "open":
        text = "Alles is afgehandeld. Wat al klaar is, vindt u bij ‘Afgehandeld’."
        return empty_state("Geen open voorvallen", text, "?status=", "Toon alle")
    return empty_state("Hier staat nu niets", "", "?status=open", "Toon wat open is")
