"""Which rows the second wall shows to a user: decided from today's memberships, never from the request."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from core.isolation import Scope, of_organisations
from participants.access import GRANTS, Reach, Role, memberships
from participants.models import User

_BEHIND_THE_WALL = ("incidents.", "rounds.")


def scope_for(user: User | AnonymousUser) -> Scope:
    """Return the scope of a user: own organisations by a grant that stays inside them, figures by a wider one.

    The project leader and the superuser get no row of an incident: nobody's grant over incidents themselves reaches
    further than an own organisation, so a wider one is about figures.
    """
    organisations: set[int] = set()
    has_figures = False
    for membership in memberships(user):
        for capability, reach in GRANTS[Role(membership.role)].items():
            if not capability.startswith(_BEHIND_THE_WALL):
                continue
            if reach > Reach.OWN:
                has_figures = True
            elif membership.organisation_id is not None:
                organisations.add(membership.organisation_id)
    return of_organisations(organisations, has_figures=has_figures)
