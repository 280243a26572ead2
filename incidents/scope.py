"""With which organisation a user works in incidents: the only one, or the one chosen in the address."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from participants.access import Capability, Reach, held_organisations, organisations, reach_of
from participants.models import Organisation, User


@dataclass(frozen=True, slots=True)
class Scope:
    """The organisations that a user reaches, and the one that is at hand; None when there is none at all."""

    organisations: list[Organisation]
    chosen: Organisation | None

    @property
    def has_choice(self) -> bool:
        """Tell whether there is something to choose."""
        return len(self.organisations) > 1


def scope_of(request: HttpRequest, capability: Capability) -> Scope:
    """Return the organisations reached with this capability; `?org=CODE` chooses, the first is the default.

    Raises:
        Http404: for a code outside the reach.
    """
    assert isinstance(request.user, User)
    if reach_of(request.user, capability) is Reach.OWN:
        found = held_organisations(request.user, capability)
    else:
        found = list(organisations(request.user, capability).select_related("sector").order_by("name"))
    code = request.POST.get("org") or request.GET.get("org")
    if not code:
        return Scope(found, found[0] if found else None)
    for organisation in found:
        if organisation.code == code:
            return Scope(found, organisation)
    raise Http404


def chosen_or_404(request: HttpRequest, capability: Capability) -> Organisation:
    """Return the organisation at hand.

    Raises:
        Http404: when the user reaches none, or the code is outside the reach.
    """
    chosen = scope_of(request, capability).chosen
    if chosen is None:
        raise Http404
    return chosen
