"""The list as the documentation of the libraries shows it: ListView, FilterSet, crispy form, Paginator, objects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.views.generic import ListView

from incidents.models import Incident

_TEMPLATES = Path(__file__).parent / "templates"


def _render(name: str, context: dict[str, Any], request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string((_TEMPLATES / name).read_text())
    return HttpResponse(template.render(context, request))


_EMPTY = None


def empty(request: HttpRequest) -> HttpResponse:
    """A signed-in page with the frame and nothing in it."""
    global _EMPTY  # noqa: PLW0603  compiled once, as the cached loader does
    if _EMPTY is None:
        _EMPTY = engines["django"].from_string((_TEMPLATES / "empty.html").read_text())
    return HttpResponse(_EMPTY.render({}, request))


class PlainFilter(django_filters.FilterSet):
    """Filter on status, kind and period, with its form drawn by crispy."""

    class Meta:
        model = Incident
        fields = {"status": ["exact"], "main_kind": ["exact"], "occurred_at": ["gte", "lte"]}

    @property
    def form(self) -> Any:
        """Return the form with a crispy helper."""
        form = super().form
        form.helper = FormHelper()
        form.helper.form_method = "get"
        form.helper.add_input(Submit("", "Toon"))
        return form


class PlainList(ListView):  # type: ignore[type-arg]
    """25 rows as objects, with their related rows fetched the usual way."""

    paginate_by = 25
    _compiled: Any = None

    def get_queryset(self) -> Any:
        """Return the rows of the user's organisation, newest first."""
        membership = self.request.user.person.memberships.first()
        rows = Incident.objects.filter(organisation=membership.organisation).order_by("-occurred_at", "-pk")
        rows = rows.select_related("organisation", "reporter", "text").prefetch_related("duties")
        self.filterset = PlainFilter(self.request.GET, queryset=rows)
        return self.filterset.qs

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Render with a template that was compiled once."""
        if PlainList._compiled is None:
            PlainList._compiled = engines["django"].from_string((_TEMPLATES / "plain.html").read_text())
        return HttpResponse(PlainList._compiled.render({**context, "filter": self.filterset}, self.request))
