"""The list of incidents of the own organisation, or of the own reports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from core.paging import keyset
from core.params import choice
from core.templatetags.vpt import empty_state
from incidents.choices import OPEN, Status
from incidents.models import Duty, Incident
from incidents.pages import LIST_FIELDS, Row, list_rows, since
from incidents.scope import scope_of
from incidents.vocabulary import KINDS
from participants.access import Capability, Reach, reach_of
from participants.guards import requires

PERIODS = {"30": 30, "90": 90, "365": 365}
PERIOD_CHOICES = [("", "alles"), ("30", "30 dagen"), ("90", "90 dagen"), ("365", "een jaar")]
STATUS_CHOICES = [("open", "open"), ("", "alle"), *(each for each in Status.choices if each[0] != Status.DRAFT)]
_KINDS = frozenset(kind.code for kind in KINDS)
SORTS = ("klok", "nieuwste")


@require_safe
@requires(Capability.INCIDENTS_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show 25 lines: what is open by least time left, or all by newest first.

    The page is measured: plain rows instead of objects, all words made before the template.
    """
    now = timezone.now()
    status = choice(request, "status", {"open", "", *Status.values} - {Status.DRAFT}, "open")
    sort = choice(request, "volgorde", SORTS, "klok" if status == "open" else "nieuwste")
    rows, organisation = _own_rows(request)
    rows = _narrow(request, rows, status, now)
    fields = ("queue_rank", "queue_at", "pk") if sort == "klok" and status == "open" else ("-occurred_at", "-pk")
    page = keyset(request, rows.values(*LIST_FIELDS), fields=fields, per_page=25)
    found = list(page.rows)
    duties = (
        Duty.objects.reachable(request.user, Capability.INCIDENTS_VIEW)
        .filter(incident_id__in=[row["pk"] for row in found])
        .values_list("incident_id", "kind", "state")
    )
    rows_shown = list_rows(found, duties, now)
    context = {
        "page": page,
        "rows": rows_shown,
        "lines": written_rows(rows_shown),
        "filters": filter_fields(status, *_narrowing(request)),
        "caption": "Open voorvallen, minste tijd eerst" if sort == "klok" and status == "open" else "Nieuwste eerst",
        "empty": _empty(request, status),
        "index_url": reverse("incidents:index"),
        "org_code": organisation.code if organisation and request.GET.get("org") else "",
        **_titles(request, organisation),
    }
    return render(request, "incidents/list.html", context)


_ROW = (
    '<tr><th scope="row"><a href="{}{}">{}</a></th><td data-label="Wanneer">{}</td>'
    '<td data-label="Wat">{}<span class="row-hint">{} · {}</span></td><td data-label="Status">{}</td>'
    '<td data-label="Reactie" class="clock-{}">{}</td><td data-label="Plichten">{}</td></tr>'
)


def written_rows(rows: Iterable[Row]) -> SafeString:
    """Write the lines of the table: a template would look up thirteen words a line, and the page is measured."""
    start = reverse("incidents:index")
    lines = (
        (
            *(start, row.reference, row.reference, row.when, row.kind, row.place, row.severity, row.status),
            *(row.clock_state, row.clock, row.lights),
        )
        for row in rows
    )
    return format_html_join("\n", _ROW, lines)


def _own_rows(request: HttpRequest) -> tuple[Any, Any]:
    """Return the rows within reach; for one organisation by its key, so that the index gives them in order."""
    rows = Incident.objects.reachable(request.user, Capability.INCIDENTS_VIEW).submitted().order_by()
    scope = scope_of(request, Capability.INCIDENTS_VIEW)
    if scope.chosen is None:
        return rows, None
    return rows.filter(organisation_id=scope.chosen.pk), scope.chosen


def _narrow(request: HttpRequest, rows: Any, status: str, now: datetime) -> Any:
    if status == "open":
        rows = rows.filter(status__in=OPEN)
    elif status:
        rows = rows.filter(status=status)
    kind, period = _narrowing(request)
    if kind:
        rows = rows.filter(main_kind=kind)
    if period:
        rows = rows.filter(occurred_at__gte=since(now, PERIODS[period]))
    return rows


def _narrowing(request: HttpRequest) -> tuple[str, str]:
    """Return kind and period as asked; odd values count as not asked."""
    return choice(request, "vorm", _KINDS, ""), choice(request, "periode", PERIODS, "")


@lru_cache(maxsize=256)
def filter_fields(status: str, kind: str, period: str) -> SafeString:
    """Write the three fields of the filter; few combinations exist, so they are kept: the page is measured."""
    return format_html_join(
        "",
        '<div class="list-field"><label for="id_{}">{}</label>'
        '<select class="form-select" id="id_{}" name="{}">{}</select></div>',
        (
            (name, label, name, name, _options(choices, chosen))
            for name, label, choices, chosen in (
                ("status", "Status", STATUS_CHOICES, status),
                ("vorm", "Vorm", [("", "alle"), *KINDS.choices()], kind),
                ("periode", "Periode", PERIOD_CHOICES, period),
            )
        ),
    )


def _options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SafeString(" selected") if value == chosen else "", label) for value, label in choices),
    )


def _titles(request: HttpRequest, organisation: Any) -> dict[str, str]:
    if reach_of(request.user, Capability.INCIDENTS_VIEW) is Reach.SELF:
        return {"title": "Mijn meldingen", "lead": "Wat u hebt gemeld en hoe het ermee staat."}
    return {"title": "Voorvallen", "lead": str(organisation or "")}


def _empty(request: HttpRequest, status: str) -> SafeString:
    """Return what stands there when nothing is found."""
    if status == "open" and not any(_narrowing(request)):
        text = "Alles is afgehandeld. Wat al klaar is, vindt u met status ‘alle’."
        return empty_state("Geen open voorvallen", text, "?status=", "Toon alle")
    text = "Er is geen voorval dat hierbij past. Kies een ruimer filter."
    return empty_state("Niets gevonden", text, "?", "Wis filter")
