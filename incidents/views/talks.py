"""All talks of aftercare of the own organisation: what is late, what comes, and what was filled in lately."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.paging import keyset
from core.params import choice
from incidents.handlers import handlers_of
from incidents.handling.queue import Desk
from incidents.handling.talks import (
    ANSWERED,
    ANSWERED_ORDER,
    LABELS,
    PLANNED_ORDER,
    counts_of_talks,
    handled_by,
    sections_of,
    talks_in,
)
from incidents.models import AftercareTalk
from incidents.scope import chosen_or_404
from participants.access import Capability
from participants.guards import requires, user_of


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def talks(request: HttpRequest) -> HttpResponse:
    """Show 25 talks of a list, the oldest day first; each line leads to its talk and back again."""
    organisation = chosen_or_404(request, Capability.INCIDENTS_HANDLE)
    user, today = user_of(request), timezone.localdate()
    desk = Desk(tuple((str(each.pk), str(each)) for each in handlers_of(organisation.pk, on=today)))
    slug = choice(request, "lijst", LABELS, "")
    wanted = choice(request, "behandelaar", {"ik", "niemand", *(pk for pk, _ in desk.handlers)}, "")
    rows = AftercareTalk.objects.reachable(user, Capability.INCIDENTS_HANDLE).filter(organisation=organisation)
    rows = handled_by(rows, wanted, user)
    order = ANSWERED_ORDER if slug == ANSWERED else PLANNED_ORDER
    page = keyset(request, talks_in(rows, slug, today=today).select_related("incident"), fields=order)
    kept = {"behandelaar": wanted, "org": organisation.code if request.GET.get("org") else ""}
    context = {
        "page": page,
        "sections": sections_of(page.rows, slug, desk, today=today),
        "tabs": _tabs(counts_of_talks(rows, user, today=today), slug, kept),
        "people": [("", "iedereen"), ("ik", "ik"), ("niemand", "nog niemand"), *desk.handlers],
        "wanted": wanted,
        "slug": slug,
        "org_code": kept["org"],
        "organisation": organisation,
        "all_url": "?" + urlencode({"lijst": ""} | ({"org": kept["org"]} if kept["org"] else {})),
        "index_url": reverse("incidents:index"),
    }
    return render(request, "incidents/talks.html", context)


def _tabs(counts: dict[str, str], current: str, kept: dict[str, str]) -> list[dict[str, Any]]:
    asked = {name: value for name, value in kept.items() if value}
    return [
        {
            "label": label,
            "count": counts[slug],
            "url": "?" + urlencode({"lijst": slug, **asked}),
            "is_current": slug == current,
        }
        for slug, label in LABELS.items()
    ]
