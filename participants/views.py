"""Pages about who takes part."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.paging import page
from participants import documents, services
from participants.access import Capability, Role, decide, memberships
from participants.forms import ParticipantFilter
from participants.guards import requires, user_of
from participants.models import Membership, Organisation, Seat, User
from participants.querysets import OrganisationQuerySet


@require_safe
@requires(Capability.PARTICIPANTS_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """List the participants, by sector and name."""
    user, today = user_of(request), timezone.localdate()
    form = ParticipantFilter(request.GET or None)
    everyone = Organisation.objects.reachable(user, Capability.PARTICIPANTS_VIEW).select_related("sector", "successor")
    found = page(request, _narrow(everyone, form), per_page=50)
    reachable = set(Organisation.objects.reachable(user, Capability.ORGANISATION_VIEW).values_list("pk", flat=True))
    rows = [(one, *documents.state_of(one, today), one.pk in reachable) for one in found]
    return render(request, "participants/index.html", {"form": form, "page": found, "rows": rows})


def _narrow(everyone: OrganisationQuerySet, form: ParticipantFilter) -> OrganisationQuerySet:
    """Apply the filter; without one, or with one that makes no sense, those that take part today."""
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    today = timezone.localdate()
    states = {
        "benaderen": everyone.prospective(),
        "gestopt": everyone.ended(today),
        "alle": everyone,
    }
    found = states.get(chosen.get("stand", ""), everyone.participating(today)).matching(chosen.get("q", "").strip())
    return found.filter(sector=chosen["sector"]) if chosen.get("sector") else found


@require_safe
@requires(Capability.ORGANISATION_VIEW)
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all that is known about an organisation, fit for one A4."""
    user, today = user_of(request), timezone.localdate()
    reachable = Organisation.objects.reachable(user, Capability.ORGANISATION_VIEW)
    found = get_object_or_404(
        reachable.select_related("sector", "successor", "invited_by", "commitment_signed_by"), pk=pk
    )
    people = Membership.objects.reachable(user, Capability.ORGANISATION_VIEW).current(today).filter(organisation=found)
    file = documents.organisation_file(found, people.select_related("person", "seat"), today)
    context = {
        "file": file,
        "may_sign": found.commitment_signed_on is None and bool(decide(user, Capability.COMMITMENT_SIGN, found)),
        "may_see_phones": _sees_phones(user, found),
        "may_manage": bool(decide(user, Capability.PARTICIPANTS_MANAGE)),
    }
    return render(request, "participants/organisation.html", context)


def _sees_phones(user: User, found: Organisation) -> bool:
    """Telephone numbers are for the own organisation and for who runs the programme."""
    return bool(decide(user, Capability.PARTICIPANTS_MANAGE)) or any(
        membership.organisation_id == found.pk for membership in memberships(user)
    )


@require_POST
@requires(Capability.COMMITMENT_SIGN)
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign for the programme with one tap."""
    user = user_of(request)
    found = get_object_or_404(Organisation.objects.reachable(user, Capability.COMMITMENT_SIGN), pk=pk)
    services.sign_commitment(organisation=found, actor=user, signed_on=timezone.localdate())
    messages.success(request, f"De handtekening van {found} staat erbij.")
    return redirect("participants:commitments")


@require_safe
@requires(Capability.PARTICIPANTS_VIEW)
def commitments(request: HttpRequest) -> HttpResponse:
    """Show the board with signatures, and who has yet to sign."""
    user, today = user_of(request), timezone.localdate()
    everyone = Organisation.objects.reachable(user, Capability.PARTICIPANTS_VIEW).participating(today)
    everyone = everyone.select_related("sector", "commitment_signed_by")
    signed = everyone.filter(commitment_signed_on__isnull=False).order_by("commitment_signed_on", "name")
    to_sign = Organisation.objects.reachable(user, Capability.COMMITMENT_SIGN).participating(today).unsigned()
    context = {"signed": signed, "unsigned": everyone.unsigned(), "to_sign": to_sign}
    return render(request, "participants/commitments.html", context)


@require_safe
@requires(Capability.PARTICIPANTS_VIEW)
def occupation(request: HttpRequest) -> HttpResponse:
    """Show organisations × roles; an empty seat is the call list."""
    user, today = user_of(request), timezone.localdate()
    capability = Capability.PARTICIPANTS_VIEW
    everyone = Organisation.objects.reachable(user, capability).participating(today)
    seats = list(Seat.objects.reachable(user, capability).with_holders(today).select_related("organisation", "sector"))
    reached = set(Organisation.objects.reachable(user, Capability.ORGANISATION_VIEW).values_list("pk", flat=True))

    def seat_url(seat: Seat) -> str:
        return reverse("participants:seat", args=[seat.pk]) if seat.organisation_id in reached else ""

    grid = documents.occupation(
        everyone,
        seats,
        Membership.objects.reachable(user, capability)
        .current(today)
        .filter(role__in=documents.BOARD_ROLES)
        .select_related("person"),
        url_of=lambda one: one.get_absolute_url() if one.pk in reached else "",
        seat_url=seat_url,
    )
    network = [(seat, seat_url(seat)) for seat in seats if seat.role == Role.AMBASSADOR]
    empty = sum(cell.state == "open" for row in grid.rows for cell in row.cells)
    empty += sum(not seat.holders for seat, _ in network)
    context = {"grid": grid, "network": network, "lead": documents.occupation_lead(empty)}
    return render(request, "participants/occupation.html", context)


@require_safe
@requires(Capability.ORGANISATION_VIEW)
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one seat: who holds it, or the model text with which to fill it."""
    user, today = user_of(request), timezone.localdate()
    seats = Seat.objects.reachable(user, Capability.ORGANISATION_VIEW).with_holders(today)
    found = get_object_or_404(seats.select_related("organisation", "sector"), pk=pk)
    context = {
        "seat": found,
        "letter": documents.seat_letter(found, str(user)),
        "may_manage": bool(decide(user, Capability.PARTICIPANTS_MANAGE)),
    }
    return render(request, "participants/seat.html", context)
