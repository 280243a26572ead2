"""Pages of the nine measures and of the state of organisations."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.paging import page
from core.params import posted
from measures import figures
from measures.forms import CardsForm
from measures.matrix import line_row
from measures.models import MatrixLine, MatrixTopic, Measure, OrganisationMeasureState, State, StateConfirmation
from measures.overview import RegionStep, anchor_rows, organisation_rows
from measures.services import confirm_states, record_states
from participants.access import Capability, Reach, decide, reach_of
from participants.guards import requires, user_of
from participants.models import Organisation


def _day(request: HttpRequest) -> date:
    """Return the day that was asked for; today when it is odd or lies ahead."""
    today = timezone.localdate()
    try:
        asked = date.fromisoformat(request.GET.get("dag", ""))
    except ValueError:
        return today
    return asked if date(2014, 1, 1) <= asked <= today else today


@require_safe
@requires(Capability.MEASURES_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """Show the nine measures, with the way to annex 1 and to the state of organisations."""
    reach = reach_of(request.user, Capability.STATES_VIEW)
    own = None
    if reach is Reach.OWN:
        own = Organisation.objects.reachable(request.user, Capability.STATES_VIEW).first()
    context = {
        "measures": Measure.objects.all(),
        "own": own,
        "sees_states": reach is not None,
        "sees_region": bool(decide(request.user, Capability.STATES_REGION)),
        "may_fill": bool(decide(request.user, Capability.STATES_FILL)),
    }
    return render(request, "measures/index.html", context)


@require_safe
@requires(Capability.MEASURES_VIEW)
def measure(request: HttpRequest, slug: str) -> HttpResponse:
    """Explain one measure: what it means, how to see how far one is, and what annex 1 says of it."""
    found = get_object_or_404(Measure, slug=slug)
    topics = list(MatrixTopic.objects.all())
    lines = MatrixLine.objects.filter(topic__measure=found).select_related("topic")
    context = {
        "measure": found,
        "anchors": anchor_rows(found),
        "rows": [line_row(line, topics) for line in lines],
        "measures": Measure.objects.all(),
    }
    return render(request, "measures/measure.html", context)


@require_safe
@requires(Capability.STATES_VIEW)
def states(request: HttpRequest) -> HttpResponse:
    """Show the grid organisations × measures on a day: the project leader all, others their own organisation."""
    on = _day(request)
    organisations = Organisation.objects.reachable(request.user, Capability.STATES_VIEW).participating(on)
    found = page(request, organisations.order_by("name"), per_page=50)
    reachable = OrganisationMeasureState.objects.reachable(request.user, Capability.STATES_VIEW)
    context = {
        "page": found,
        "rows": organisation_rows(list(found), reachable, on),
        "measures": Measure.objects.all(),
        "on": on,
        "today": timezone.localdate(),
        "states": State,
        "total": figures.progress(organisations.values_list("pk", flat=True), on),
    }
    return render(request, "measures/states.html", context)


@require_safe
@requires(Capability.STATES_VIEW)
def cards(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the nine cards of an organisation, the confirmation and, from five organisations, the sector beside it."""
    organisation = get_object_or_404(Organisation.objects.reachable(request.user, Capability.STATES_VIEW), pk=pk)
    on = _day(request)
    reachable = OrganisationMeasureState.objects.reachable(request.user, Capability.STATES_VIEW)
    row = organisation_rows([organisation], reachable, on)[0]
    year_ago = organisation_rows([organisation], reachable, on - timedelta(days=365))[0]
    confirmations = StateConfirmation.objects.reachable(request.user, Capability.STATES_VIEW)
    confirmation = confirmations.filter(organisation=organisation, confirmed_on__lte=on).first()
    changed_at = max((cell.row.recorded_at for cell in row.cells if cell.row), default=None)
    context = {
        "organisation": organisation,
        "row": row,
        "on": on,
        "today": timezone.localdate(),
        "pairs": list(zip(row.cells, year_ago.cells, strict=True)),
        "confirmation": confirmation,
        "is_confirmed": bool(confirmation and changed_at and confirmation.confirmed_at >= changed_at),
        "comparison": figures.compare_with_sector(organisation, on),
        "minimum": figures.MINIMUM_ORGANISATIONS,
        "may_fill": bool(decide(request.user, Capability.STATES_FILL, organisation)),
        "may_confirm": bool(decide(request.user, Capability.STATES_CONFIRM, organisation)),
    }
    return render(request, "measures/cards.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.STATES_FILL)
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the coordinator answer the nine cards; the last answers are filled in."""
    organisation = get_object_or_404(Organisation.objects.reachable(request.user, Capability.STATES_FILL), pk=pk)
    now = timezone.now()
    reachable = OrganisationMeasureState.objects.reachable(request.user, Capability.STATES_FILL)
    latest = reachable.filter(organisation=organisation).as_of(timezone.localdate(now))
    form = CardsForm(
        posted(request),
        measures=Measure.objects.prefetch_related("anchors"),
        latest={row.measure_id: row for row in latest},
    )
    if request.method == "POST" and form.is_valid():
        record_states(organisation=organisation, answers=form.answers, actor=user_of(request), recorded_at=now)
        messages.success(request, "De kaarten zijn opgeslagen. De sponsor kan ze nu bevestigen.")
        return redirect("measures:cards", pk=organisation.pk)
    return render(request, "measures/fill.html", {"organisation": organisation, "form": form})


@require_POST
@requires(Capability.STATES_CONFIRM)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the sponsor confirm the nine cards of the organisation."""
    organisation = get_object_or_404(Organisation.objects.reachable(request.user, Capability.STATES_CONFIRM), pk=pk)
    try:
        confirm_states(organisation=organisation, actor=user_of(request), confirmed_at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "U hebt de stand van uw organisatie bevestigd.")
    return redirect("measures:cards", pk=organisation.pk)


@require_safe
@requires(Capability.STATES_REGION)
def region(request: HttpRequest) -> HttpResponse:
    """Show how the region stands: per measure a dot an organisation, without names."""
    on = _day(request)
    ids = figures.participating_ids(on)
    columns = [
        (found, [RegionStep(str(state.label), state.value, found.counts[state]) for state in State])
        for found in figures.distribution(on, ids)
    ]
    context = {
        "columns": columns if len(ids) >= figures.MINIMUM_ORGANISATIONS else [],
        "on": on,
        "today": timezone.localdate(),
        "states": State,
        "progress": figures.progress(ids, on),
        "minimum": figures.MINIMUM_ORGANISATIONS,
    }
    return render(request, "measures/region.html", context)
